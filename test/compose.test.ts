import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from '../local/install.mjs'
import { hasCompose } from './compose.ts'

const Service = z.looseObject({
  image: z.string().optional(),
  build: z.object({ context: z.literal('.'), target: z.string() }).optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
})
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const { services } = z.object({ services: z.record(z.string(), Service) }).parse(parse(text, { merge: true }))
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')

test('the control plane is complete, and each part waits for what it needs', () => {
  expect(Object.keys(services).sort()).toEqual(['api', 'control', 'postgres', 'set-up', 'temporal'])
  for (const [name, service] of Object.entries(services)) {
    expect(Boolean(service.image) !== Boolean(service.build), `${name} has an image or a build`).toBe(true)
    for (const needed of Object.keys(service.depends_on)) expect(services).toHaveProperty(needed)
  }
})

test('every program and build stage that it names is there', () => {
  for (const service of Object.values(services)) {
    for (const word of service.command.filter((part) => part.endsWith('.ts'))) {
      expect(existsSync(join(root, word)), word).toBe(true)
    }
    if (service.build) expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${service.build.target}$`, 'm'))
  }
})

test('Temporal polls fast and serves projects fairly', () => {
  expect(services.temporal?.command).toEqual(
    expect.arrayContaining([
      '--dynamic-config-value=history.transferProcessorMaxPollRPS=1000',
      '--dynamic-config-value=matching.enableFairness=true',
    ]),
  )
})

test('only the set-up knows the role that owns the schema', () => {
  const owners = Object.entries(services).filter(([, service]) => 'DATABASE_URL' in service.environment)
  expect(owners.map(([name]) => name)).toEqual(['set-up'])
})

test('no secret is written down and no port is open to the world', () => {
  for (const service of Object.values(services)) {
    for (const port of service.ports)
      expect(port).toMatch(/^(\$\{BIND_ADDRESS:-127\.0\.0\.1\}|127\.0\.0\.1):/)
    for (const [name, value] of Object.entries(service.environment)) {
      if (/PASSWORD|SECRET|TOKEN/.test(name)) expect(value).toMatch(/^\$\{\w+:-\}$/)
      expect(value).not.toMatch(/:\/\/\w+:[^$@][^@]*@/)
    }
  }
})

test.runIf(hasCompose())('docker-compose itself takes it', () => {
  const { status, stderr } = spawnSync('docker-compose', ['-f', 'docker-compose.yml', 'config', '-q'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

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
  volumes: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
})
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const text = textOf('docker-compose.yml')
const { services } = z.object({ services: z.record(z.string(), Service) }).parse(parse(text, { merge: true }))
const dockerfile = textOf('Dockerfile')
const goMod = textOf('local/temporal-server/go.mod')
const goConfig = textOf('local/temporal-server/config.go')

test('the control plane is complete, and each part waits for what it needs', () => {
  expect(Object.keys(services).sort()).toEqual([
    'api',
    'control',
    'postgres',
    'set-up',
    'temporal',
    'temporal-schema',
    'temporal-ui',
  ])
  for (const [name, service] of Object.entries(services)) {
    expect(Boolean(service.image) !== Boolean(service.build), `${name} has an image or a build`).toBe(true)
    for (const needed of Object.keys(service.depends_on)) expect(services).toHaveProperty(needed)
  }
})

test('it names no version of the format, which newer ones of docker-compose warn of', () => {
  expect(parse(text, { merge: true })).not.toHaveProperty('version')
})

test('every program and build stage that it names is there', () => {
  for (const service of Object.values(services)) {
    for (const word of service.command.filter((part) => part.endsWith('.ts'))) {
      expect(existsSync(join(root, word)), word).toBe(true)
    }
    for (const file of service.volumes.filter((volume) => volume.startsWith('./'))) {
      expect(existsSync(join(root, file.split(':')[0] ?? '')), file).toBe(true)
    }
    if (service.build) expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${service.build.target}$`, 'm'))
  }
})

test('Temporal is the version that local/temporal-server is built from', () => {
  const versionOf = (module: string) => goMod.match(new RegExp(`^\\s${module} v(\\S+)$`, 'm'))?.[1]
  const server = versionOf('go.temporal.io/server')
  expect(server).toMatch(/^\d+\.\d+\.\d+$/)
  expect(services.temporal?.image).toBe(`temporalio/server:${server}`)
  expect(services['temporal-schema']?.image).toBe(`temporalio/admin-tools:${server}`)
  const ui = versionOf('github.com/temporalio/ui-server/v2')
  expect(services['temporal-ui']?.image).toBe(`temporalio/ui:${ui}`)
})

test('Temporal is set as the one that npm start runs', () => {
  const own = /dynamicconfig\.MakeKey\("([\w.]+)"\):\s*(\w+),/g
  const wanted = [...goConfig.matchAll(own)].map(([, key, value]) => [key, JSON.parse(value ?? '')])
  expect(wanted.length).toBeGreaterThan(5)
  const Settings = z.record(z.string(), z.tuple([z.strictObject({ value: z.json() })]))
  const settings = Object.entries(Settings.parse(parse(textOf('local/compose/temporal-settings.yaml'))))
  expect(Object.fromEntries(settings.map(([key, [{ value }]]) => [key, value]))).toEqual(
    Object.fromEntries(wanted),
  )
})

test('.env.example names every variable that it takes, and holds no secret', () => {
  const lines = textOf('.env.example')
    .split('\n')
    .filter((line) => /^\w/.test(line))
  const example = new Map(lines.map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]))
  const taken = new Set([...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name))
  expect([...example.keys()].sort()).toEqual([...taken].sort())
  for (const [name, value] of example) if (/PASSWORD|SECRET|TOKEN/.test(name)) expect(value).toBe('')
})

test('where artifacts and anchors may lie is passed on, to api and control alike where both read it', () => {
  const known = [
    ...textOf('platform/config.ts').matchAll(/^ {2}(ARTIFACTS_\w+|ANCHOR_(?:S3_\w+|URL|TOKEN)):/gm),
  ]
  const names = known.map(([, name]) => name ?? '')
  expect(names.length).toBeGreaterThan(12)
  for (const name of names) {
    expect(services.control?.environment, name).toHaveProperty(name)
    if (name.startsWith('ARTIFACTS')) expect(services.api?.environment, name).toHaveProperty(name)
  }
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
      if (/PASSWORD|PWD|SECRET|TOKEN/.test(name)) expect(value).toMatch(/^\$\{\w+:-\}$/)
      expect(value).not.toMatch(/:\/\/\w+:[^$@][^@]*@/)
    }
  }
})

const envs = [[], ['--env-file', '.env.example']]
test.runIf(hasCompose()).each(envs)('docker-compose itself takes it, %s %s', (...env) => {
  const { status, stderr } = spawnSync('docker-compose', [...env, 'config', '-q'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from './ports.ts'
import { builtServer } from './temporal-build.ts'
import { chooseTemporal } from './temporal-choice.ts'

let folder: string
let env: Record<string, string>
let said: string[]
const say = (line: string) => said.push(line)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-choice-'))
  said = []
  env = {
    PATH: join(folder, 'bin'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    TEMPORAL_CONFIG_FILE: join(folder, 'no-profile.toml'),
    TEMPORAL_NO_DOWNLOAD: '1',
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(path: string, script = 'exit 0') {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}
const cached = () => program(builtServer(env))
const onPath = () => program(join(folder, 'bin/temporal'))

test('a named server that answers is used, whatever else is there', async () => {
  cached()
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const address = `127.0.0.1:${port}`
  expect(await chooseTemporal(null, say, { ...env, TEMPORAL_ADDRESS: address })).toEqual({
    kind: 'external',
    address,
  })
  server.close()
})

test('a named server that is away stops the start: its tasks are there', async () => {
  cached()
  const address = `127.0.0.1:${await freePort()}`
  await expect(chooseTemporal(null, say, { ...env, TEMPORAL_ADDRESS: address })).rejects.toThrow(
    /does not answer.*TEMPORAL_ADDRESS/,
  )
})

test('a server named by a profile file counts as named', async () => {
  const file = join(folder, 'temporal.toml')
  writeFileSync(file, `[profile.default]\naddress = "127.0.0.1:${await freePort()}"\n`)
  await expect(chooseTemporal(null, say, { ...env, TEMPORAL_CONFIG_FILE: file })).rejects.toThrow(
    /does not answer/,
  )
})

test('TEMPORAL_CLI_PATH comes before ours, and must name something', async () => {
  cached()
  const path = program(join(folder, 'my-temporal'))
  expect(await chooseTemporal(null, say, { ...env, TEMPORAL_CLI_PATH: path })).toMatchObject({
    kind: 'cli',
    path,
  })
  await expect(
    chooseTemporal(null, say, { ...env, TEMPORAL_CLI_PATH: join(folder, 'gone') }),
  ).rejects.toThrow('where there is nothing')
})

test('ours from the cache comes before the CLI on the PATH', async () => {
  const path = onPath()
  expect(await chooseTemporal(null, say, env)).toEqual({ kind: 'cli', path, from: 'PATH' })
  const ours = cached()
  expect(await chooseTemporal(null, say, env)).toEqual({ kind: 'ours', path: ours })
})

test('what this folder used before is kept while it is there, and a change is announced', async () => {
  const path = onPath()
  const known = { kind: 'cli', path, from: 'PATH' } as const
  cached()
  expect(await chooseTemporal(known, say, env)).toEqual(known)
  expect(said).toEqual([])
  rmSync(path)
  expect(await chooseTemporal(known, say, env)).toMatchObject({ kind: 'ours' })
  expect(said).toEqual([
    `Temporal changes from the Temporal CLI ${path} to our own server: tasks that are open keep their record, and go on when somebody writes to them`,
  ])
})

test('with a Go that is too old the error names it and every remedy', async () => {
  program(join(folder, 'bin/go'), 'echo go1.22.1')
  const nothing = chooseTemporal(null, say, { ...env, PATH: `${env.PATH}:/bin` })
  await expect(nothing).rejects.toThrow(/is 1\.22\.1, older than 1\.26/)
  for (const remedy of ['install Go', 'TEMPORAL_CLI_PATH', 'TEMPORAL_ADDRESS', 'TEMPORAL_NO_DOWNLOAD']) {
    await expect(chooseTemporal(null, say, env)).rejects.toThrow(remedy)
  }
})

test('without any Go the error says so', async () => {
  await expect(chooseTemporal(null, say, env)).rejects.toThrow('no `go` on the PATH')
})

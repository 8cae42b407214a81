import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MacMiniFile, readMacMiniFile } from '#platform/mac-mini-file.ts'
import { openDataFolder, writeMacMiniFile } from './data-folder.ts'

let path: string
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'front-office-data-')), 'data')
})
afterEach(() => rmSync(join(path, '..'), { recursive: true, force: true }))

const fileOf = (change: Partial<MacMiniFile> = {}): MacMiniFile =>
  MacMiniFile.parse({
    executorId: 'mac-mini',
    gatewayUrl: 'ws://127.0.0.1:18791',
    gatewayToken: 'practice',
    apiUrl: 'http://127.0.0.1:4000',
    apiToken: 'api',
    bridgePort: 18790,
    bridgeToken: 'a-bridge-token-of-ours',
    temporalAddress: '127.0.0.1:7233',
    temporalNamespace: 'default',
    dataFolder: path,
    ...change,
  })
const config = () => readMacMiniFile(join(path, 'mac-mini/config.json'))

test('secrets are made once and only their owner can read them', () => {
  const first = openDataFolder(path)
  const second = openDataFolder(path)
  expect(first.isNew).toBe(true)
  expect(second.isNew).toBe(false)
  expect(second.secrets).toEqual(first.secrets)
  const values = Object.values(first.secrets).flatMap((value) =>
    typeof value === 'string' ? [value] : Object.values(value),
  )
  expect(new Set(values).size).toBe(8)
  for (const value of values) expect(value).toMatch(/^[\w-]{32,}$/)
  expect(statSync(join(path, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(path, 'logs')).mode & 0o777).toBe(0o700)
})

test('a broken file is named', () => {
  openDataFolder(path)
  writeFileSync(join(path, 'secrets.json'), '{')
  expect(() => openDataFolder(path)).toThrow(`${join(path, 'secrets.json')} is not JSON`)
})

test('the executor’s file follows the ports of each start while nobody edits it', () => {
  const folder = openDataFolder(path)
  expect(writeMacMiniFile(folder, fileOf())).toEqual({ isPractice: true })
  const moved = fileOf({ gatewayUrl: 'ws://127.0.0.1:40001', apiUrl: 'http://127.0.0.1:40002' })
  expect(writeMacMiniFile(folder, moved)).toEqual({ isPractice: true })
  expect(config()).toEqual(moved)
  expect(statSync(join(path, 'mac-mini/config.json')).mode & 0o777).toBe(0o600)
})

test('a gateway that an operator wrote there stays, and all else is kept up to date', () => {
  const folder = openDataFolder(path)
  writeMacMiniFile(folder, fileOf())
  const theirs = { gatewayUrl: 'ws://127.0.0.1:18789', gatewayToken: 'theirs' }
  writeFileSync(join(path, 'mac-mini/config.json'), JSON.stringify({ ...config(), ...theirs }))
  const moved = fileOf({ apiUrl: 'http://127.0.0.1:40002' })
  expect(writeMacMiniFile(folder, moved)).toEqual({ isPractice: false })
  expect(config()).toEqual({ ...moved, ...theirs })
  expect(writeMacMiniFile(folder, moved)).toEqual({ isPractice: false })
})

test('a token of the api, and how many runs at once, stay as an operator wrote them, also with the practice gateway', () => {
  const folder = openDataFolder(path)
  const theirs = { apiToken: 'renewed', maxRuns: 16 }
  writeMacMiniFile(folder, fileOf())
  writeFileSync(join(path, 'mac-mini/config.json'), JSON.stringify({ ...config(), ...theirs }))
  expect(writeMacMiniFile(folder, fileOf())).toEqual({ isPractice: true })
  expect(config()).toEqual(fileOf(theirs))
})

test('only a token changed by an operator is theirs too', () => {
  const folder = openDataFolder(path)
  writeMacMiniFile(folder, fileOf())
  writeFileSync(
    join(path, 'mac-mini/config.json'),
    readFileSync(join(path, 'mac-mini/config.json'), 'utf8').replace('"practice"', '"theirs"'),
  )
  expect(writeMacMiniFile(folder, fileOf())).toEqual({ isPractice: false })
  expect(config().gatewayToken).toBe('theirs')
})

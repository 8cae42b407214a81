import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logChild, rotateLog, worthTelling } from './child-log.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-log-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['{"level":30,"msg":"all is well"}', null],
  ['{"level":40,"msg":"slow"}', 'warning: slow'],
  ['{"level":50,"msg":"lost it","err":{"message":"no route"}}', 'error: lost it: no route'],
  ['{"level":60,"msg":"over"}', 'fatal: over'],
  ['{"level":', null],
  ['Error: no such file', 'Error: no such file'],
  ['    at somewhere', null],
  ['', null],
])('of %j the terminal shows %j', (line, shown) => {
  expect(worthTelling(line)).toBe(shown)
})

test('everything goes into the file, warnings to the terminal, also in pieces', async () => {
  const file = join(folder, 'api.log')
  const stream = new PassThrough()
  const said: string[] = []
  logChild('api', [stream], file, (line) => said.push(line))
  stream.write('{"level":30,"msg":"one"}\n{"level":40,"ms')
  stream.end('g":"two"}\n')
  await finished(stream)
  await expect.poll(() => said).toEqual(['api: warning: two'])
  const whole = '{"level":30,"msg":"one"}\n{"level":40,"msg":"two"}\n'
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(whole)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a log that grew too large is put aside once', () => {
  const file = join(folder, 'big.log')
  writeFileSync(file, Buffer.alloc(20_000_001))
  rotateLog(file)
  expect(readdirSync(folder).filter((name) => name.startsWith('big'))).toEqual(['big.log.1'])
})

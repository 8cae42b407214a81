import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { createLogger } from './logger.ts'
import { emptyIfLong, rotatingLog } from './rotating-log.ts'

const limits = { mostBytes: 100, kept: 2 }
const line = (n: number) => `${String(n).padStart(38, '0')}\n`
const sizesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]))

test('a log is turned over by size and keeps so many older ones, the newest first', () => {
  const folder = tempFolder()
  const log = rotatingLog(folder, 'worker.log', limits)
  for (let n = 1; n <= 9; n++) log.write(line(n))
  expect(sizesOf(folder)).toEqual({ 'worker.log': 39, 'worker.log.1': 78, 'worker.log.2': 78 })
  expect(readFileSync(join(folder, 'worker.log'), 'utf8')).toBe(line(9))
  expect(readFileSync(join(folder, 'worker.log.1'), 'utf8')).toBe(line(7) + line(8))
  expect(readFileSync(join(folder, 'worker.log.2'), 'utf8')).toBe(line(5) + line(6))
})

test('a process that was started again goes on with the file that is there, and counts what is in it', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'worker.log'), line(1) + line(2))
  const log = rotatingLog(folder, 'worker.log', limits)
  log.write(line(3))
  expect(sizesOf(folder)).toEqual({ 'worker.log': 39, 'worker.log.1': 78 })
})

test('a line that is longer than a file is written whole, and is a file of its own', () => {
  const folder = tempFolder()
  const log = rotatingLog(folder, 'worker.log', limits)
  log.write(line(1))
  log.write('x'.repeat(300))
  log.write(line(2))
  expect(sizesOf(folder)).toEqual({ 'worker.log': 39, 'worker.log.1': 300, 'worker.log.2': 39 })
})

test('only its owner reads it; a folder that is gone loses lines and not the process', () => {
  const folder = join(tempFolder(), 'logs')
  const log = rotatingLog(folder, 'worker.log', limits)
  log.write(line(1))
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'worker.log')).mode & 0o777).toBe(0o600)
  rmSync(folder, { recursive: true })
  for (let n = 1; n <= 9; n++) log.write(line(n))
  expect(() => statSync(folder)).toThrow()
})

test('a logger writes its lines there, without secrets', () => {
  const folder = tempFolder()
  const logger = createLogger('mac-mini', rotatingLog(folder, 'worker.log'))
  logger.warn({ config: { apiToken: 'secret' } }, 'hello')
  const text = readFileSync(join(folder, 'worker.log'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ name: 'mac-mini', msg: 'hello' })
  expect(text).not.toContain('secret')
})

test('what launchd opened begins anew where it is long, and what is written then is its beginning', () => {
  const file = join(tempFolder(), 'crash.log')
  const fd = openSync(file, 'a')
  writeSync(fd, line(1) + line(2))
  emptyIfLong(fd, 100)
  expect(statSync(file).size).toBe(78)
  emptyIfLong(fd, 50)
  writeSync(fd, line(3))
  closeSync(fd)
  expect(readFileSync(file, 'utf8')).toBe(line(3))
})

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Holder, isLock, lockFile, tryLock } from './lock.ts'
import { isAlive, processOf } from './processes.ts'

let folder: string
const at = (name: string) => join(folder, name)
const held = (result: ReturnType<typeof tryLock>) => (isLock(result) ? null : result)
const locked = (result: ReturnType<typeof tryLock>) => {
  if (!isLock(result)) throw new Error('somebody else has it')
  return result
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-lock-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function goneProcess() {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
  const process_ = processOf(child.pid ?? 0)
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exit
  return process_
}

test('the second comer learns who holds it, since when and what they said', () => {
  const lock = locked(tryLock(at('one')))
  lock.tell({ url: 'http://127.0.0.1:4000' })
  const holder = held(tryLock(at('one')))
  expect(holder).toMatchObject({ pid: process.pid, about: { url: 'http://127.0.0.1:4000' } })
  expect(Date.parse(holder?.since ?? '')).toBeGreaterThan(Date.now() - 60_000)
  lock.release()
  locked(tryLock(at('one'))).release()
})

test('a holder that is gone does not count', async () => {
  const gone = await goneProcess()
  writeFileSync(at('two'), JSON.stringify({ ...gone, since: 'long ago', about: {} } satisfies Holder))
  locked(tryLock(at('two'))).release()
})

test('a process that took over the number of the holder is not the holder', () => {
  const stranger = { pid: process.pid, startedAt: 'another time', since: '', about: {} }
  writeFileSync(at('three'), JSON.stringify(stranger))
  locked(tryLock(at('three'))).release()
})

test('a file that is not a lock is replaced', () => {
  writeFileSync(at('four'), 'half a lo')
  locked(tryLock(at('four'))).release()
})

test('releasing a lock that somebody else has by now leaves theirs', () => {
  const lock = locked(tryLock(at('five')))
  const theirs = JSON.stringify({ pid: 1, startedAt: 'x', since: '', about: {} })
  writeFileSync(at('five'), theirs)
  lock.release()
  expect(readFileSync(at('five'), 'utf8')).toBe(theirs)
  rmSync(at('five'))
})

test('who waits is told once and gets it', async () => {
  const lock = locked(tryLock(at('six')))
  const told: number[] = []
  const waiting = lockFile(at('six'), { onWait: (holder) => told.push(holder.pid) })
  setTimeout(() => lock.release(), 300)
  ;(await waiting).release()
  expect(told).toEqual([process.pid])
})

test('nothing is left in the folder', () => {
  expect(readdirSync(folder)).toEqual([])
})

test('a process is known by its number and its start', async () => {
  expect(isAlive(processOf(process.pid))).toBe(true)
  expect(isAlive({ pid: process.pid, startedAt: '1' })).toBe(false)
  expect(isAlive(await goneProcess())).toBe(false)
  expect(isAlive({ pid: 0, startedAt: '' })).toBe(false)
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { restAfter, restBeforeStart } from './restart-rest.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aService() {
  const folder = tempFolder()
  const said: string[] = []
  const stopping = new AbortController()
  const waits: number[] = []
  const waitMs = (soonEnded: number) => {
    waits.push(soonEnded)
    return 0
  }
  const start = () =>
    restBeforeStart({ folder, say: (words) => said.push(words), signal: stopping.signal, waitMs })
  return { folder, said, stopping, waits, start, kept: () => readFileSync(join(folder, 'starts'), 'utf8') }
}

test('one start after another that ends soon waits longer, up to five minutes', () => {
  expect([0, 1, 2, 3, 4, 6, 7, 50].map(restAfter)).toEqual([
    0, 0, 10_000, 20_000, 40_000, 160_000, 300_000, 300_000,
  ])
})

test('starts are counted from one process to the next', async () => {
  const service = aService()
  for (let n = 0; n < 3; n++) await service.start()
  expect(service.waits).toEqual([0, 1, 2])
})

test('one that is there for a minute, and one that was told to end, begins anew', async () => {
  const service = aService()
  await service.start()
  expect(service.kept()).toBe('1\n')
  vi.advanceTimersByTime(60_000)
  expect(service.kept()).toBe('0\n')
  await service.start()
  service.stopping.abort()
  expect(service.kept()).toBe('0\n')
})

test('told to end while it waits it ends at once, and has said why it waits', async () => {
  vi.useRealTimers()
  const { folder, said, stopping } = aService()
  writeFileSync(join(folder, 'starts'), '4')
  const rest = restBeforeStart({ folder, say: (words) => said.push(words), signal: stopping.signal })
  stopping.abort()
  await rest
  expect(said).toEqual(['it ended 4 times soon after its start: it waits 40 s before this one'])
})

test('what can’t be read or kept makes it a first start', async () => {
  const { folder, waits, start } = aService()
  writeFileSync(join(folder, 'starts'), 'x')
  await start()
  const rest = { folder: join(folder, 'nowhere'), say: () => {}, signal: new AbortController().signal }
  await restBeforeStart(rest)
  expect(waits).toEqual([0])
})

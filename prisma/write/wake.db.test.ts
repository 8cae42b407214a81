import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSetting, type Setting } from '#test/setting.ts'
import { alarm, listen, pause } from './listen.ts'
import { wake } from './wake.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

async function listening(onWake: () => void) {
  const stopping = new AbortController()
  const done = listen(setting.scratch.appUrl, 'placed', onWake, stopping.signal)
  await expect.poll(() => onWake).toHaveBeenCalled()
  return async () => {
    stopping.abort()
    await done
  }
}

test('who listens is woken once at the start and whenever the channel is', async () => {
  const onWake = vi.fn()
  const stop = await listening(onWake)
  expect(onWake).toHaveBeenCalledTimes(1)
  wake(setting.pool, 'placed')
  await expect.poll(() => onWake).toHaveBeenCalledTimes(2)
  wake(setting.pool, 'intents')
  await stop()
  expect(onWake).toHaveBeenCalledTimes(2)
})

test('wakes at once are one', async () => {
  const onWake = vi.fn()
  const stop = await listening(onWake)
  for (let i = 0; i < 20; i++) wake(setting.pool, 'placed')
  await expect.poll(() => onWake).toHaveBeenCalledTimes(2)
  await setting.pool.query('select pg_sleep(0.1)')
  expect(onWake).toHaveBeenCalledTimes(2)
  await stop()
})

test('a lost connection is made again, and wakes, since something may have been missed', async () => {
  const onWake = vi.fn()
  const stop = await listening(onWake)
  await setting.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query = 'listen placed'`,
  )
  await expect.poll(() => onWake).toHaveBeenCalledTimes(2)
  wake(setting.pool, 'placed')
  await expect.poll(() => onWake).toHaveBeenCalledTimes(3)
  await stop()
})

test('a wake without Postgres is lost quietly, and listening waits for it', async () => {
  wake({ query: () => Promise.reject(new Error('away')) } as never, 'ledger')
  const stopping = new AbortController()
  const onWake = vi.fn()
  const done = listen('postgres://nobody@127.0.0.1:9/none', 'ledger', onWake, stopping.signal)
  await pause(50, stopping.signal)
  stopping.abort()
  await done
  expect(onWake).not.toHaveBeenCalled()
})

describe('an alarm', () => {
  test('ends a sleep', async () => {
    const bell = alarm()
    setTimeout(bell.ring, 10)
    await timed(bell.wait(5_000), 4_500)
  })

  test('that rings before the sleep is not lost, and counts once', async () => {
    const bell = alarm()
    bell.ring()
    bell.ring()
    await timed(bell.wait(5_000), 4_500)
    const began = Date.now()
    await bell.wait(50)
    expect(Date.now() - began).toBeGreaterThanOrEqual(45)
  })
})

test('a pause ends with its signal', async () => {
  const stopping = new AbortController()
  setTimeout(() => stopping.abort(), 10)
  await timed(pause(5_000, stopping.signal), 4_500)
  await timed(pause(5_000, stopping.signal), 4_500)
})

async function timed(work: Promise<void>, limitMs: number) {
  const began = Date.now()
  await work
  expect(Date.now() - began).toBeLessThan(limitMs)
}

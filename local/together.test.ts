import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { allOver } from './together.ts'

test('all succeed: their answers', async () => {
  expect(await allOver([Promise.resolve(1), sleep(20, 'two')] as const, async () => {})).toEqual([1, 'two'])
})

test('one fails: the others are stopped, and none goes on behind the error', async () => {
  const stopping = new AbortController()
  let isOver = false
  const long = sleep(60_000, undefined, { signal: stopping.signal }).finally(() => {
    isOver = true
  })
  const first = Promise.reject(new Error('the first'))
  await expect(allOver([long, first] as const, async () => stopping.abort())).rejects.toThrow('the first')
  expect(isOver).toBe(true)
})

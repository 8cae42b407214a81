import { expect, test } from 'vitest'
import { TooManyRequests } from '../http/problem.ts'
import { tryLimit } from './try-limit.ts'

test('so many tries a minute for each client, and then as many again', () => {
  const tryOnce = tryLimit(2)
  const tryAt = (client: string, now: number) => {
    try {
      tryOnce(client, now)
      return 'may'
    } catch (error) {
      return error instanceof TooManyRequests ? error.retryAfterSeconds : error
    }
  }
  expect([tryAt('a', 0), tryAt('a', 1_000), tryAt('a', 20_000)]).toEqual(['may', 'may', 40])
  expect(tryAt('b', 20_000)).toBe('may')
  expect(tryAt('a', 60_000)).toBe('may')
})

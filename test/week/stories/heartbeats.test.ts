import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearInterval } from './heartbeats.ts'

test('there is always an interval of a minute or more whose next time is 12 to 19 seconds away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_700_000_000, max: 2_000_000_000 }), (now) => {
      const every = nearInterval(now)
      const left = every - (now % every)
      return every >= 60 && every < 86_400 && left >= 12 && left <= 19
    }),
  )
  expect(nearInterval(45)).toBe(60)
})

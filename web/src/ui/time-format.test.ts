import { expect, test } from 'vitest'
import { relative } from './time-format.ts'

const now = new Date('2026-11-27T12:00:00Z')
const after = (ms: number) => relative(new Date(now.getTime() + ms), now)
const minute = 60_000
const hour = 60 * minute

test('what is to come is cut, and never looks later than it is', () => {
  const words = [59.9 * minute, 1.99 * hour, 10.9 * hour, 1.99 * 24 * hour].map(after)
  expect(words).toEqual(['in 59 min', 'in 1 h 59 min', 'in 10 h', 'in 1 d'])
})

test('what was is rounded to one unit', () => {
  expect([-59.2 * minute, -1.6 * hour, -30.2 * 24 * hour].map(after)).toEqual([
    '59 min ago',
    '2 h ago',
    '30 d ago',
  ])
})

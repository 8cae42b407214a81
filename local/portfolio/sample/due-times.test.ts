import { expect, test } from 'vitest'
import { dayOf, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { dueAt } from './due-times.ts'

const hour = 3_600_000
const monday = Date.parse('2026-11-30T00:00:00.000Z')
const hours = Array.from({ length: 7 * 24 }, (_, nth) => new Date(monday + nth * hour).toISOString())

test.each(hours)(
  'at %s there is something due in this week, something in the next, and something late',
  (at) => {
    const end = Date.parse(at)
    const week = weekOf(dayOf(at))
    const [due, next] = [dueAt('this week', end), dueAt('next week', end)]
    expect(weekOf(dayOf(due))).toBe(week)
    expect(due > at).toBe(true)
    expect(weekOf(dayOf(next))).toBe(weeksAfter(week, 1))
    expect(dueAt('late', end) < at).toBe(true)
  },
)

test('what is due in a week is due on its Friday, as long as that is hours away', () => {
  const { parse } = Date
  expect(dueAt('this week', parse('2026-12-02T10:00:00.000Z'))).toBe('2026-12-04T16:00:00.000Z')
  expect(dueAt('this week', parse('2026-12-04T11:00:00.000Z'))).toBe('2026-12-06T23:59:59.999Z')
  expect(dueAt('next week', parse('2026-12-06T23:00:00.000Z'))).toBe('2026-12-11T16:00:00.000Z')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, daysAfter, isDate, isWeek, mondayOf, weekOf, weeksAfter } from './iso-week.ts'

test.each([
  ['2026-11-25', '2026-W48'],
  ['2026-01-01', '2026-W01'],
  ['2025-12-29', '2026-W01'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2021-01-03', '2020-W53'],
  ['2024-12-30', '2025-W01'],
])('%s is in %s', (date, week) => {
  expect(weekOf(date)).toBe(week)
})

test('every day lies in the seven days that its week begins', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      const date = daysAfter('1990-01-01', days)
      const monday = mondayOf(weekOf(date))
      expect(isWeek(weekOf(date))).toBe(true)
      expect(monday <= date && date <= daysAfter(monday, 6)).toBe(true)
      expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1)
      expect(weeksAfter(weekOf(date), 1)).toBe(weekOf(daysAfter(date, 7)))
      expect(weeksAfter(weeksAfter(weekOf(date), 30), -30)).toBe(weekOf(date))
    }),
  )
})

test('what is no day or week is not one', () => {
  expect(['2026-02-29', '2026-13-01', '26-01-01', '', '2026-1-1', 'today'].filter(isDate)).toEqual([])
  expect(isDate('2028-02-29')).toBe(true)
  expect(['2026-W54', '2026-W00', '2026-48', '2025-W53', ''].filter(isWeek)).toEqual([])
  expect(['2026-W53', '2026-W01'].filter(isWeek)).toEqual(['2026-W53', '2026-W01'])
  expect(dayOf('2026-11-25T23:59:59.999Z')).toBe('2026-11-25')
})

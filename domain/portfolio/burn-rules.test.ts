import { expect, test } from 'vitest'
import { monthBurn } from './burn-rules.ts'

test('days add up in order, and a day without a run costs nothing', () => {
  const { sums, spentNanoUsd } = monthBurn(
    [
      { day: '2026-11-01', nanoUsd: 5 },
      { day: '2026-11-03', nanoUsd: 7 },
    ],
    '2026-11-04',
  )
  expect(sums).toEqual([5, 5, 12, 12])
  expect(spentNanoUsd).toBe(12)
})

test('the forecast goes on as the full days went; today is not one of them', () => {
  const days = [
    { day: '2026-11-01', nanoUsd: 10 },
    { day: '2026-11-02', nanoUsd: 10 },
    { day: '2026-11-03', nanoUsd: 1 },
  ]
  expect(monthBurn(days, '2026-11-03').forecastNanoUsd).toBe(300)
})

test('what today has cost already is never below the forecast', () => {
  expect(monthBurn([{ day: '2026-11-30', nanoUsd: 90 }], '2026-11-30').forecastNanoUsd).toBe(90)
})

test('on the first day there is none, and months have their own length', () => {
  expect(monthBurn([], '2026-11-01')).toEqual({
    sums: [0],
    spentNanoUsd: 0,
    forecastNanoUsd: null,
    daysInMonth: 30,
  })
  expect(monthBurn([], '2028-02-10').daysInMonth).toBe(29)
  expect(monthBurn([], '2026-12-31').sums).toHaveLength(31)
})

import { expect, test } from 'vitest'
import { snoozeTimes } from './snooze-times.ts'

const untils = (now: Date) => snoozeTimes(now).map(({ until }) => until)

test('later today, tomorrow at nine, and the next Monday at nine, by the reader’s own clock', () => {
  const wednesday = new Date(2026, 10, 25, 22, 30)
  expect(untils(wednesday)).toEqual([
    new Date(2026, 10, 26, 1, 30),
    new Date(2026, 10, 26, 9, 0),
    new Date(2026, 10, 30, 9, 0),
  ])
})

test('on a Sunday next week is tomorrow, on a Monday it is the one after', () => {
  const monday = new Date(2026, 10, 30, 8, 0)
  expect(untils(new Date(2026, 10, 29, 8, 0))[2]).toEqual(new Date(2026, 10, 30, 9, 0))
  expect(untils(monday)[2]).toEqual(new Date(2026, 11, 7, 9, 0))
})

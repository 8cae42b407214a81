import { expect, test } from 'vitest'
import { Amount, Day, Week } from './outcome.ts'
import { occurredProblem, reviewProblem, weekProblem } from './outcome-rules.ts'

const wordsOf = (result: { error?: { issues: { message: string }[] } }) => result.error?.issues[0]?.message

test('an amount at the edge gets its one spelling, or says what is wrong with it', () => {
  expect(Amount.parse(' 12.5 ')).toBe('12.50')
  expect(wordsOf(Amount.safeParse('-1'))).toMatch(/above zero/)
  expect(wordsOf(Amount.safeParse(''))).toMatch(/missing/)
})

test('days and weeks at the edge are of the calendar', () => {
  expect(Day.parse('2026-11-25')).toBe('2026-11-25')
  expect(wordsOf(Day.safeParse('2026-02-30'))).toMatch(/write it like/)
  expect(Week.parse('2026-W48')).toBe('2026-W48')
  expect(wordsOf(Week.safeParse('2026-W60'))).toMatch(/write it like/)
})

test('money is booked on a day that has come somewhere', () => {
  const calendar = { tomorrow: '2026-11-26' }
  expect(occurredProblem('2026-11-26', calendar)).toBeNull()
  expect(occurredProblem('2000-01-01', calendar)).toBeNull()
  expect(occurredProblem('2026-11-27', calendar)).toMatch(/has not come yet/)
  expect(occurredProblem('1999-12-31', calendar)).toMatch(/before 2000/)
})

test('a review is to come; an objective is for this week or one of the next', () => {
  expect(reviewProblem('2026-11-25', { today: '2026-11-25' })).toBeNull()
  expect(reviewProblem('2026-11-24', { today: '2026-11-25' })).toMatch(/in the past/)
  expect(weekProblem('2026-W48', '2026-W48', '2027-W03')).toBeNull()
  expect(weekProblem('2027-W03', '2026-W48', '2027-W03')).toBeNull()
  expect(weekProblem('2026-W47', '2026-W48', '2027-W03')).toMatch(/is over/)
  expect(weekProblem('2027-W04', '2026-W48', '2027-W03')).toMatch(/too far away.*8 weeks/)
})

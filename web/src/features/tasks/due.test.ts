import { expect, test } from 'vitest'
import { dueChoices, dueFieldProblem, localText, noDue } from './due-draft.ts'
import { dueWords } from './due-words.ts'

/** By the reader's own clock, wherever the test runs. */
const local = (text: string) => new Date(text)
const labelsOn = (text: string) => dueChoices(local(text)).map(({ label, at }) => [label, localText(at)])

test('the usual times are at hand, today only while it is to come', () => {
  expect(labelsOn('2026-11-24T09:00')).toEqual([
    ['Today, 18:00', '2026-11-24T18:00'],
    ['Tomorrow, 18:00', '2026-11-25T18:00'],
    ['Friday, 18:00', '2026-11-27T18:00'],
  ])
  expect(labelsOn('2026-11-24T18:00').map(([label]) => label)).toEqual(['Tomorrow, 18:00', 'Friday, 18:00'])
  // On a Thursday, Friday is tomorrow already: the next one is named by its day.
  expect(labelsOn('2026-11-26T09:00').at(-1)).toEqual(['Fri 4 Dec, 18:00', '2026-12-04T18:00'])
  expect(labelsOn('2026-11-27T09:00').at(-1)).toEqual(['Fri 4 Dec, 18:00', '2026-12-04T18:00'])
  expect(labelsOn('2026-11-28T09:00').at(-1)).toEqual(['Friday, 18:00', '2026-12-04T18:00'])
})

test('the field says what is wrong with it, and nothing where it is empty', () => {
  const problemOn = (day: string, due: string, isDueHalf = false) =>
    dueFieldProblem({ ...noDue, due, isDueHalf }, local(`2026-${day}T09:00`))
  expect(problemOn('11-24', '')).toBeNull()
  expect(problemOn('11-24', '2026-11-24T09:01')).toBeNull()
  expect(problemOn('11-24', '', true)).toBe('Give both the day and the time.')
  expect(problemOn('11-24', 'soon')).toBe('Give both the day and the time.')
  expect(problemOn('12-24', '2026-11-24T09:00')).toContain('is in the past')
  expect(problemOn('11-24', '2036-11-24T09:00')).toBe('is more than 2 years away')
})

test('how long is left is cut, how late it is grows, and an end in time says nothing', () => {
  const now = new Date('2026-11-24T12:00:00.000Z')
  const at = (dueAt: string, change = {}) =>
    ({
      dueAt: `2026-11-${dueAt}:00.000Z`,
      dueEnd: 'late',
      endedAt: null,
      status: 'running',
      ...change,
    }) as const
  expect(dueWords(at('24T15:59'), now)).toBe('due in 3 h 59 min')
  expect(dueWords(at('24T15:00', { dueEnd: 'cancel' }), now)).toBe('due in 3 h, then cancelled')
  expect(dueWords(at('24T10:00'), now)).toBe('2 h late')
  expect(dueWords(at('24T10:00', { endedAt: '2026-11-24T11:00:00.000Z' }), now)).toBe('ended 1 h late')
  expect(dueWords(at('24T10:00', { endedAt: '2026-11-24T09:00:00.000Z' }), now)).toBeNull()
  expect(
    dueWords(at('24T10:00', { endedAt: '2026-11-24T11:00:00.000Z', status: 'cancelled' }), now),
  ).toBeNull()
  expect(dueWords({ dueAt: null, dueEnd: null, endedAt: null, status: 'running' }, now)).toBeNull()
})

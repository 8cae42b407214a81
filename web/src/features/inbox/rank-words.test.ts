import { expect, test } from 'vitest'
import { anInboxItem, sampleNow as now } from '../../http/sample-data.ts'
import { rankWords } from './rank-words.ts'

const fresh = { since: now.toISOString(), isEffect: false, holds: 0 }

test('the strongest reason comes first', () => {
  const item = anInboxItem({ until: '2026-11-24T14:00:00.000Z', holds: 3, since: '2026-11-23T12:00:00.000Z' })
  expect(rankWords(item, now)).toBe('ends in 2 h, an effect of unknown amount, holds 3 tasks, waits for 1 d')
})

test('a known amount, one task and an end that has passed are said as such', () => {
  const item = anInboxItem({ ...fresh, until: '2026-11-24T11:00:00.000Z', holds: 1, amountUsd: 8_400 })
  expect(rankWords(item, now)).toBe('has ended, $8,400 hangs on it, holds 1 task')
})

test('the deadline of its task is said where it is what makes it near', () => {
  expect(rankWords(anInboxItem({ ...fresh, dueAt: '2026-11-24T14:00:00.000Z' }), now)).toBe(
    'the task is due in 2 h',
  )
  const late = anInboxItem({ ...fresh, dueAt: '2026-11-24T09:00:00.000Z', until: '2026-11-24T14:00:00.000Z' })
  expect(rankWords(late, now)).toBe('the task is 3 h late')
})

test('where only the kind counts nothing is said', () => {
  expect(rankWords(anInboxItem(fresh), now)).toBe('')
})

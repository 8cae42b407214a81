import { expect, test } from 'vitest'
import { frozenRefusal, settlingCommand, settlingFirst } from './fork-rules.ts'

test('what forked takes one word alone, and says how it is settled', () => {
  const why = 'is frozen, because two accounts of it do not fit together. Settle it first:'
  expect(frozenRefusal('task', 'frozen', 'cancelTask')).toBe(
    `This task ${why} go on from its record, or end it.`,
  )
  expect(frozenRefusal('run', 'frozen', 'cancelRunbook')).toBe(
    `This run ${why} go on from its record, or cancel it.`,
  )
  expect(frozenRefusal('task', 'frozen', settlingCommand)).toBeNull()
  expect(frozenRefusal('task', 'waiting', 'cancelTask')).toBeNull()
})

test('of what arrives at once the word that settles comes first, and the rest stays in its order', () => {
  const asked = ['messageTask', 'cancelTask', settlingCommand, 'retryTask'].map((command, seq) => ({
    ...{ seq, intent: { command } },
  }))
  expect(settlingFirst(asked).map(({ seq }) => seq)).toEqual([2, 0, 1, 3])
  expect(asked.map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  expect(settlingFirst([])).toEqual([])
})

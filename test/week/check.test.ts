import { expect, test } from 'vitest'
import { differencesBetween } from './answer.ts'
import { answers, refuseDifferences } from './check.ts'
import { ledgerOfTold } from './told.ts'

test('what is equal differs nowhere, whatever the order of its fields', () => {
  const value = { a: [1, { b: null }], c: 5n }
  expect(differencesBetween(value, { c: 5n, a: [1, { b: null }] })).toEqual([])
})

test('a difference says where, what the ledger says and what was answered', () => {
  const recorded = {
    items: [
      { name: 'Letter', count: 2 },
      { name: 'Page', count: 1 },
    ],
    sum: 3_000_000_000n,
  }
  const answered = { items: [{ name: 'Letter', count: 1 }], sum: 4_000_000_000n }
  expect(differencesBetween(recorded, answered)).toEqual([
    'items.0.count: the ledger says 2, the answer 1',
    'items.1: the ledger says {"name":"Page","count":1}, the answer nothing',
    'sum: the ledger says "3.00", the answer "4.00"',
  ])
  expect(differencesBetween([], null)).toEqual(['it: the ledger says [], the answer null'])
  expect(differencesBetween([], [0])).toEqual(['0: the ledger says nothing, the answer 0'])
})

test('one wrong answer among right ones is named with all its differences', () => {
  const right = { name: 'the inbox', words: '', differences: [] }
  const wrong = { name: 'what shipped', words: '', differences: ['0.title: …', '1: …'] }
  expect(() => refuseDifferences([right])).not.toThrow()
  expect(() => refuseDifferences([right, wrong])).toThrow(
    '1 of 2 answers are not what follows from the ledger:\nwhat shipped\n  0.title: …\n  1: …',
  )
})

test('from an empty ledger every expected answer can be read, and no two have one name', () => {
  for (const { recorded } of answers) expect(() => recorded(ledgerOfTold(), new Date())).not.toThrow()
  expect(new Set(answers.map(({ name }) => name)).size).toBe(answers.length)
})

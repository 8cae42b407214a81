import { expect, test } from 'vitest'
import { isBelow, scoresOf } from './score.ts'

const parts = { budget: ['domain/policy/budget-'], policy: ['domain/policy/'], ledger: ['domain/ledger/'] }
const mutant = (fileName: string, status: string) => ({ fileName, status })

test('a change counts as caught where a test fails or never ends, and for the first part of its file', () => {
  const scores = scoresOf(parts, [
    mutant('domain/policy/budget-rules.ts', 'Killed'),
    mutant('domain/policy/budget-rules.ts', 'Timeout'),
    mutant('domain/policy/budget-rules.ts', 'Survived'),
    mutant('domain/policy/hold-rules.ts', 'NoCoverage'),
    mutant('domain/task/task.ts', 'Killed'),
  ])
  expect(scores).toMatchObject([
    { part: 'budget', caught: 2, tried: 3 },
    { part: 'policy', caught: 0, tried: 1, percent: 0 },
    { part: 'ledger', caught: 0, tried: 0, percent: null },
  ])
})

test('what could not be tried counts neither way', () => {
  const of = (status: string) => mutant('domain/ledger/verify.ts', status)
  const [, , ledger] = scoresOf(parts, ['CompileError', 'RuntimeError', 'Ignored', 'Killed'].map(of))
  expect(ledger).toMatchObject({ caught: 1, tried: 1, percent: 100 })
})

test('below the bar is who misses it, and who has nothing to show', () => {
  const score = { part: 'policy', caught: 17, tried: 20 }
  expect(isBelow({ ...score, percent: 85 }, 85)).toBe(false)
  expect(isBelow({ ...score, percent: 84.9 }, 85)).toBe(true)
  expect(isBelow({ ...score, percent: null }, 85)).toBe(true)
})

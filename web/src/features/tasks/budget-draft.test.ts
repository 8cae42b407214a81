import { expect, test } from 'vitest'
import { budgetAsked, budgetDraftOf, budgetWords, noBudget } from './budget-draft.ts'

test('what is empty, or nothing, limits nothing', () => {
  expect(budgetAsked(noBudget)).toEqual([])
  expect(budgetAsked({ usd: 0, tokens: '', runs: 2 })).toEqual([{ metric: 'runs', limit: 2 }])
})

test('what is there stands in the fields, and is asked for as it was', () => {
  const budget = [
    { metric: 'usd' as const, limit: 1_500_000_000 },
    { metric: 'tokens' as const, limit: 9_000 },
  ]
  expect(budgetDraftOf(budget)).toEqual({ usd: 1.5, tokens: 9_000, runs: '' })
  expect(budgetAsked(budgetDraftOf(budget))).toEqual([
    { metric: 'usd', limit: 1.5 },
    { metric: 'tokens', limit: 9_000 },
  ])
  expect(budgetWords(budget)).toBe('$1.50, 9,000 tokens')
  expect([budgetDraftOf(), budgetWords()]).toEqual([noBudget, 'none of its own'])
})

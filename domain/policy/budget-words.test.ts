import { expect, test } from 'vitest'
import { amountWords, budgetWords, burnWords, countedWords } from './budget-words.ts'
import { Budget } from './policy-document.ts'

const nothing = { used: 0, reserved: 0, unknownRuns: 0, uncountedRuns: 0 }
const said = (metric: 'usd' | 'tokens' | 'runs', spent: Partial<typeof nothing>) =>
  burnWords({ budget: { metric }, spent: { ...nothing, ...spent } })

test('what is used and what is kept is said in the budget’s unit', () => {
  expect(said('usd', { used: 1.5e9, reserved: 2e8 })).toBe('$1.50 used, $0.20 reserved for runs under way')
  expect(said('tokens', { used: 1_200 })).toBe('1,200 tokens used')
  expect(said('runs', { used: 1 })).toBe('1 run used')
})

test('an unknown price is counted as what was reserved only where something was', () => {
  expect(said('usd', { used: 1e9, unknownRuns: 2 })).toBe(
    '$1.00 used, 2 of unknown price, counted as what was reserved for them or is known',
  )
  expect(said('usd', { unknownRuns: 2, uncountedRuns: 2 })).toBe(
    '$0.00 used, 2 of unknown price and nothing reserved, so not counted',
  )
  expect(said('usd', { used: 1e9, unknownRuns: 3, uncountedRuns: 1 })).toBe(
    '$1.00 used, 2 of unknown price, counted as what was reserved for them or is known, 1 of unknown price and nothing reserved, so not counted',
  )
})

test('tokens that nobody reported are said too', () => {
  expect(said('tokens', { used: 5, unknownRuns: 1, uncountedRuns: 1 })).toBe(
    '5 tokens used, 1 of unknown use and nothing reserved, so not counted',
  )
})

test.each([
  ['usd', 2, '$2.00'],
  ['usd', 1.2345, '$1.23'],
  ['usd', 0.1, '$0.10'],
  ['usd', 0.0523, '$0.0523'],
  ['usd', 12_000, '$12,000.00'],
  ['tokens', 1, '1 token'],
  ['tokens', 2_000, '2,000 tokens'],
  ['runs', 0, '0 runs'],
] as const)('of %s %d is said as %s', (metric, amount, words) => {
  expect(amountWords(metric, amount)).toBe(words)
})

test('dollars are counted in billionths, everything else as it is', () => {
  expect(countedWords('usd', 52_300_000)).toBe('$0.0523')
  expect(countedWords('tokens', 52_300_000)).toBe('52,300,000 tokens')
})

test.each([
  ['portfolio', 'usd', 'day', 'the budget of all projects of $5.00 a day'],
  ['project', 'tokens', 'month', 'the project’s budget of 5 tokens a month'],
  ['agent', 'runs', 'lifetime', 'the agent’s budget of 5 runs for good'],
  ['task', 'usd', 'lifetime', 'the task’s own budget of $5.00 for good'],
] as const)('a budget of a %s in %s for a %s is named', (scope, metric, period, words) => {
  expect(budgetWords({ scope, budget: Budget.parse({ metric, period, limit: 5 }) })).toBe(words)
})

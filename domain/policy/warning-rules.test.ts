import { expect, test } from 'vitest'
import type { BudgetState } from './budget-rules.ts'
import { type Budget, Budget as BudgetShape } from './policy-document.ts'
import type { Scope } from './scope.ts'
import { isSameWarning, warningsOf } from './warning-rules.ts'

const now = new Date('2026-11-27T10:00:00.000Z')
const state = (change: Partial<Budget>, used: number, reserved = 0): BudgetState<Scope> => ({
  scope: 'project',
  budget: BudgetShape.parse({ metric: 'tokens', period: 'day', limit: 1_000, ...change }),
  spent: { used, reserved, unknownRuns: 0, uncountedRuns: 0 },
})
const thresholds = (one: BudgetState<Scope>) => warningsOf(one, now).map(({ threshold }) => threshold)

test('a budget warns from its threshold on, and again when it is spent; what is reserved counts', () => {
  expect(thresholds(state({}, 799))).toEqual([])
  expect(thresholds(state({}, 500, 300))).toEqual([80])
  expect(thresholds(state({}, 1_000))).toEqual([80, 100])
  expect(thresholds(state({ warnAt: 100 }, 1_200))).toEqual([100])
})

test('a warning says of which period it is, and what was used of what', () => {
  expect(warningsOf(state({}, 850), now)).toEqual([
    {
      ...{ scope: 'project', metric: 'tokens', period: 'day', threshold: 80 },
      ...{ limit: 1_000, used: 850, reserved: 0 },
      ...{ start: '2026-11-27T00:00:00.000Z', ends: '2026-11-28T00:00:00.000Z' },
      words: '80 % of the project’s budget of 1,000 tokens a day: 850 tokens used',
    },
  ])
  const [lifetime] = warningsOf(state({ metric: 'usd', period: 'lifetime', limit: 0.5 }, 400_000_000), now)
  expect(lifetime).toMatchObject({ ends: null, limit: 500_000_000 })
})

test('it is the same one until the period, the threshold or the limit is another', () => {
  const [one] = warningsOf(state({}, 850), now)
  const [more] = warningsOf(state({}, 900), now)
  const [raised] = warningsOf(state({ limit: 1_100 }, 900), now)
  const [tomorrow] = warningsOf(state({}, 900), new Date('2026-11-28T10:00:00.000Z'))
  if (!one || !more || !raised || !tomorrow) throw new Error('each of them warns')
  expect([more, raised, tomorrow].map((other) => isSameWarning(one, other))).toEqual([true, false, false])
  expect(isSameWarning(one, { ...one, metric: 'runs' })).toBe(false)
  expect(isSameWarning(one, { ...one, period: 'month' })).toBe(false)
  expect(isSameWarning(one, { ...one, threshold: 100 })).toBe(false)
})

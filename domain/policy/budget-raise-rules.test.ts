import { expect, test } from 'vitest'
import { minutesOn } from '#test/stories.ts'
import {
  countedBy,
  hasRaisedBudget,
  hasRaisedSince,
  raisedDocument,
  spentBudgets,
  usedUpOf,
} from './budget-raise-rules.ts'
import type { BudgetState } from './budget-rules.ts'
import { Budget, PolicyDocument } from './policy-document.ts'

const document = PolicyDocument.parse({
  budgets: [
    { metric: 'usd', period: 'day', limit: 1 },
    { metric: 'usd', period: 'month', limit: 20 },
    { metric: 'usd', period: 'day', limit: 2, perRun: 2 },
    { metric: 'tokens', period: 'day', limit: 1_000 },
  ],
  wipLimit: 3,
})
const day = { metric: 'usd', period: 'day' } as const
const limits = (raised: PolicyDocument | null) => raised?.budgets.map(({ limit }) => limit)

test('one is raised, and with it those that count the same and are lower; nothing else is another', () => {
  const raised = raisedDocument(document, { ...day, limit: 5 })
  expect(limits(raised)).toEqual([5, 20, 5, 1_000])
  expect(PolicyDocument.parse(raised)).toEqual({ ...document, budgets: raised?.budgets })
  expect(limits(raisedDocument(document, { ...day, limit: 30 }))).toEqual([30, 20, 30, 1_000])
  expect(limits(raisedDocument(document, { ...day, limit: 1.5 }))).toEqual([1.5, 20, 2, 1_000])
})

test('none that is there is lowered, and none is made', () => {
  expect(raisedDocument(document, { ...day, limit: 1 })).toBeNull()
  expect(raisedDocument(document, { metric: 'runs', period: 'day', limit: 9 })).toBeNull()
})

test('those that hold are those with nothing left; what they have to be more than is what they counted', () => {
  const state = (used: number, reserved: number): BudgetState => ({
    scope: 'project',
    budget: Budget.parse({ ...day, limit: 1 }),
    spent: { used: used * 1e9, reserved: reserved * 1e9, unknownRuns: 0, uncountedRuns: 0 },
  })
  const [left, spent, over] = [state(0.4, 0.5), state(0.5, 0.5), state(1.25, 0)]
  expect(spentBudgets([left, spent, over])).toEqual([spent, over])
  expect([spent, over].map((one) => countedBy({ ...one.budget, ...one.spent }))).toEqual([1, 1.25])
  expect(countedBy({ metric: 'runs', used: 3, reserved: 1, unknownRuns: 0, uncountedRuns: 0 })).toBe(4)
})

const { budgets } = document
const changed = (index: number, change: Partial<Budget>) =>
  budgets.toSpliced(index, 1, { ...(budgets[index] as Budget), ...change })

test.each<[string, Budget[]]>([
  ['one is gone', budgets.slice(0, 3)],
  ['the lowest of those that count the same is gone', budgets.slice(1)],
  ['more stands in one', changed(3, { limit: 1_001 })],
  ['one run may have more of it', changed(3, { perRun: 201 })],
])('runs may use more where %s', (_, after) => {
  expect(hasRaisedBudget(budgets, after, ['usd', 'tokens'])).toBe(true)
})

test.each<[string, Budget[]]>([
  ['nothing is another', budgets],
  ['one is lowered', changed(3, { limit: 999 })],
  ['one run may have less of it', changed(3, { perRun: 199 })],
  ['what is higher than another that counts the same is raised, or gone', budgets.toSpliced(2, 1)],
  ['one is there that was not', [...budgets, { ...(budgets[0] as Budget), limit: 9 }]],
  ['it is told of earlier', changed(0, { warnAt: 50 })],
])('they may not where %s', (_, after) => {
  expect(hasRaisedBudget(budgets, after, ['usd', 'tokens'])).toBe(false)
})

test('of another metric than those that are asked about, or of none, it says nothing', () => {
  expect(hasRaisedBudget(budgets, changed(3, { limit: 1_001 }), ['usd'])).toBe(false)
  expect(hasRaisedBudget(budgets, [], [])).toBe(false)
  expect(hasRaisedBudget([], budgets, ['usd', 'tokens'])).toBe(false)
})

test('what counts is what each policy says now, beside what it said then', () => {
  const tokens = (limit: number) => [Budget.parse({ metric: 'tokens', period: 'day', limit })]
  const said = (scopeId: string, minute: number, limit: number) => ({
    ...{ scopeId, at: minutesOn(minute), budgets: tokens(limit) },
  })
  const versions = [said('portfolio', 1, 500), said('pr_1', 2, 100), said('pr_1', 6, 50)]
  const isRaised = (more: typeof versions, then = 3) =>
    hasRaisedSince([...versions, ...more], minutesOn(then), ['tokens'])
  expect(isRaised([])).toBe(false)
  expect(isRaised([said('pr_1', 8, 100)])).toBe(false)
  expect(isRaised([said('pr_1', 8, 101)])).toBe(true)
  expect(isRaised([said('pr_1', 8, 100)], 7)).toBe(true)
  expect(isRaised([said('portfolio', 8, 501)])).toBe(true)
  expect(isRaised([said('ag_1', 8, 9)])).toBe(false)
  expect(isRaised([said('pr_1', 8, 101)], 8)).toBe(false)
})

test('a run used up what it has used as much of as was reserved; nobody knows which where its use is not known', () => {
  const usage = (input: number, costNanoUsd: number | null) => ({
    ...{ input, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd },
  })
  const reserved = { tokens: 10, costNanoUsd: 50 }
  expect(usedUpOf({ reserved, usage: usage(10, 49) })).toEqual(['tokens'])
  expect(usedUpOf({ reserved, usage: usage(9, 50) })).toEqual(['usd'])
  expect(usedUpOf({ reserved, usage: usage(12, 60) })).toEqual(['usd', 'tokens'])
  expect(usedUpOf({ reserved, usage: null })).toEqual(['usd', 'tokens'])
  expect(usedUpOf({ reserved: { tokens: 10, costNanoUsd: null }, usage: null })).toEqual(['tokens'])
  expect(usedUpOf({ usage: null })).toEqual(['usd', 'tokens'])
})

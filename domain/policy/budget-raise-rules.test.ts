import { expect, test } from 'vitest'
import { countedBy, hasRaisedBudget, raisedDocument, spentBudgets } from './budget-raise-rules.ts'
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
  expect(hasRaisedBudget(budgets, after)).toBe(true)
})

test.each<[string, Budget[]]>([
  ['nothing is another', budgets],
  ['one is lowered', changed(3, { limit: 999 })],
  ['one run may have less of it', changed(3, { perRun: 199 })],
  ['what is higher than another that counts the same is raised, or gone', budgets.toSpliced(2, 1)],
  ['one is there that was not', [...budgets, { ...(budgets[0] as Budget), limit: 9 }]],
  ['it is told of earlier', changed(0, { warnAt: 50 })],
])('they may not where %s', (_, after) => {
  expect(hasRaisedBudget(budgets, after)).toBe(false)
})

test('how many runs there may be says nothing of what one may use', () => {
  const runs = (limit: number) => [Budget.parse({ metric: 'runs', period: 'day', limit })]
  expect(hasRaisedBudget(runs(1), runs(9))).toBe(false)
  expect(hasRaisedBudget([], budgets)).toBe(false)
})

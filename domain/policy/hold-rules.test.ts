import { expect, test } from 'vitest'
import type { BudgetState } from './budget-rules.ts'
import { type HoldSources, holdOf } from './hold-rules.ts'
import { Budget, Hours } from './policy-document.ts'

const now = new Date('2026-11-25T22:40:00.000Z')
const office = Hours.parse({ timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' })
const evening = Hours.parse({ timeZone: 'UTC', days: [3], from: '22:00', to: '23:00' })
const spent = (change: object = {}): BudgetState => ({
  scope: 'agent',
  budget: Budget.parse({ metric: 'tokens', period: 'month', limit: 1_000, ...change }),
  spent: { used: 1_000, reserved: 0, unknownRuns: 0, uncountedRuns: 0 },
})

const free: HoldSources = {
  ...{ switches: [], project: { name: 'Letter', stage: 'active', stageReason: '' } },
  ...{ hours: [], limits: [], budgets: [] },
}
const held = (change: Partial<HoldSources>) => holdOf({ ...free, ...change }, now)

/** Each keeps a run from starting by itself. The first is named: while it stands, to end another would not help. */
const reasons: [string, Partial<HoldSources>][] = [
  ['kill_switch', { switches: [{ scope: 'project', scopeId: 'pr_1', byName: 'Ada', reason: 'A leak' }] }],
  ['project', { project: { name: 'Letter', stage: 'paused', stageReason: 'Holidays' } }],
  ['loop', { loop: { kind: 'failure', what: 'no such file', times: 3, seen: [] } }],
  ['hours', { hours: [office] }],
  ['budget', { budgets: [spent()] }],
  ['limit', { limits: [{ of: 'runs', scope: 'project', limit: 1, open: 1 }] }],
]

test.each(reasons)('alone, %s keeps a run from starting', (kind, change) => {
  expect(held(change)?.kind).toBe(kind)
})

test.each(reasons.map(([kind], place) => [kind, place] as const))(
  '%s is named before all that come after it here',
  (kind, place) => {
    const rest = reasons.slice(place).map(([, change]) => change)
    expect(held(Object.assign({}, ...rest))?.kind).toBe(kind)
  },
)

test('where nothing keeps it, a run starts', () => {
  expect(held({})).toBeNull()
  expect(
    held({ hours: [evening], limits: [{ of: 'runs', scope: 'project', limit: 2, open: 1 }], loop: null }),
  ).toBeNull()
})

test('outside of the hours it waits until they are open, and says which hours those are', () => {
  expect(held({ hours: [office] })).toEqual({
    kind: 'hours',
    reason: 'runs start Mon, Tue, Wed, Thu, Fri 09:00–17:00 Europe/Berlin',
    until: '2026-11-26T08:00:00.000Z',
  })
  expect(held({ hours: [evening, { ...office, days: [3] }] })).toEqual({
    kind: 'hours',
    reason:
      'runs start Wed 22:00–23:00 UTC and Wed 09:00–17:00 Europe/Berlin, which is never at the same time',
    until: null,
  })
})

test.each([
  ['portfolio', '3 of at most 2 runs at once in all projects'],
  ['project', '3 of at most 2 runs at once in this project'],
  ['agent', '3 of at most 2 runs at once of this agent'],
  ['executor', '3 of at most 2 runs at once on this executor'],
] as const)('a full %s says how many runs are open, and waits for one of them', (scope, reason) => {
  const roomy = { of: 'runs', scope: 'portfolio', limit: 9, open: 3 } as const
  expect(held({ limits: [roomy, { of: 'runs', scope, limit: 2, open: 3 }] })).toEqual({
    ...{ kind: 'limit', reason, until: null, scope },
  })
})

test('no task begins where as many are in work as may be, and one that has begun goes on', () => {
  const limits = [{ of: 'tasks', scope: 'project', limit: 2, open: 2 }] as const
  expect(held({ limits })).toMatchObject({ reason: '2 of at most 2 tasks in work in this project' })
  expect(held({ limits, isBegun: true })).toBeNull()
  const full = { of: 'runs', scope: 'project', limit: 1, open: 1 } as const
  expect(held({ limits: [...limits, full], isBegun: true })).toMatchObject({
    reason: '1 of at most 1 runs at once in this project',
  })
})

test('a spent budget waits for its next period; one for good waits for somebody', () => {
  expect(held({ budgets: [spent()] })).toEqual({
    kind: 'budget',
    reason: 'the agent’s budget of 1,000 tokens a month is spent: 1,000 tokens used',
    until: '2026-12-01T00:00:00.000Z',
  })
  expect(held({ budgets: [spent({ period: 'lifetime' })] })).toEqual({
    kind: 'budget',
    reason: 'the agent’s budget of 1,000 tokens for good is spent: 1,000 tokens used',
    until: null,
  })
})

test('what an operator allowed beyond a budget lets the run start', () => {
  expect(held({ budgets: [spent()], raise: null })?.kind).toBe('budget')
  expect(held({ budgets: [spent()], raise: { tokens: 100, costNanoUsd: null } })).toBeNull()
})

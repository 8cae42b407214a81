import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BudgetState,
  isBudgeted,
  isSpent,
  levelOf,
  periodOf,
  remainingOf,
  reservationOf,
  spentBudget,
} from './budget-rules.ts'
import { documentOfPolicy, effectivePolicy } from './effective-rules.ts'
import { holdOf } from './hold-rules.ts'
import { nextOpening } from './hours-rules.ts'
import { leavingRefusal, lockoutsOf } from './lockout-rules.ts'
import { defaultPolicy } from './policy.ts'
import { Budget, Hours, PolicyDocument } from './policy-document.ts'

const now = new Date('2026-11-25T22:40:00.000Z')
const state = (change: object, spent: Partial<BudgetState['spent']> = {}): BudgetState => ({
  scope: 'project',
  budget: Budget.parse({ metric: 'tokens', period: 'day', limit: 1_000, ...change }),
  spent: { used: 0, reserved: 0, unknownRuns: 0, uncountedRuns: 0, ...spent },
})

test('whatever runs reserve and use, a budget is never gone over', () => {
  const use = fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), isKnown: fc.boolean() })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.array(use, { maxLength: 30 }), (limit, uses) => {
      const budget = state({ limit })
      for (const { share, isKnown } of uses) {
        if (spentBudget([budget])) break
        const { tokens } = reservationOf([budget])
        expect(tokens).toBeGreaterThan(0)
        budget.spent.used += isKnown ? Math.floor((tokens ?? 0) * share) : (tokens ?? 0)
        expect(remainingOf(budget)).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('a run reserves its share, or what is left; the least of all budgets counts', () => {
  expect(reservationOf([state({})])).toEqual({ tokens: 200, costNanoUsd: null })
  expect(reservationOf([state({}, { used: 700, reserved: 200 })])).toEqual({ tokens: 100, costNanoUsd: null })
  expect(reservationOf([state({}), state({ perRun: 50 }), state({ limit: 2_000 })]).tokens).toBe(50)
  const dollars = state({ metric: 'usd', limit: 2, perRun: 0.5 })
  expect(reservationOf([dollars, state({ perRun: 50 })])).toEqual({ tokens: 50, costNanoUsd: 500_000_000 })
  expect(isSpent({ tokens: 50, costNanoUsd: null }, { tokens: 50, costNanoUsd: null })).toBe(true)
  expect(isSpent({ tokens: null, costNanoUsd: 5 }, { tokens: 9e9, costNanoUsd: null })).toBe(false)
})

test('the share of a run is a fifth where the budget says none, and never so small that none could start', () => {
  expect(reservationOf([state({ limit: 3 })]).tokens).toBe(1)
  expect(reservationOf([state({ limit: 14 })]).tokens).toBe(2)
  expect(reservationOf([state({ metric: 'usd', limit: 2 })]).costNanoUsd).toBe(400_000_000)
  expect(reservationOf([state({}, { used: 2_000 })]).tokens).toBe(0)
  expect(reservationOf([state({ metric: 'runs', limit: 3 })])).toEqual({ tokens: null, costNanoUsd: null })
})

test.each([
  ['tokens', true],
  ['usd', true],
  ['runs', false],
])('what a run uses of %s is measured while it goes on: %s', (metric, isMeasured) => {
  expect(isBudgeted([state({ metric })])).toBe(isMeasured)
  expect(isBudgeted([state({ metric }), state({ metric: 'runs' })])).toBe(isMeasured)
  expect(isBudgeted([])).toBe(false)
})

const both = { tokens: 10, costNanoUsd: 5 }
test.each([
  ['both are there', both, { tokens: 9, costNanoUsd: 4 }, false],
  ['the tokens are used', both, { tokens: 10, costNanoUsd: 4 }, true],
  ['the dollars are used', both, { tokens: 9, costNanoUsd: 5 }, true],
  ['the dollars are overrun', both, { tokens: 9, costNanoUsd: 6 }, true],
  ['the price is not known', both, { tokens: 9, costNanoUsd: null }, false],
  [
    'no dollars were left and the price is not known',
    { tokens: null, costNanoUsd: 0 },
    { tokens: 9, costNanoUsd: null },
    false,
  ],
  ['no dollars were reserved', { tokens: 10, costNanoUsd: null }, { tokens: 9, costNanoUsd: 9e9 }, false],
  ['no tokens were reserved', { tokens: null, costNanoUsd: 5 }, { tokens: 9e9, costNanoUsd: 4 }, false],
  ['nothing was reserved', { tokens: null, costNanoUsd: null }, { tokens: 9e9, costNanoUsd: 9e9 }, false],
])('a run is stopped when what it reserved is used, and not before: %s', (_when, reserved, used, isOver) => {
  expect(isSpent(reserved, used)).toBe(isOver)
})

test('a budget is spent with less than one left, and a warning comes from its percentage on', () => {
  const level = (used: number, reserved: number, warnAt = 80) =>
    levelOf(state({ warnAt }, { used, reserved }))
  expect([level(799, 0), level(800, 0), level(400, 400), level(900, 99), level(900, 100)]).toEqual([
    'fine',
    'warning',
    'warning',
    'warning',
    'spent',
  ])
  expect([level(400, 99, 50), level(400, 100, 50)]).toEqual(['fine', 'warning'])
  expect(spentBudget([state({}, { used: 999 })])).toBeNull()
})

test('what an operator allowed on top lets one more run start, of what it was allowed in alone', () => {
  const of = (metric: string) => state({ metric }, { used: 1_000e9 })
  const [tokens, dollars, runs] = [of('tokens'), of('usd'), of('runs')]
  const raise = { tokens: 70, costNanoUsd: null, runs: null }
  expect(spentBudget([tokens], null)).toBe(tokens)
  expect(spentBudget([tokens], raise)).toBeNull()
  expect(spentBudget([dollars], raise)).toBe(dollars)
  expect(spentBudget([dollars], { tokens: null, costNanoUsd: 7 })).toBeNull()
  expect(spentBudget([runs])).toBe(runs)
  expect(spentBudget([runs], raise)).toBe(runs)
  expect(spentBudget([runs], { tokens: 70, costNanoUsd: 7 })).toBe(runs)
  const oneRun = { tokens: null, costNanoUsd: null, runs: 1 } as const
  expect(spentBudget([runs, { ...runs, scope: 'portfolio' }], oneRun)).toBeNull()
  expect(spentBudget([runs, tokens], oneRun)).toBe(tokens)
  expect(spentBudget([runs, tokens, dollars], { tokens: 70, costNanoUsd: 7, runs: 1 })).toBeNull()
})

test('the raise is what a run may use of a spent budget, and only where a budget counts it', () => {
  const raise = { tokens: 70, costNanoUsd: 5 }
  expect(reservationOf([state({}, { used: 1_000 })], raise)).toEqual({ tokens: 70, costNanoUsd: null })
  expect(reservationOf([state({}, { used: 1_500 })], raise).tokens).toBe(70)
  const dollars = state({ metric: 'usd', limit: 1 }, { used: 1e9 })
  expect(reservationOf([dollars], raise).costNanoUsd).toBe(5)
  expect(reservationOf([dollars], { ...raise, costNanoUsd: null }).costNanoUsd).toBe(0)
})

test('a budget that is not spent is never gone over, whatever is raised; it lets one run use so much more', () => {
  const raise = { tokens: null, costNanoUsd: 1e9, runs: 1 } as const
  const dollars = state({ metric: 'usd', limit: 10 }, { used: 9.5e9 })
  expect(reservationOf([dollars, state({ metric: 'runs', limit: 5 }, { used: 5 })], raise)).toEqual({
    ...{ tokens: null, costNanoUsd: 0.5e9 },
  })
  expect(reservationOf([state({ metric: 'usd', limit: 10 })], raise).costNanoUsd).toBe(3e9)
  fc.assert(
    fc.property(fc.nat(2_000), fc.nat(2_000), fc.nat(3_000), (used, other, tokens) => {
      const budgets = [state({}, { used }), state({ perRun: 50 }, { used: other })]
      const reserved = reservationOf(budgets, { tokens, costNanoUsd: null, runs: null }).tokens ?? 0
      for (const left of budgets.map(remainingOf))
        expect(reserved).toBeLessThanOrEqual(left < 1 ? tokens : left)
    }),
  )
})

test.each([
  ['day', '2026-11-25T00:00:00.000Z', '2026-11-26T00:00:00.000Z'],
  ['month', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  ['lifetime', '1970-01-01T00:00:00.000Z', undefined],
] as const)('the %s of now is from %s to %s', (period, start, next) => {
  const found = periodOf(period, now)
  expect([found.start.toISOString(), found.next?.toISOString()]).toEqual([start, next])
})

test('periods are those of UTC; a spent budget holds until the next one', () => {
  expect(periodOf('day', now).next?.toISOString()).toBe('2026-11-26T00:00:00.000Z')
  expect(periodOf('month', now).next?.toISOString()).toBe('2026-12-01T00:00:00.000Z')
  expect(periodOf('lifetime', now).next).toBeNull()
  const project = { name: 'Letter', stage: 'active', stageReason: '' } as const
  const spent = state({}, { used: 900, reserved: 100 })
  expect(holdOf({ switches: [], project, hours: [], limits: [], budgets: [spent] }, now)).toEqual({
    kind: 'budget',
    reason:
      'the project’s budget of 1,000 tokens a day is spent: 900 tokens used, 100 tokens reserved for runs under way',
    until: '2026-11-26T00:00:00.000Z',
  })
  expect([levelOf(state({})), levelOf(state({}, { used: 800 })), levelOf(spent)]).toEqual([
    'fine',
    'warning',
    'spent',
  ])
})

const office = Hours.parse({ timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' })

test('outside of the hours a run waits for the next opening, in their zone', () => {
  expect(nextOpening([office], now)?.toISOString()).toBe('2026-11-26T08:00:00.000Z')
  const friday = new Date('2026-11-27T16:00:00.000Z')
  expect(nextOpening([office], friday)?.toISOString()).toBe('2026-11-30T08:00:00.000Z')
  const at = new Date('2026-11-26T08:00:01.000Z')
  expect(nextOpening([office], at)).toEqual(at)
  const night = Hours.parse({ timeZone: 'Europe/Berlin', days: [6, 7], from: '00:00', to: '24:00' })
  expect(nextOpening([office, night], now)).toBeNull()
})

test('a document that would lock everybody out is refused at its field, with why', () => {
  const effective = (project: PolicyDocument) =>
    effectivePolicy(
      { portfolio: PolicyDocument.parse({ hours: office }), project, agent: null },
      defaultPolicy,
    )
  const lockouts = (document: PolicyDocument, deciders: number) =>
    lockoutsOf(document, { deciders, effective: effective(document), now })
  const two = PolicyDocument.parse({ approvals: { pay: { who: 'two' }, buy: { who: 'one', upToUsd: 5 } } })
  expect(lockouts(two, 2)).toEqual([])
  expect(lockouts(two, 1).map(({ path }) => path)).toEqual(['approvals.pay.who', 'approvals.buy.above'])
  expect(lockouts(two, 1)[0]?.message).toContain('Invite a second one first')
  const weekend = PolicyDocument.parse({ hours: { ...office, days: [6] } })
  expect(lockouts(weekend, 2)).toMatchObject([
    { path: 'hours.from', message: expect.stringMatching(/no run/) },
  ])
  expect(lockouts(documentOfPolicy(defaultPolicy), 1)).toEqual([])
})

test('who decides can’t go where a policy needs more than are left', () => {
  const two = PolicyDocument.parse({ approvals: { send: { who: 'one' }, pay: { who: 'two' } } })
  const stated = [{ whose: 'Letter', document: two }]
  expect(leavingRefusal('Grace', 2, stated)).toBeNull()
  expect(
    leavingRefusal('Grace', 1, [{ whose: 'Letter', document: documentOfPolicy(defaultPolicy) }]),
  ).toBeNull()
  expect(leavingRefusal('Grace', 1, stated)).toBe(
    'Without Grace only one operator could decide, and the policy of Letter needs more than that for paying: nothing of this kind could ever be approved. Change that policy, or invite somebody first.',
  )
})

test('what can never be meant is refused with a sentence', () => {
  const messages = (document: object) =>
    PolicyDocument.safeParse(document).error?.issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    )
  expect(messages({ hours: { ...office, timeZone: 'Mars/Base' } })).toEqual([
    'hours.timeZone: is not a time zone; they look like Europe/Berlin',
  ])
  expect(messages({ hours: { ...office, days: [] } })?.[0]).toContain('without one no run would ever start')
  expect(messages({ hours: { ...office, to: office.from } })?.[0]).toContain('must not be the beginning')
  expect(messages({ approvals: { pay: { who: 'auto' } } })?.join()).toMatch(/upToUsd: .*perDay: /)
  expect(messages({ approvals: { exec: { who: 'auto', upToUsd: 1, perDay: 1 } } })?.[0]).toContain(
    'never passes by itself',
  )
  expect(
    messages({ approvals: { pay: { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 } } }),
  ).toBeUndefined()
  expect(messages({ approvals: { pay: { who: 'one', perDay: 3 } } })?.[0]).toContain('only for what passes')
  expect(messages({ deniedTools: ['read'] })?.[0]).toContain('only reads or reports')
  expect(messages({ budgets: [{ metric: 'runs', period: 'day', limit: 1.5 }] })?.[0]).toContain(
    'whole number',
  )
  expect(messages({ approvals: { pay: { who: 'two', upToUsd: 5, above: 'one' } } })?.[0]).toContain(
    'stricter',
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BudgetState,
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
  spent: { used: 0, reserved: 0, unknownRuns: 0, ...spent },
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
  const dollars = state({ metric: 'usd', limit: 2, perRun: 0.5 })
  expect(reservationOf([dollars, state({ perRun: 50 })])).toEqual({ tokens: 50, costNanoUsd: 500_000_000 })
  expect(isSpent({ tokens: 50, costNanoUsd: null }, { tokens: 50, costNanoUsd: null })).toBe(true)
  expect(isSpent({ tokens: null, costNanoUsd: 5 }, { tokens: 9e9, costNanoUsd: null })).toBe(false)
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
  expect(messages({ hours: { ...office, to: '08:00' } })?.[0]).toContain('must be after the beginning')
  expect(messages({ approvals: { pay: { who: 'auto' } } })?.[0]).toContain('cannot pass by themselves yet')
  expect(messages({ deniedTools: ['read'] })?.[0]).toContain('only reads or reports')
  expect(messages({ budgets: [{ metric: 'runs', period: 'day', limit: 1.5 }] })?.[0]).toContain(
    'whole number',
  )
  expect(messages({ approvals: { pay: { who: 'two', upToUsd: 5, above: 'one' } } })?.[0]).toContain(
    'stricter',
  )
})

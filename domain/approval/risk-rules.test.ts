import fc from 'fast-check'
import { expect, test } from 'vitest'
import { approvers, effectClasses } from '../policy/policy.ts'
import type { Parameters } from '../run/run.ts'
import { bulkRefusal } from './bulk-rules.ts'
import { type Risk, riskOf, risks } from './risk-rules.ts'

const known = { isWhole: true, isFirst: false }
const level = (effectClass: (typeof effectClasses)[number], parameters: Parameters = {}, standing = known) =>
  riskOf({ effectClass, parameters }, standing).level
const height = (risk: Risk) => risks.indexOf(risk)

test('by class alone: a letter is low, a publication medium, and what cannot be taken back or is not known high', () => {
  expect(effectClasses.map((one) => [one, level(one)])).toEqual([
    ['send', 'low'],
    ['publish', 'medium'],
    // Money of which nobody says how much is the highest.
    ['pay', 'high'],
    ['delete', 'high'],
    ['deploy', 'high'],
    ['buy', 'high'],
    ['exec', 'high'],
    ['other', 'high'],
  ])
})

test('money that is plainly said is medium up to 100 USD, whatever the class', () => {
  for (const one of ['pay', 'buy', 'send'] as const) {
    expect(level(one, { amount_usd: 100 })).toBe('medium')
    expect(level(one, { amount_usd: '100.01' })).toBe('high')
    expect(level(one, { amount: 5, currency: 'EUR' })).toBe('high')
  }
  expect(level('send', { invoice: { totalPrice: 5 } })).toBe('high')
  expect(level('send', { refundInEuros: 5 })).toBe('high')
  expect(level('send', { summary: 'Costly words', discussion: 'sums', recent: 'centre' })).toBe('low')
})

test('what is masked, or needs two, is high; somebody other is medium; the first is one step higher', () => {
  expect(level('send', {}, { ...known, isWhole: false })).toBe('high')
  expect(riskOf({ effectClass: 'send', parameters: {}, needs: 'two' }, known).level).toBe('high')
  expect(riskOf({ effectClass: 'send', parameters: {}, needs: 'other' }, known).level).toBe('medium')
  expect(level('send', {}, { ...known, isFirst: true })).toBe('medium')
  expect(level('publish', {}, { ...known, isFirst: true })).toBe('high')
})

test('it says why it is not lower, the strongest alone, and nothing of what is low', () => {
  expect(riskOf({ effectClass: 'send', parameters: {} }, known)).toEqual({ level: 'low', why: [] })
  expect(riskOf({ effectClass: 'pay', parameters: { amount_usd: 3 }, needs: 'two' }, known).why).toEqual([
    'it needs two approvers',
  ])
  expect(riskOf({ effectClass: 'publish', parameters: {} }, { ...known, isFirst: true }).why).toEqual([
    'it is published',
    'it is the first of its kind',
  ])
})

const anyProposal = fc.record({
  effectClass: fc.constantFrom(...effectClasses),
  parameters: fc.dictionary(
    fc.constantFrom('amount_usd', 'amount', 'to', 'body'),
    fc.oneof(fc.nat(500), fc.string({ maxLength: 3 })),
  ) as fc.Arbitrary<Parameters>,
  needs: fc.constantFrom(...approvers),
})
const anyStanding = fc.record({ isWhole: fc.boolean(), isFirst: fc.boolean() })

test('to know less, or to need more, never lowers it', () => {
  fc.assert(
    fc.property(anyProposal, anyStanding, (proposal, standing) => {
      const risk = height(riskOf(proposal, standing).level)
      const others = [
        riskOf(proposal, { ...standing, isWhole: false }),
        riskOf(proposal, { ...standing, isFirst: true }),
        riskOf({ ...proposal, needs: 'two' }, standing),
        riskOf({ ...proposal, effectClass: 'other' }, standing),
      ]
      for (const other of others) expect(height(other.level)).toBeGreaterThanOrEqual(risk)
    }),
  )
})

test('whatever is not low says why, and only what is not high may be decided with others', () => {
  fc.assert(
    fc.property(anyProposal, anyStanding, (proposal, standing) => {
      const risk = riskOf(proposal, standing)
      expect(risk.why.length > 0).toBe(risk.level !== 'low')
      const refusal = bulkRefusal(risk)
      expect(refusal?.code ?? null).toBe(risk.level === 'high' ? 'high_risk' : null)
      if (refusal) expect(refusal.message).toContain(risk.why[0])
    }),
  )
})

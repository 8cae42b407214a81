import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parametersHash } from '../ledger/digest.ts'
import { stricterOf } from '../policy/approval-need-rules.ts'
import { type Documents, effectivePolicy, statedApprovals } from '../policy/effective-rules.ts'
import { neededBy } from '../policy/needed-rules.ts'
import { type Approvers, approvers, defaultPolicy, RiskApprovers } from '../policy/policy.ts'
import { emptyDocument, PolicyDocument } from '../policy/policy-document.ts'
import { scopes } from '../policy/scope.ts'
import { mask } from '../run/masking.ts'
import { askedFor, askedInAdvance, asksByRisk, lowestAsked } from './asked-rules.ts'
import { riskOf } from './risk-rules.ts'

const saying = (document: object) =>
  effectivePolicy({ portfolio: null, project: PolicyDocument.parse(document), agent: null }, defaultPolicy)
const known = { isWhole: true, isFirst: false, isFirstThere: false }
const letter = {
  ...{ tool: 'send_message', effectClass: 'send' as const },
  parameters: { to: 'ada@example.com', body: 'Hello' },
}
const payment = { tool: 'pay_invoice', effectClass: 'pay' as const, parameters: { amount_usd: 40 } }
const removal = { tool: 'delete_page', effectClass: 'delete' as const, parameters: { page: 'old' } }

test.each<[object | null, [Approvers, Approvers, Approvers]]>([
  [null, ['one', 'one', 'one']],
  [{ high: 'two' }, ['one', 'one', 'two']],
  [{ medium: 'other' }, ['one', 'other', 'other']],
  [{ medium: 'other', high: 'two' }, ['one', 'other', 'two']],
  [{ medium: 'one', high: 'one' }, ['one', 'one', 'one']],
])('where the policy says %j by risk, low, medium and high risk need %j', (riskApprovers, needs) => {
  const policy = saying({ riskApprovers })
  expect([letter, payment, removal].map((call) => askedFor(policy, call, known).needs)).toEqual(needs)
})

test('the record counts: the first of its kind, the first to go there and what is masked need more', () => {
  const policy = saying({ riskApprovers: { medium: 'other', high: 'two' } })
  const of = (standing: object) => askedFor(policy, letter, { ...known, ...standing })
  expect(of({ isFirst: true })).toEqual({
    needs: 'other',
    risk: { level: 'medium', why: ['it is the first of its kind'] },
  })
  expect(of({ isFirstThere: true }).risk?.why).toEqual(['it is the first to go there'])
  expect(of({ isWhole: false })).toMatchObject({ needs: 'two', risk: { level: 'high' } })
})

test('the stricter of class and risk counts, and the risk is told only where it asks for more', () => {
  const policy = saying({ approvals: { send: { who: 'two' } }, riskApprovers: { medium: 'other' } })
  expect(askedFor(policy, letter, { ...known, isFirst: true })).toEqual({ needs: 'two', risk: null })
  expect(askedFor(policy, payment, known)).toEqual({ needs: 'other', risk: riskOf(payment, known) })
  expect(askedFor(policy, letter, known)).toEqual({ needs: 'two', risk: null })
})

test('two that are asked for by class make a risk high, and that asks for nobody else', () => {
  const policy = saying({ approvals: { send: { who: 'other' } }, riskApprovers: { medium: 'two' } })
  expect(askedFor(policy, letter, known)).toEqual({ needs: 'other', risk: null })
})

test('in advance nothing is the first, and what is masked is high', () => {
  const policy = saying({ riskApprovers: { high: 'two' } })
  const hash = parametersHash(payment.tool, payment.parameters)
  expect(askedInAdvance(policy, { ...payment, hash })).toBe('one')
  expect(askedInAdvance(policy, { ...payment, parameters: { amount_usd: 40, key: mask }, hash })).toBe('two')
})

test('the lowest risk of which somebody is asked', () => {
  const isTwo = (needs: Approvers) => needs === 'two'
  expect(lowestAsked(saying({}), () => true)).toBeNull()
  expect(lowestAsked(saying({ riskApprovers: { high: 'one' } }), () => true)).toBe('high')
  expect(lowestAsked(saying({ riskApprovers: { medium: 'other' } }), () => true)).toBe('medium')
  expect(lowestAsked(saying({ riskApprovers: { medium: 'other' } }), isTwo)).toBeNull()
  expect(lowestAsked(saying({ riskApprovers: { medium: 'other', high: 'two' } }), isTwo)).toBe('high')
  expect([{}, { riskApprovers: { high: 'one' } }].map((one) => asksByRisk(saying(one)))).toEqual([
    false,
    true,
  ])
})

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const anyRisk = orNull(
  fc
    .record({ medium: orNull(fc.constantFrom(...approvers)), high: orNull(fc.constantFrom(...approvers)) })
    .filter((one) => RiskApprovers.safeParse(one).success),
)
const anyRule = fc.constantFrom(...approvers).map((who) => ({ who }))
const anyDocument = fc
  .record({
    riskApprovers: anyRisk,
    approvals: fc.record({ send: anyRule, pay: anyRule }, { requiredKeys: [] }),
  })
  .map((one) => PolicyDocument.parse(one))
const anyDocuments: fc.Arbitrary<Documents> = fc.record({
  portfolio: orNull(anyDocument),
  project: anyDocument,
  agent: orNull(anyDocument),
})
const anyCall = fc.constantFrom(letter, payment, removal)
const anyStanding = fc.record({ isWhole: fc.boolean(), isFirst: fc.boolean(), isFirstThere: fc.boolean() })

test('a document never makes anything need less for its risk, nor less than its class needs', () => {
  const anyScope = fc.constantFrom(...scopes)
  fc.assert(
    fc.property(anyDocuments, anyScope, anyRisk, anyCall, anyStanding, (documents, scope, risk, call, at) => {
      const put = (riskApprovers: typeof risk) =>
        effectivePolicy(
          { ...documents, [scope]: { ...(documents[scope] ?? emptyDocument), riskApprovers } },
          defaultPolicy,
        )
      const [said, unsaid] = [put(risk), put(null)]
      const [now, before] = [askedFor(said, call, at).needs, askedFor(unsaid, call, at).needs]
      expect(stricterOf(now, before)).toBe(now)
      const byClass = neededBy(statedApprovals(said), call.tool, call.parameters)
      expect(stricterOf(now, byClass)).toBe(now)
    }),
  )
})

test('what is of more risk never needs less', () => {
  fc.assert(
    fc.property(anyDocuments, anyCall, anyStanding, (documents, call, at) => {
      const policy = effectivePolicy(documents, defaultPolicy)
      const { needs } = askedFor(policy, call, at)
      for (const change of [{ isFirst: true }, { isFirstThere: true }, { isWhole: false }]) {
        const more = askedFor(policy, call, { ...at, ...change }).needs
        expect(stricterOf(more, needs)).toBe(more)
      }
    }),
  )
})

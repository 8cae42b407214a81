import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Documents,
  documentOfPolicy,
  type EffectivePolicy,
  effectivePolicy,
  snapshotOf,
} from './effective-rules.ts'
import { isSafeTool } from './gate-policy.ts'
import { isWithin } from './hours-rules.ts'
import { defaultPolicy, effectClasses } from './policy.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'

const tools = ['web_search', 'deploy_site', 'send_message', 'exec']
const anyTools = fc.subarray(tools)
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const anyHours = fc.record({
  timeZone: fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/New_York'),
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: fc.constantFrom('00:00', '08:00', '09:30'),
  to: fc.constantFrom('12:00', '18:00', '24:00'),
})
const anyDocument: fc.Arbitrary<PolicyDocument> = fc
  .record({
    approvalTtlMs: orNull(fc.integer({ min: 1_000, max: 1_000_000 })),
    budgets: fc.array(
      fc.record({
        metric: fc.constantFrom('usd', 'tokens', 'runs'),
        period: fc.constantFrom('day', 'month', 'lifetime'),
        limit: fc.integer({ min: 1, max: 1_000 }),
      }),
      { maxLength: 2 },
    ),
    deniedTools: anyTools,
    safeTools: orNull(anyTools),
    hours: orNull(anyHours),
    wipLimit: orNull(fc.integer({ min: 1, max: 9 })),
    runDeadlineMs: orNull(fc.integer({ min: 1_000, max: 1_000_000 })),
    maxRetries: orNull(fc.integer({ min: 0, max: 5 })),
    maxReturns: orNull(fc.integer({ min: 0, max: 5 })),
    retryDelayMs: orNull(fc.integer({ min: 100, max: 100_000 })),
  })
  .map((one) => PolicyDocument.parse(one))
const anyDocuments: fc.Arbitrary<Documents> = fc.record({
  portfolio: orNull(anyDocument),
  project: anyDocument.map((one) => ({ ...documentOfPolicy(defaultPolicy), ...withoutNulls(one) })),
  agent: orNull(anyDocument),
})
const withoutNulls = (one: PolicyDocument) =>
  Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null)) as PolicyDocument
const effectiveOf = (documents: Documents) => effectivePolicy(documents, defaultPolicy)
const times = [0, 7, 31, 55, 90, 120].map((hours) => new Date(Date.UTC(2026, 10, 23) + hours * 3_600_000))

function expectNarrower(narrow: EffectivePolicy, wide: EffectivePolicy) {
  const passing = (one: EffectivePolicy) =>
    [...tools, 'read', 'unheard_of'].filter((tool) => isSafeTool(tool, snapshotOf(one, 1)))
  const opening = ({ hours }: EffectivePolicy) => times.filter((at) => isWithin(hours, at))
  expect(passing(wide)).toEqual(expect.arrayContaining(passing(narrow)))
  expect(opening(wide)).toEqual(expect.arrayContaining(opening(narrow)))
  expect(narrow.runDeadlineMs.value).toBeLessThanOrEqual(wide.runDeadlineMs.value)
  expect(narrow.maxRetries.value).toBeLessThanOrEqual(wide.maxRetries.value)
  expect(narrow.retryDelayMs.value).toBeGreaterThanOrEqual(wide.retryDelayMs.value)
  expect(narrow.budgets).toEqual(expect.arrayContaining(wide.budgets))
  expect(narrow.wipLimits).toEqual(expect.arrayContaining(wide.wipLimits))
}

test('a narrower document never widens a guardrail', () => {
  fc.assert(
    fc.property(anyDocuments, (documents) => {
      const all = effectiveOf(documents)
      expectNarrower(all, effectiveOf({ ...documents, agent: null }))
      expectNarrower(all, effectiveOf({ ...documents, portfolio: null }))
    }),
  )
})

test('what is denied anywhere is denied, and says where', () => {
  fc.assert(
    fc.property(anyDocuments, anyTools, (documents, denied) => {
      const effective = effectiveOf({
        ...documents,
        portfolio: { ...(documents.portfolio ?? emptyDocument), deniedTools: denied },
      })
      for (const tool of denied) {
        expect(effective.deniedTools).toContainEqual({ value: tool, from: 'portfolio' })
        expect(isSafeTool(tool, snapshotOf(effective, 1))).toBe(false)
      }
    }),
  )
})

test('the narrowest scope that speaks of an approval is heard; where none does, one approver', () => {
  const two = PolicyDocument.parse({ approvals: { pay: { who: 'two' } } })
  const one = PolicyDocument.parse({ approvals: { pay: { who: 'one' }, send: { who: 'other' } } })
  const { approvals } = effectiveOf({ portfolio: two, project: emptyDocument, agent: one })
  expect(approvals.pay).toMatchObject({ value: { who: 'one' }, from: 'agent' })
  expect(approvals.send).toMatchObject({ value: { who: 'other' }, from: 'agent' })
  expect(approvals.exec).toMatchObject({ value: { who: 'one' }, from: 'default' })
  expect(Object.keys(approvals)).toEqual([...effectClasses])
})

test('a project without a document has what it was created with, and its snapshot is that', () => {
  const policy = { ...defaultPolicy, maxRetries: 0, extraSafeTools: ['web_search'] }
  const documents = { portfolio: null, project: documentOfPolicy(policy), agent: null }
  expect(snapshotOf(effectivePolicy(documents, defaultPolicy), 1)).toEqual(policy)
})

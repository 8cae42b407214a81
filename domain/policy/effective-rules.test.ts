import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mediaKinds } from '../artifact/artifact.ts'
import { mostArtifactMb } from '../artifact/limit-rules.ts'
import {
  type Documents,
  documentOfPolicy,
  type EffectivePolicy,
  effectivePolicy,
  snapshotOf,
} from './effective-rules.ts'
import { isDeniedTool, isSafeTool } from './gate-policy.ts'
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
    effectsPerHour: orNull(fc.integer({ min: 1, max: 9 })),
    runDeadlineMs: orNull(fc.integer({ min: 1_000, max: 1_000_000 })),
    maxRetries: orNull(fc.integer({ min: 0, max: 5 })),
    maxReturns: orNull(fc.integer({ min: 0, max: 5 })),
    retryDelayMs: orNull(fc.integer({ min: 100, max: 100_000 })),
    artifactMb: orNull(fc.integer({ min: 1, max: mostArtifactMb })),
    refusedArtifacts: orNull(fc.subarray([...mediaKinds])),
  })
  .map((one) => PolicyDocument.parse(one))
const anyDocuments: fc.Arbitrary<Documents> = fc.record({
  portfolio: orNull(anyDocument),
  project: anyDocument,
  agent: orNull(anyDocument),
})
const statesAll: PolicyDocument = {
  ...documentOfPolicy(defaultPolicy),
  artifactMb: mostArtifactMb,
  refusedArtifacts: [],
}
const effectiveOf = (documents: Documents) => effectivePolicy(documents, defaultPolicy)
const times = [0, 7, 31, 55, 90, 120].map((hours) => new Date(Date.UTC(2026, 10, 23) + hours * 3_600_000))

const passingIn = (one: EffectivePolicy) =>
  [...tools, 'read', 'unheard_of'].filter((tool) => isSafeTool(tool, snapshotOf(one, 1)))
const valuesOf = (lines: readonly { value: string }[]) => lines.map(({ value }) => value)

function expectNarrower(narrow: EffectivePolicy, wide: EffectivePolicy) {
  const opening = ({ hours }: EffectivePolicy) => times.filter((at) => isWithin(hours, at))
  expect(passingIn(wide)).toEqual(expect.arrayContaining(passingIn(narrow)))
  expect(opening(wide)).toEqual(expect.arrayContaining(opening(narrow)))
  for (const most of ['approvalTtlMs', 'runDeadlineMs', 'maxRetries', 'maxReturns', 'artifactMb'] as const)
    expect(narrow[most].value).toBeLessThanOrEqual(wide[most].value)
  expect(narrow.retryDelayMs.value).toBeGreaterThanOrEqual(wide.retryDelayMs.value)
  for (const list of ['deniedTools', 'refusedArtifacts'] as const)
    expect(valuesOf(narrow[list])).toEqual(expect.arrayContaining(valuesOf(wide[list])))
  expect(narrow.budgets).toEqual(expect.arrayContaining(wide.budgets))
  expect(narrow.wipLimits).toEqual(expect.arrayContaining(wide.wipLimits))
  expect(narrow.effectLimits).toEqual(expect.arrayContaining(wide.effectLimits))
}

test('an agent’s document never widens a guardrail, whatever the wider ones leave unsaid', () => {
  fc.assert(
    fc.property(anyDocuments, (documents) =>
      expectNarrower(effectiveOf(documents), effectiveOf({ ...documents, agent: null })),
    ),
  )
})

test('the portfolio’s document never widens a guardrail of a project that states every line', () => {
  fc.assert(
    fc.property(anyDocuments, (documents) => {
      const said = Object.entries(documents.project).filter(([, value]) => value !== null)
      const project = { ...statesAll, ...Object.fromEntries(said) }
      const stated = { ...documents, project }
      expectNarrower(effectiveOf(stated), effectiveOf({ ...stated, portfolio: null }))
    }),
  )
})

test('no rule of any document lets pass what another denies', () => {
  const anyPlace = fc.constantFrom('portfolio', 'project', 'agent' as const)
  fc.assert(
    fc.property(anyDocuments, anyPlace, anyDocument, (documents, place, further) => {
      const before = snapshotOf(effectiveOf(documents), 1)
      const { deniedTools } = documents[place] ?? emptyDocument
      const changed = { ...documents, [place]: { ...further, deniedTools } }
      const after = snapshotOf(effectiveOf(changed), 1)
      for (const tool of [...tools, 'read'].filter((one) => isDeniedTool(one, before))) {
        expect(isDeniedTool(tool, after)).toBe(true)
        expect(isSafeTool(tool, after)).toBe(false)
      }
    }),
  )
})

test('what an agent alone lets pass asks like the rest', () => {
  const agent = PolicyDocument.parse({ safeTools: ['exec'], maxRetries: 5, refusedArtifacts: [] })
  const alone = effectiveOf({ portfolio: null, project: emptyDocument, agent })
  expect(alone).toMatchObject({
    safeTools: [],
    maxRetries: { value: defaultPolicy.maxRetries, from: 'default' },
    refusedArtifacts: [{ value: 'program', from: 'default' }],
  })
  const project = PolicyDocument.parse({ safeTools: ['exec', 'web_search'], refusedArtifacts: [] })
  expect(effectiveOf({ portfolio: null, project, agent })).toMatchObject({
    safeTools: [{ value: 'exec', from: 'agent' }],
    refusedArtifacts: [],
  })
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

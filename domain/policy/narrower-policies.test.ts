import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectiveOf } from '#test/effective.ts'
import { askedRisks } from '../approval/risk.ts'
import { mediaKinds } from '../artifact/artifact.ts'
import { mostArtifactMb } from '../artifact/limit-rules.ts'
import { stricterOf } from './approval-need-rules.ts'
import { isAllowedHost } from './domain-rules.ts'
import { type Documents, documentOfPolicy, type EffectivePolicy, snapshotOf } from './effective-rules.ts'
import { isDeniedTool, isSafeTool } from './gate-policy.ts'
import { isWithin } from './hours-rules.ts'
import { mostLoopLimit } from './loop.ts'
import { approvers, defaultPolicy, RiskApprovers, workReviews } from './policy.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'
import { scopes } from './scope.ts'

const tools = ['web_search', 'deploy_site', 'send_message', 'exec']
const anyTools = fc.subarray(tools)
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const hosts = ['example.com', 'a.example.com', 'b.a.example.com', 'example.org', 'intranet']
const skills = ['github', 'release-notes', 'weather']
const anyHours = fc.record({
  timeZone: fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/New_York'),
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: fc.constantFrom('00:00', '08:00', '09:30'),
  to: fc.constantFrom('12:00', '18:00', '24:00'),
})
const anyRisk = fc
  .record({ medium: orNull(fc.constantFrom(...approvers)), high: orNull(fc.constantFrom(...approvers)) })
  .filter((one) => RiskApprovers.safeParse(one).success)
const anyDocument: fc.Arbitrary<PolicyDocument> = fc
  .record({
    riskApprovers: orNull(anyRisk),
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
    domains: orNull(fc.subarray(hosts)),
    skills: orNull(fc.subarray(skills)),
    wipLimit: orNull(fc.integer({ min: 1, max: 9 })),
    taskLimit: orNull(fc.integer({ min: 1, max: 9 })),
    review: orNull(fc.constantFrom(...workReviews)),
    effectsPerHour: orNull(fc.integer({ min: 1, max: 9 })),
    loopLimit: orNull(fc.integer({ min: 2, max: 9 })),
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
  loopLimit: mostLoopLimit,
  artifactMb: mostArtifactMb,
  refusedArtifacts: [],
}
const times = [0, 7, 31, 55, 90, 120].map((hours) => new Date(Date.UTC(2026, 10, 23) + hours * 3_600_000))

const passingIn = (one: EffectivePolicy) =>
  [...tools, 'read', 'unheard_of'].filter((tool) => isSafeTool(tool, snapshotOf(one, 1)))
const reviewing = ({ review }: EffectivePolicy) => workReviews.indexOf(review.value)
const valuesOf = (lines: readonly { value: string }[]) => lines.map(({ value }) => value)

function expectNarrower(narrow: EffectivePolicy, wide: EffectivePolicy) {
  const opening = ({ hours }: EffectivePolicy) => times.filter((at) => isWithin(hours, at))
  expect(passingIn(wide)).toEqual(expect.arrayContaining(passingIn(narrow)))
  expect(opening(wide)).toEqual(expect.arrayContaining(opening(narrow)))
  const mosts = [
    'approvalTtlMs',
    'loopLimit',
    'runDeadlineMs',
    'maxRetries',
    'maxReturns',
    'artifactMb',
  ] as const
  for (const most of mosts) expect(narrow[most].value).toBeLessThanOrEqual(wide[most].value)
  expect(narrow.retryDelayMs.value).toBeGreaterThanOrEqual(wide.retryDelayMs.value)
  for (const list of ['deniedTools', 'refusedArtifacts'] as const)
    expect(valuesOf(narrow[list])).toEqual(expect.arrayContaining(valuesOf(wide[list])))
  const reached = (one: EffectivePolicy) =>
    [...hosts, 'evil.example'].filter((host) => isAllowedHost(host, snapshotOf(one, 1).domains ?? null))
  expect(reached(wide)).toEqual(expect.arrayContaining(reached(narrow)))
  const usable = (one: EffectivePolicy) =>
    [...skills, 'unheard-of'].filter((skill) => snapshotOf(one, 1).skills?.includes(skill) ?? true)
  expect(usable(wide)).toEqual(expect.arrayContaining(usable(narrow)))
  for (const level of askedRisks) {
    const [now, before] = [narrow.riskApprovers[level]?.value, wide.riskApprovers[level]?.value]
    if (before) expect(now && stricterOf(now, before)).toBe(now)
  }
  expect(narrow.budgets).toEqual(expect.arrayContaining(wide.budgets))
  expect(narrow.wipLimits).toEqual(expect.arrayContaining(wide.wipLimits))
  expect(narrow.taskLimits).toEqual(expect.arrayContaining(wide.taskLimits))
  expect(reviewing(narrow)).toBeGreaterThanOrEqual(reviewing(wide))
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
  const anyPlace = fc.constantFrom(...scopes)
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

test('what passes without asking passes of a risk that somebody is asked for only by a list of the one who asks', () => {
  fc.assert(
    fc.property(anyDocuments, (documents) => {
      const effective = effectiveOf(documents)
      const asking = scopes
        .flatMap((scope) => documents[scope] ?? [])
        .filter(({ riskApprovers }) => riskApprovers?.medium || riskApprovers?.high)
      for (const { value } of effective.safeTools)
        for (const { safeTools } of asking) expect(safeTools).toContain(value)
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

test('a host is reached only where every list has it, and adding a list anywhere reaches no more', () => {
  const anyPlace = fc.constantFrom(...scopes)
  fc.assert(
    fc.property(anyDocuments, anyPlace, fc.subarray(hosts), (documents, place, domains) => {
      const reachedBy = (one: Documents) => {
        const { domains: list = null } = snapshotOf(effectiveOf(one), 1)
        return [...hosts, 'evil.example'].filter((host) => isAllowedHost(host, list))
      }
      const { portfolio, project, agent } = documents
      const lists = [portfolio, project, agent].flatMap((one) => (one?.domains ? [one.domains] : []))
      const everywhere = [...hosts, 'evil.example'].filter((host) =>
        lists.every((list) => isAllowedHost(host, list)),
      )
      expect(reachedBy(documents)).toEqual(everywhere)
      const unsaid = { ...documents, [place]: { ...(documents[place] ?? emptyDocument), domains: null } }
      const said = { ...documents, [place]: { ...(documents[place] ?? emptyDocument), domains } }
      expect(reachedBy(unsaid)).toEqual(expect.arrayContaining(reachedBy(said)))
    }),
  )
})

test('a skill may be used only where every list has it, and each says the narrowest scope that names it', () => {
  const anyPlace = fc.constantFrom(...scopes)
  fc.assert(
    fc.property(anyDocuments, anyPlace, fc.subarray(skills), (documents, place, own) => {
      const usable = (one: Documents) => {
        const { skills: list } = snapshotOf(effectiveOf(one), 1)
        return [...skills, 'unheard-of'].filter((skill) => list?.includes(skill) ?? true)
      }
      const { portfolio, project, agent } = documents
      const lists = [portfolio, project, agent].flatMap((one) => (one?.skills ? [one.skills] : []))
      const everywhere = [...skills, 'unheard-of'].filter((skill) =>
        lists.every((list) => list.includes(skill)),
      )
      expect(usable(documents)).toEqual(everywhere)
      const unsaid = { ...documents, [place]: { ...(documents[place] ?? emptyDocument), skills: null } }
      const said = { ...documents, [place]: { ...(documents[place] ?? emptyDocument), skills: own } }
      expect(usable(unsaid)).toEqual(expect.arrayContaining(usable(said)))
      const scopes = (['agent', 'project', 'portfolio'] as const).filter((one) => documents[one]?.skills)
      for (const { from } of effectiveOf(documents).skills?.names ?? []) expect(from).toBe(scopes[0])
    }),
  )
})

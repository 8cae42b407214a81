import { expect, test } from 'vitest'
import { effectiveOf } from '#test/effective.ts'
import {
  documentOfPolicy,
  effectivePolicy,
  isToolDenied,
  remindAfter,
  snapshotOf,
  statedApprovals,
} from './effective-rules.ts'
import { defaultPolicy, effectClasses } from './policy.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'

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
  const policy = { ...defaultPolicy, maxRetries: 0, extraSafeTools: ['web_search'], skills: ['weather'] }
  const documents = { portfolio: null, project: documentOfPolicy(policy), agent: null }
  expect(snapshotOf(effectivePolicy(documents, defaultPolicy), 1)).toEqual({ ...policy, remindAfter })
})

const saying = (documents: { portfolio?: object; project?: object; agent?: object }) =>
  effectiveOf({
    portfolio: documents.portfolio ? PolicyDocument.parse(documents.portfolio) : null,
    project: PolicyDocument.parse(documents.project ?? {}),
    agent: documents.agent ? PolicyDocument.parse(documents.agent) : null,
  })

test.each([
  [{}, 'declared', 'default'],
  [{ project: { review: 'declared' } }, 'declared', 'project'],
  [{ portfolio: { review: 'undeclared' }, agent: { review: 'declared' } }, 'undeclared', 'portfolio'],
  [{ portfolio: { review: 'undeclared' }, project: { review: 'all' } }, 'all', 'project'],
  [{ portfolio: { review: 'all' }, project: { review: 'all' } }, 'all', 'portfolio'],
  [{ agent: { review: 'undeclared' } }, 'undeclared', 'agent'],
])('an operator looks at what the strictest scope says: %j', (documents, value, from) => {
  const effective = saying(documents)
  expect(effective.review).toEqual({ value, from })
  // A worker of an older version need not know a rule that says nothing new.
  expect(snapshotOf(effective, 1).review).toBe(value === 'declared' ? undefined : value)
})

test('the portfolio and the project may be laxer than the product, the agent not', () => {
  const lax = { maxRetries: 5, retryDelayMs: 100, loopLimit: 9, refusedArtifacts: [], safeTools: ['exec'] }
  for (const scope of ['portfolio', 'project'] as const)
    expect(saying({ [scope]: lax })).toMatchObject({
      maxRetries: { value: 5, from: scope },
      retryDelayMs: { value: 100, from: scope },
      loopLimit: { value: 9, from: scope },
      refusedArtifacts: [],
      safeTools: [{ value: 'exec', from: scope }],
    })
  expect(saying({ agent: lax })).toMatchObject({
    maxRetries: { value: 2, from: 'default' },
    retryDelayMs: { value: 60_000, from: 'default' },
    loopLimit: { value: 3, from: 'default' },
    refusedArtifacts: [{ value: 'program', from: 'default' }],
    safeTools: [],
  })
})

test('of what several scopes ask by risk the strictest holds, by the widest that asks it', () => {
  const said = (value: string, from: string) => ({ value, from })
  expect(saying({}).riskApprovers).toEqual({ medium: null, high: null })
  const { riskApprovers } = saying({
    portfolio: { riskApprovers: { high: 'other' } },
    project: { riskApprovers: { medium: 'one', high: 'two' } },
    agent: { riskApprovers: { high: 'two' } },
  })
  expect(riskApprovers).toEqual({ medium: said('one', 'project'), high: said('two', 'project') })
  const lax = saying({
    portfolio: { riskApprovers: { medium: 'two' } },
    agent: { riskApprovers: { high: 'one' } },
  })
  expect(lax.riskApprovers.high).toEqual(said('two', 'portfolio'))
  // The control plane asks by the risk of a proposal: the Mac is told of it with each permission.
  expect(Object.keys(snapshotOf(lax, 1))).not.toContain('riskApprovers')
})

test('what two scopes say alike is said once, by the wider', () => {
  const same = { deniedTools: ['exec'], refusedArtifacts: ['video'], maxRetries: 1 }
  expect(saying({ portfolio: same, project: same, agent: same })).toMatchObject({
    deniedTools: [{ value: 'exec', from: 'portfolio' }],
    refusedArtifacts: [{ value: 'video', from: 'portfolio' }],
    maxRetries: { value: 1, from: 'portfolio' },
  })
})

test('a tool that is denied anywhere is not among those that pass', () => {
  const { safeTools } = saying({
    portfolio: { safeTools: ['exec', 'web_fetch'] },
    agent: { deniedTools: ['exec'] },
  })
  expect(safeTools).toEqual([{ value: 'web_fetch', from: 'portfolio' }])
})

test('a scope that asks by risk lets pass only what it lists itself', () => {
  const asks = { riskApprovers: { high: 'two' } } as const
  const passing = (documents: Parameters<typeof saying>[0]) =>
    saying(documents).safeTools.map(({ value }) => value)
  const listed = { safeTools: ['exec', 'web_fetch'] }
  expect(passing({ portfolio: asks, project: listed })).toEqual([])
  expect(passing({ portfolio: { ...asks, safeTools: ['web_fetch'] }, project: listed })).toEqual([
    'web_fetch',
  ])
  expect(passing({ project: { ...asks, ...listed } })).toEqual(['exec', 'web_fetch'])
  expect(passing({ project: listed, agent: asks })).toEqual([])
  const asksNobody = { riskApprovers: { medium: null, high: null } }
  expect(passing({ project: listed, agent: asksNobody })).toEqual(['exec', 'web_fetch'])
})

test('that nothing passes comes from the scope that leaves nothing, what passes from the narrowest list', () => {
  const asks = { riskApprovers: { high: 'two' } } as const
  const closing = (documents: Parameters<typeof saying>[0]) => saying(documents).safeToolsFrom
  expect(closing({ project: { safeTools: ['exec'] }, agent: asks })).toBe('agent')
  expect(closing({ portfolio: { safeTools: [] } })).toBe('portfolio')
  expect(closing({ project: { safeTools: [] }, agent: { safeTools: ['exec'] } })).toBe('project')
  expect(closing({ portfolio: { safeTools: ['exec'] }, project: { safeTools: ['exec'] } })).toBe('project')
  expect(closing({ agent: { safeTools: ['exec'] } })).toBe('default')
})

test('budgets, hours and limits of all scopes hold at once, each with its scope', () => {
  const hours = { timeZone: 'UTC', days: [1], from: '09:00', to: '17:00' }
  const budget = { metric: 'usd', period: 'day', limit: 10 }
  const one = { hours, budgets: [budget], wipLimit: 2, effectsPerHour: 5 }
  const rest = { perRun: null, warnAt: 80 }
  expect(saying({ portfolio: one, agent: { ...one, wipLimit: 1, effectsPerHour: 3 } })).toMatchObject({
    hours: [
      { ...hours, scope: 'portfolio' },
      { ...hours, scope: 'agent' },
    ],
    budgets: [
      { ...budget, ...rest, scope: 'portfolio' },
      { ...budget, ...rest, scope: 'agent' },
    ],
    wipLimits: [
      { scope: 'portfolio', limit: 2 },
      { scope: 'agent', limit: 1 },
    ],
    effectLimits: [
      { scope: 'portfolio', limit: 5 },
      { scope: 'agent', limit: 3 },
    ],
  })
  expect(saying({})).toMatchObject({ hours: [], budgets: [], wipLimits: [], effectLimits: [] })
})

test('with a run travels what some document says, and where none says anything nothing is there', () => {
  const documents = [{ scope: 'project' as const, scopeId: 'p_1', version: 4 }]
  const said = saying({
    portfolio: { deniedTools: ['exec'], skills: ['weather'] },
    project: { approvals: { pay: { who: 'two' } }, domains: ['example.com'], safeTools: ['web_fetch'] },
  })
  const usual = { ...defaultPolicy, version: 7, remindAfter }
  const pay = { who: 'two', upToUsd: null, above: 'two' }
  expect(statedApprovals(said)).toEqual({ pay })
  expect(snapshotOf(said, 7, documents)).toEqual({
    ...usual,
    extraSafeTools: ['web_fetch'],
    approvals: { pay },
    deniedTools: ['exec'],
    domains: ['example.com'],
    skills: ['weather'],
    documents,
  })
  expect(statedApprovals(saying({}))).toEqual({})
  expect(Object.keys(snapshotOf(saying({}), 7)).sort()).toEqual(Object.keys(usual).sort())
})

test('what a project was created with is its document: what it does not say is left to the portfolio', () => {
  expect(documentOfPolicy({ ...defaultPolicy, domains: ['example.com'], deniedTools: ['exec'] })).toEqual({
    ...emptyDocument,
    approvalTtlMs: 259_200_000,
    runDeadlineMs: 7_200_000,
    maxRetries: 2,
    maxReturns: 1,
    retryDelayMs: 60_000,
    safeTools: [],
    deniedTools: ['exec'],
    domains: ['example.com'],
  })
  expect(documentOfPolicy(defaultPolicy)).toMatchObject({ budgets: [], deniedTools: [], domains: null })
})

test('what one scope forbids in other letters passes in none', () => {
  const documents = {
    portfolio: PolicyDocument.parse({ safeTools: ['web_fetch', 'write'] }),
    project: PolicyDocument.parse({ deniedTools: ['Web_Fetch'] }),
    agent: null,
  }
  const effective = effectiveOf(documents)
  expect(effective.safeTools.map(({ value }) => value)).toEqual(['write'])
  expect(isToolDenied(effective, 'web_fetch')).toBe(true)
  expect(isToolDenied(effective, 'write')).toBe(false)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesBetween, documentLines, effectiveLines } from './document-words.ts'
import { effectivePolicy } from './effective-rules.ts'
import { askedOfAny, neededBy } from './needed-rules.ts'
import { type ApprovalRule, defaultPolicy, effectClasses } from './policy.ts'
import { type Budget, emptyDocument, type Hours, PolicyDocument } from './policy-document.ts'

const sentencesOf = (document: unknown) =>
  documentLines(PolicyDocument.parse(document)).map(({ sentence }) => sentence)

test('a document that leaves all to the wider scope says nothing', () => {
  expect(documentLines(emptyDocument)).toEqual([])
})

describe('a rule is one sentence', () => {
  test.each<[Partial<PolicyDocument>, string]>([
    [{ approvalTtlMs: 3 * 86_400_000 }, 'A proposal that nobody decides expires after 3 d.'],
    [{ approvalTtlMs: 36 * 3_600_000 }, 'A proposal that nobody decides expires after 36 h.'],
    [{ runDeadlineMs: 5_400_000 }, 'A run is ended after 90 min.'],
    [{ runDeadlineMs: 90_000 }, 'A run is ended after 90 s.'],
    [{ runDeadlineMs: 1_500 }, 'A run is ended after 1.5 s.'],
    [{ wipLimit: 1 }, 'At most one run at once.'],
    [{ wipLimit: 2 }, 'At most 2 runs at once.'],
    [{ effectsPerHour: 1 }, 'At most one effect in an hour.'],
    [{ effectsPerHour: 30 }, 'At most 30 effects in an hour.'],
    [
      { riskApprovers: { medium: 'other', high: null } },
      'What is of medium or high risk needs somebody other than who asked for the task, whatever it does.',
    ],
    [
      { riskApprovers: { medium: null, high: 'two' } },
      'What is of high risk needs two approvers, whatever it does.',
    ],
    [
      { riskApprovers: { medium: 'one', high: null } },
      'What is of medium or high risk needs at least one approver, so it never passes by a rule, whatever it does.',
    ],
    [{ loopLimit: 4 }, 'An agent is paused when the same failure, result or proposal comes 4 times.'],
    [{ maxRetries: 0 }, 'A run that failed is not tried again.'],
    [{ maxRetries: 1 }, 'A run that failed for a passing reason is tried again once.'],
    [{ maxRetries: 2 }, 'A run that failed for a passing reason is tried again 2 times.'],
    [{ maxReturns: 0 }, 'Work that is not proven waits for an operator at once.'],
    [{ maxReturns: 1 }, 'Work that is not proven goes back to its agent once.'],
    [{ maxReturns: 3 }, 'Work that is not proven goes back to its agent 3 times.'],
    [{ review: 'declared' }, 'An operator looks at work where its task says so.'],
    [
      { review: 'undeclared' },
      'An operator looks at work where its task says so, and at work that declares no deliverable.',
    ],
    [{ review: 'all' }, 'An operator looks at all work before it is done.'],
    [
      { retryDelayMs: 60_000 },
      'The first further try comes after 1 min, each later one after twice as long.',
    ],
    [{ safeTools: [] }, 'Nothing but reading and reporting passes without asking.'],
    [
      { safeTools: ['web_search', 'web_fetch'] },
      'Passes without asking, beside reading and reporting: web_search, web_fetch.',
    ],
    [{ deniedTools: ['exec', 'message'] }, 'Never allowed, whatever is approved: exec, message.'],
    [{ domains: [] }, 'Tools go to no address at all.'],
    [
      { domains: ['example.com', 'a.example'] },
      'Tools go only to these domains and what lies below: example.com, a.example.',
    ],
    [{ skills: [] }, 'Agents may use no skill at all.'],
    [{ skills: ['github', 'weather'] }, 'Agents may use only these skills: github, weather.'],
    [{ artifactMb: 20 }, 'Artifacts of up to 20 MB are brought here; of larger ones only the hash is kept.'],
    [{ refusedArtifacts: [] }, 'Artifacts of every kind are brought here.'],
    [
      { refusedArtifacts: ['program', 'pdf', 'page'] },
      'Not brought here as artifacts: programs, PDF files, web pages.',
    ],
  ])('%j: %s', (document, sentence) => expect(sentencesOf(document)).toEqual([sentence]))
})

describe('who must agree to an effect is one sentence', () => {
  test.each<[Partial<ApprovalRule>, string]>([
    [{ who: 'one' }, 'Paying needs one approver.'],
    [{ who: 'other' }, 'Paying needs somebody other than who asked for the task.'],
    [{ who: 'two' }, 'Paying needs two approvers.'],
    [
      { who: 'one', upToUsd: 50 },
      'Paying needs one approver up to $50.00; above it or where the amount is unknown, two approvers.',
    ],
    [
      { who: 'one', upToUsd: 50, above: 'other' },
      'Paying needs one approver up to $50.00; above it or where the amount is unknown, somebody other than who asked for the task.',
    ],
    [
      { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 },
      'Paying up to $5.00 passes without asking, at most 3 a day; above it or where the amount is unknown, one approver.',
    ],
  ])('%j: %s', (rule, sentence) => expect(sentencesOf({ approvals: { pay: rule } })).toEqual([sentence]))

  test('an amount of what neither pays nor buys, as older documents have it, is said not to count', () => {
    const auto = { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 }
    const deploy = { who: 'one', upToUsd: 10, above: 'two' }
    expect(sentencesOf({ approvals: { send: auto, deploy } })).toEqual([
      'Sending needs one approver: an amount, here up to $5.00, counts for paying and buying alone.',
      'Deploying needs two approvers: an amount, here up to $10.00, counts for paying and buying alone.',
    ])
  })

  test('what would pass by itself, recorded without an amount, asks one approver and is said so', () => {
    const pay: ApprovalRule = { who: 'auto', upToUsd: null, above: 'two', perDay: 3 }
    expect(documentLines({ ...emptyDocument, approvals: { pay } })).toEqual([
      { key: 'approvals.pay', sentence: 'Paying needs one approver.' },
    ])
  })

  test('of every class of effect, in its words', () => {
    const approvals = Object.fromEntries(effectClasses.map((one) => [one, { who: 'one' }]))
    expect(sentencesOf({ approvals })).toEqual(
      [
        ...['Sending', 'Publishing', 'Paying', 'Deleting', 'Deploying', 'Buying', 'Running commands'],
        'Anything else with an effect',
      ].map((what) => `${what} needs one approver.`),
    )
  })
})

describe('a budget is one sentence', () => {
  test.each<[Partial<Budget>, string]>([
    [
      { metric: 'usd', period: 'day', limit: 10 },
      'At most $10.00 a day, $2.00 of it for one run at most; warns at 80 %.',
    ],
    [
      { metric: 'usd', period: 'month', limit: 10, perRun: 5, warnAt: 50 },
      'At most $10.00 a month, $5.00 of it for one run at most; warns at 50 %.',
    ],
    [
      { metric: 'tokens', period: 'lifetime', limit: 1_000_000 },
      'At most 1,000,000 tokens for good, 200,000 tokens of it for one run at most; warns at 80 %.',
    ],
    [{ metric: 'runs', period: 'day', limit: 20 }, 'At most 20 runs a day; warns at 80 %.'],
  ])('%j: %s', (budget, sentence) => expect(sentencesOf({ budgets: [budget] })).toEqual([sentence]))
})

describe('when runs start is one sentence, with the days as a week has them', () => {
  const office = { timeZone: 'Europe/Berlin', from: '09:00', to: '17:30' }
  test.each<[Hours, string]>([
    [{ ...office, days: [5, 1, 3] }, 'Runs start Mon, Wed, Fri from 09:00 to 17:30, Europe/Berlin.'],
    [
      { ...office, days: [5], from: '22:00', to: '06:00' },
      'Runs start Fri from 22:00 to 06:00 of the next day, Europe/Berlin.',
    ],
    [{ ...office, days: [7, 2, 4, 6] }, 'Runs start Tue, Thu, Sat, Sun from 09:00 to 17:30, Europe/Berlin.'],
    [{ ...office, days: [1, 2, 3, 4, 5, 6, 7] }, 'Runs start every day from 09:00 to 17:30, Europe/Berlin.'],
  ])('%j: %s', (hours, sentence) => expect(sentencesOf({ hours })).toEqual([sentence]))
})

/** It says every line, so that a rule which is left out of the words or of their order is seen. */
const full = PolicyDocument.parse({
  approvals: { pay: { who: 'two' }, send: { who: 'one' } },
  riskApprovers: { medium: 'other', high: 'two' },
  approvalTtlMs: 86_400_000,
  budgets: [
    { metric: 'usd', period: 'day', limit: 10 },
    { metric: 'runs', period: 'day', limit: 5 },
    { metric: 'usd', period: 'day', limit: 20 },
  ],
  safeTools: ['web_search'],
  deniedTools: ['exec', 'message'],
  domains: ['example.com'],
  skills: ['weather'],
  hours: { timeZone: 'UTC', days: [1], from: '09:00', to: '17:00' },
  wipLimit: 2,
  effectsPerHour: 5,
  loopLimit: 4,
  runDeadlineMs: 60_000,
  maxRetries: 1,
  maxReturns: 0,
  review: 'all',
  retryDelayMs: 120_000,
  artifactMb: 20,
  refusedArtifacts: ['video'],
})
const others = [
  'loopLimit',
  'runDeadlineMs',
  'maxRetries',
  'maxReturns',
  'review',
  'retryDelayMs',
  'artifactMb',
]

test('every rule of a document has its line, known by a key of its own', () => {
  expect(documentLines(full).map(({ key }) => key)).toEqual([
    ...['approvals.pay', 'approvals.send', 'riskApprovers.medium', 'riskApprovers.high', 'approvalTtlMs'],
    ...['budgets.usd.day.1', 'budgets.runs.day.1', 'budgets.usd.day.2'],
    ...['safeTools', 'deniedTools', 'domains', 'skills', 'hours', 'wipLimit', 'effectsPerHour'],
    ...others,
    'refusedArtifacts',
  ])
})

test('nothing is changed by saving what was there; all is new where nothing was', () => {
  expect(changesBetween('project', full, full)).toEqual([])
  expect(changesBetween('project', emptyDocument, full)).toEqual(
    documentLines(full).map(({ sentence }) => `New: ${sentence}`),
  )
})

test('where all is taken out, what a wider scope answers is told from what holds no longer', () => {
  const gone = changesBetween('project', full, emptyDocument)
  const starts = gone.map((line) => (line.startsWith('No longer: ') ? 'gone' : line.split('.')[0]))
  const wider = 'As all projects now'
  expect(starts).toEqual([
    ...[wider, wider, 'gone', 'gone', wider],
    ...['gone', 'gone', 'gone'],
    ...[wider, 'gone', 'gone', 'gone', 'gone', 'gone', 'gone'],
    ...[...others, 'refusedArtifacts'].map(() => wider),
  ])
})

const inForce = (documents: {
  portfolio?: PolicyDocument
  project?: PolicyDocument
  agent?: PolicyDocument
}) =>
  effectiveLines(
    effectivePolicy({ portfolio: null, project: emptyDocument, agent: null, ...documents }, defaultPolicy),
  )
const asked = 'needs one approver.'

test('where no document says anything, what the product says holds and is called so', () => {
  expect(inForce({}).map(({ key, sentence, from }) => `${from} ${key}: ${sentence}`)).toEqual([
    `default approvals.send: Sending ${asked}`,
    `default approvals.publish: Publishing ${asked}`,
    `default approvals.pay: Paying ${asked}`,
    `default approvals.delete: Deleting ${asked}`,
    `default approvals.deploy: Deploying ${asked}`,
    `default approvals.buy: Buying ${asked}`,
    `default approvals.exec: Running commands ${asked}`,
    `default approvals.other: Anything else with an effect ${asked}`,
    'default approvalTtlMs: A proposal that nobody decides expires after 3 d.',
    'default safeTools: Nothing but reading and reporting passes without asking.',
    'default loopLimit: An agent is paused when the same failure, result or proposal comes 3 times.',
    'default runDeadlineMs: A run is ended after 2 h.',
    'default maxRetries: A run that failed for a passing reason is tried again 2 times.',
    'default maxReturns: Work that is not proven goes back to its agent once.',
    'default review: An operator looks at work where its task says so.',
    'default retryDelayMs: The first further try comes after 1 min, each later one after twice as long.',
    'default artifactMb: Artifacts of up to 500 MB are brought here; of larger ones only the hash is kept.',
    'default refusedArtifacts: Not brought here as artifacts: programs.',
  ])
})

test('what one document says holds, each rule with the scope that it comes from', () => {
  const lines = inForce({ project: full }).filter(({ from }) => from !== 'default')
  expect(new Set(lines.map(({ from }) => from))).toEqual(new Set(['project']))
  expect(lines.map(({ key, sentence }) => `${key}: ${sentence}`)).toEqual([
    'approvals.send: Sending needs one approver.',
    'approvals.pay: Paying needs two approvers.',
    'approvals.exec.unknown: Running a command of which it is not known what it does needs two approvers, the strictest that is asked of any kind (paying).',
    'approvals.other: Anything else with an effect needs two approvers, the strictest that is asked of any kind (paying).',
    'riskApprovers.medium: What is of medium or high risk needs somebody other than who asked for the task, whatever it does.',
    'riskApprovers.high: What is of high risk needs two approvers, whatever it does.',
    'approvalTtlMs: A proposal that nobody decides expires after 1 d.',
    'budgets.0: The project’s budget of $10.00 a day.',
    'budgets.1: The project’s budget of 5 runs a day.',
    'budgets.2: The project’s budget of $20.00 a day.',
    'safeTools: Passes without asking, beside reading and reporting: web_search.',
    'deniedTools.exec: Never allowed, whatever is approved: exec.',
    'deniedTools.message: Never allowed, whatever is approved: message.',
    'domains.project: Tools go only to these domains and what lies below: example.com.',
    'skills.project: Agents may use only these skills: weather.',
    'hours.project: Runs start Mon from 09:00 to 17:00, UTC.',
    'wipLimit.project: At most 2 runs at once.',
    'effectsPerHour.project: At most 5 effects in an hour.',
    'loopLimit: An agent is paused when the same failure, result or proposal comes 4 times.',
    'runDeadlineMs: A run is ended after 1 min.',
    'maxRetries: A run that failed for a passing reason is tried again once.',
    'maxReturns: Work that is not proven waits for an operator at once.',
    'review: An operator looks at all work before it is done.',
    'retryDelayMs: The first further try comes after 2 min, each later one after twice as long.',
    'artifactMb: Artifacts of up to 20 MB are brought here; of larger ones only the hash is kept.',
    'refusedArtifacts: Not brought here as artifacts: videos.',
  ])
})

test('limits, hours and budgets of several scopes hold at once, one line for each', () => {
  const also = { ...emptyDocument, hours: full.hours, wipLimit: 1, effectsPerHour: 3, budgets: full.budgets }
  const lines = inForce({ portfolio: full, agent: also })
  const keysOf = (from: string) =>
    lines.flatMap((line) => (line.from === from && /budg|hour|wip/i.test(line.key) ? [line.key] : []))
  expect(keysOf('portfolio')).toEqual([
    ...['budgets.0', 'budgets.1', 'budgets.2', 'hours.portfolio', 'wipLimit.portfolio'],
    'effectsPerHour.portfolio',
  ])
  expect(keysOf('agent')).toEqual([
    ...['budgets.3', 'budgets.4', 'budgets.5', 'hours.agent', 'wipLimit.agent', 'effectsPerHour.agent'],
  ])
})

describe('what may do anything needs the strictest that is asked of any kind, and is said so', () => {
  const asking = (approvals: unknown) => PolicyDocument.parse({ approvals })
  const [two, other] = [{ who: 'two' }, { who: 'other' }]
  const said = (documents: Parameters<typeof inForce>[0]) =>
    inForce(documents).flatMap(({ key, sentence, from }) =>
      /exec|approvals.other/.test(key) ? [`${from} ${key}: ${sentence}`] : [],
    )
  const known =
    'default approvals.exec: Running a command that is known to change nothing needs one approver.'
  const unknown = 'approvals.exec.unknown: Running a command of which it is not known what it does'

  test('with what is asked, of which kinds, and from where', () => {
    expect(said({ portfolio: asking({ pay: two, delete: two, send: other }) })).toEqual([
      known,
      `portfolio ${unknown} needs two approvers, the strictest that is asked of any kind (paying and deleting).`,
      'portfolio approvals.other: Anything else with an effect needs two approvers, the strictest that is asked of any kind (paying and deleting).',
    ])
    expect(said({ portfolio: asking({ send: other }), agent: asking({ pay: two }) })[1]).toMatch(
      /^agent .* needs two approvers, .* \(paying\)/,
    )
    expect(said({ portfolio: asking({ buy: two }), agent: asking({ pay: two }) })[1]).toMatch(/^portfolio /)
  })

  test('where it is asked above an amount only, an amount that is typed makes it no less', () => {
    const pay = { who: 'one', upToUsd: 50, above: 'two' }
    expect(said({ project: asking({ pay }) })[2]).toBe(
      'project approvals.other: Anything else with an effect needs two approvers, the strictest that is asked of any kind (paying).',
    )
    expect(said({ project: asking({ pay, buy: two }) })[2]).toMatch(/\(paying and buying\)\.$/)
  })

  test('but not where the policy says what it needs, or nobody asks for more than one', () => {
    expect(said({ project: asking({ pay: two, exec: { who: 'one' }, other }) })).toEqual([
      'project approvals.exec: Running commands needs one approver.',
      'project approvals.other: Anything else with an effect needs somebody other than who asked for the task.',
    ])
    expect(said({ project: asking({ pay: { who: 'one' } }) })).toEqual([
      `default approvals.exec: Running commands ${asked}`,
      `default approvals.other: Anything else with an effect ${asked}`,
    ])
  })

  test('as the gate asks it of a call without an amount, whatever the rules are', () => {
    const rule = fc.constantFrom<ApprovalRule>(
      { who: 'one', upToUsd: null, above: 'two' },
      { who: 'other', upToUsd: null, above: 'two' },
      { who: 'two', upToUsd: null, above: 'two' },
      { who: 'one', upToUsd: 20, above: 'other' },
      { who: 'auto', upToUsd: 20, above: 'two', perDay: 3 },
    )
    const rules = fc.dictionary(fc.constantFrom('send', 'pay', 'delete', 'deploy'), rule)
    fc.assert(
      fc.property(rules, (approvals) => {
        const { needs } = askedOfAny(approvals)
        expect(neededBy(approvals, 'exec', { command: 'date' })).toBe(needs)
        expect(neededBy(approvals, 'crm_sync', {})).toBe(needs)
        expect(neededBy(approvals, 'crm_sync', { amountUsd: 0 })).toBe(needs)
        expect(neededBy(approvals, 'exec', { command: 'ls' })).toBe('one')
      }),
    )
  })
})

test('what is asked of high risk only because it is asked of medium risk is said once', () => {
  const asking = (medium: 'two' | 'one' | null, high: 'two' | null) =>
    PolicyDocument.parse({ riskApprovers: { medium, high } })
  const said = (documents: Parameters<typeof inForce>[0]) =>
    inForce(documents).flatMap(({ key, from }) => (key.startsWith('risk') ? [`${from} ${key}`] : []))
  expect(said({ project: asking('two', null) })).toEqual(['project riskApprovers.medium'])
  expect(said({ portfolio: asking(null, 'two'), agent: asking('two', null) })).toEqual([
    'agent riskApprovers.medium',
    'portfolio riskApprovers.high',
  ])
})

import { expect, test } from 'vitest'
import { linesInForce } from '#test/effective.ts'
import { changesBetween, documentLines } from './document-words.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'

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

const asked = 'needs one approver.'

test('where no document says anything, what the product says holds and is called so', () => {
  expect(linesInForce({}).map(({ key, sentence, from }) => `${from} ${key}: ${sentence}`)).toEqual([
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

test('that no tool passes is said of the scope that closes it', () => {
  const asks = PolicyDocument.parse({ riskApprovers: { high: 'two' } })
  const line = linesInForce({ portfolio: asks, project: full }).find(({ key }) => key === 'safeTools')
  expect(line).toMatchObject({ from: 'portfolio', sentence: expect.stringMatching(/^Nothing but reading/) })
})

test('what one document says holds, each rule with the scope that it comes from', () => {
  const lines = linesInForce({ project: full }).filter(({ from }) => from !== 'default')
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
  const lines = linesInForce({ portfolio: full, agent: also })
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

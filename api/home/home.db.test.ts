import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'
import type { Home } from './contract.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const dayMs = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString()
const by = (at = ago(0)) => ({ at, actor: 'system:control' })
const home = async (): Promise<Home> =>
  (await api.call('GET', '/api/home', { cookie: await api.signIn('viewer') })).json

let runs = 0
function anEndedRun(at: string, change: Partial<FactOf<'run_ended'>['body']> = {}): Fact[] {
  const stepId = `s${++runs}`
  const run = { runId: 'r', sessionKey: 'k', reason: 'start', executorId: 'mac-mini', contextHash: 'h' }
  const end = {
    outcome: 'ok' as const,
    text: '',
    error: null,
    isRetryable: false,
    startedAt: at,
    usage: null,
  }
  return [
    { ...by(at), type: 'run_queued', body: { stepId, ...run } },
    { ...by(at), type: 'run_ended', body: { stepId, ...end, gateway: null, adoptedRunIds: [], ...change } },
  ]
}
const aFailedTask = (error: string, at = ago(0)): Fact => ({
  ...by(at),
  type: 'task_failed',
  body: { error },
})

test('with nothing there, nothing is blocked, at risk, failing, shipped or spent', async () => {
  const none = { runs: 0, failedRuns: 0, retries: 0, undelivered: 0, missedBeats: 0, missedEntries: 0 }
  expect(await home()).toMatchObject({
    blocked: [],
    blockedCount: 0,
    risks: [],
    reliability: { thisWeek: none, lastWeek: none },
    failures: [],
    week: { shippedCount: 0, toShip: [], toShipCount: 0, objectives: [] },
    budgets: [],
    spend: { spentNanoUsd: 0, unknownRuns: 0 },
    projects: [],
    drift: { count: 0, since: null },
  })
})

test('blocked tasks say why and who can help, the oldest first; what the inbox decides is not among them', async () => {
  const missing = { missing: ['letter'] }
  const late = await aTaskThat(api, [{ ...by(), type: 'verification_failed', body: missing }])
  const early = await aTaskThat(api, [{ ...by(ago(2)), type: 'verification_failed', body: missing }])
  await aTaskThat(api, [aProposalFact()])
  const { blocked, blockedCount } = await home()
  expect(blockedCount).toBe(2)
  expect(blocked.map(({ taskId }) => taskId)).toEqual([early.taskId, late.taskId])
  expect(blocked[0]).toMatchObject({
    reason: 'Not proven: letter',
    unblocker: 'operator',
    projectName: 'Letters',
  })
})

test('a run that waits for hours is blocked where they never come, and not where they do', async () => {
  const held = (until: string | null): Fact => ({
    ...by(),
    type: 'run_held',
    body: { kind: 'hours', reason: 'runs start Mon 09:00–10:00 UTC', until },
  })
  const never = await aTaskThat(api, [held(null)])
  const later = await aTaskThat(api, [held(ago(-3))])
  const { blocked } = await home()
  expect(blocked.find(({ taskId }) => taskId === never.taskId)).toMatchObject({
    reason: 'Runs start Mon 09:00–10:00 UTC',
    unblocker: 'owner',
  })
  expect(blocked.some(({ taskId }) => taskId === later.taskId)).toBe(false)
})

test('reliability counts this week’s entries and the last one’s apart', async () => {
  const before = (await home()).reliability
  const retry = { stepId: 's1', retryAt: ago(0), attempt: 1, error: 'answered 503' }
  await aTaskThat(api, [
    ...anEndedRun(ago(10), { outcome: 'failed' }),
    ...anEndedRun(ago(1), { outcome: 'failed' }),
    { ...by(ago(1)), type: 'retry_scheduled', body: retry },
    ...anEndedRun(ago(1)),
  ])
  const { thisWeek, lastWeek } = (await home()).reliability
  expect(thisWeek.runs - before.thisWeek.runs).toBe(2)
  expect(thisWeek.failedRuns - before.thisWeek.failedRuns).toBe(1)
  expect(thisWeek.retries - before.thisWeek.retries).toBe(1)
  expect(lastWeek.runs - before.lastWeek.runs).toBe(1)
})

test('failures of one cause are one pattern over all projects; older than 30 days are not counted', async () => {
  await aTaskThat(api, [aFailedTask('quota of 15 GB is used up', ago(40))])
  const one = await aTaskThat(api, [aFailedTask('quota of 15 GB is used up', ago(3))])
  const two = await aTaskThat(api, [aFailedTask('quota of 20 GB is used up', ago(1))])
  const { failures, failureCount } = await home()
  expect(failureCount).toBe(failures.length)
  const pattern = failures.find(({ signature }) => signature.startsWith('quota'))
  expect(pattern).toMatchObject({
    signature: 'quota of <n> GB is used up',
    count: 2,
    projects: [{ id: two.projectId, name: 'Letters' }, { id: one.projectId }],
    taskIds: [two.taskId, one.taskId],
  })
})

test('a pattern says when it was first and when last, in the same words or in others', async () => {
  const retry = (days: number, error: string): Fact => ({
    ...by(ago(days)),
    type: 'retry_scheduled',
    body: { stepId: 's1', retryAt: ago(0), attempt: 1, error },
  })
  const same = [9, 5, 2].map((days) => retry(days, 'line 7 is torn'))
  const other = retry(1, 'line 8 is torn')
  await aTaskThat(api, [...same, other])
  const pattern = (await home()).failures.find(({ signature }) => signature === 'line <n> is torn')
  expect(pattern).toMatchObject({ count: 4, taskCount: 1, first: same[0]?.at, last: other.at })
})

test('risks are found by rule: runs without a price, effects that may have happened', async () => {
  const effect = aProposalFact()
  const { proposalId, effectKey } = effect.body
  const { projectId } = await aTaskThat(api, [
    ...anEndedRun(ago(1)),
    effect,
    { ...by(), type: 'effect_uncertain', body: { proposalId, effectKey, detail: 'killed' } },
  ])
  const ids = (await home()).risks.filter((risk) => risk.projectId === projectId).map(({ id }) => id)
  expect(ids).toEqual([`uncertain:${projectId}`, `price:${projectId}`])
})

test('ten decisions in a row by one person are a risk; another’s ends the row', async () => {
  const decided = (actor: string): Fact => {
    const body = { proposalId: 'p_1', verdict: 'rejected' as const, reason: '', hash: '', intentId: 'in_1' }
    return { at: ago(0), actor, type: 'approval_decided', body }
  }
  const [owner, operator] = [`operator:${api.operators.owner}`, `operator:${api.operators.operator}`]
  const ten = Array.from({ length: 10 }, () => decided(owner))
  const { projectId, story } = await aTaskThat(api, [decided(operator), ...ten])
  const found = async () => (await home()).risks.find(({ id }) => id === `one-approver:${projectId}`)
  expect((await found())?.evidence).toBe('The last 10 decisions were made by The owner.')
  await story(decided(operator))
  expect(await found()).toBeUndefined()
})

test('a removed project is in none of it', async () => {
  await api.pool.query('update project set removed_at = now()')
  expect(await home()).toMatchObject({ blocked: [], risks: [], failures: [] })
})

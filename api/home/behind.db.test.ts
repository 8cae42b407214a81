import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, runbookRunWorkflowId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { mondayOf, weekOf } from '#domain/outcome/iso-week.ts'
import type { RunOutcome } from '#domain/run/run.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { recordUndeliverable } from '#prisma/write/undeliverable.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'
import { aRunbook } from '#test/runbooks.ts'
import type { Home } from './contract.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const dayMs = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString()
const get = async (path: string) => (await api.call('GET', path, { cookie })).json
const home = (): Promise<Home> => get('/api/home')
const entries = async (query: Record<string, string>) =>
  (await get(`/api/ledger?limit=200&${new URLSearchParams(query)}`)).items as { body: RunEnded }[]
interface RunEnded {
  outcome: RunOutcome
  usage: { costNanoUsd: number | null }
}

let nth = 0
function aRun(at: string, costNanoUsd: number | null, outcome: RunOutcome = 'ok', isOpen = false): Fact[] {
  const stepId = `s${++nth}`
  const by = { at, actor: 'system:control' }
  const run = { runId: 'r', sessionKey: 'k', reason: 'start', executorId: 'mac-mini', contextHash: 'h' }
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costNanoUsd }
  const end = { text: '', error: null, isRetryable: false, gateway: null, adoptedRunIds: [] }
  const reserved = { tokens: null, costNanoUsd: 3e9 }
  const queued: Fact = { ...by, type: 'run_queued', body: { stepId, ...run, reserved } }
  if (isOpen) return [queued]
  return [queued, { ...by, type: 'run_ended', body: { stepId, outcome, startedAt: at, usage, ...end } }]
}
const retry = (at: string, error: string): Fact => ({
  ...{ at, actor: 'system:control', type: 'retry_scheduled' },
  body: { stepId: 's1', retryAt: at, attempt: 1, error },
})
const failed = (at: string, error: string): Fact => ({
  ...{ at, actor: 'system:control', type: 'task_failed', body: { error } },
})
const stuck: Fact = {
  ...{ at: ago(0), actor: 'system:control', type: 'verification_failed', body: { missing: ['letter'] } },
}

/** Its workflow's id. */
async function aRunbookRun(projectId: string): Promise<string> {
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(), inputs: {} }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  const { runId } = await requestRunbookRun(api.pool, { ...ids, actor: 'operator:op_1', at: ago(0), run })
  return runbookRunWorkflowId(runId)
}

test('figures of reliability are as many as the entries that they open', async () => {
  await aTaskThat(api, [...aRun(ago(9), 1e9, 'failed'), retry(ago(9), 'quota')])
  await aTaskThat(api, [...aRun(ago(1), 1e9, 'failed'), retry(ago(1), 'quota'), ...aRun(ago(1), 1e9)])
  const undelivered = (at: string): Fact => ({
    ...{ at, actor: 'operator:op_1', type: 'intent_undeliverable' },
    body: { intentId: newId('intent'), command: 'retryTask', message: 'It is done.' },
  })
  const turnedAway = (intentId: string | null): Fact => ({
    ...{ at: ago(2), actor: 'system:control', type: 'decision_turned_away' },
    body: {
      ...{ proposalId: null, verdict: null, hash: null },
      intentId,
      code: 'x',
      message: 'Nobody asked it.',
    },
  })
  const { projectId } = await aTaskThat(api, [
    ...[undelivered(ago(9)), undelivered(ago(2)), turnedAway('in_forged'), turnedAway(null)],
  ])
  const workflowId = await aRunbookRun(projectId)
  const wish = { id: newId('intent'), workflowId, actor: 'operator:op_1', attempts: 1 } as const
  await recordUndeliverable(api.pool, { ...wish, kind: 'runbook', command: 'cancelRun' }, 'It is done.')
  const { since, thisWeek } = (await home()).reliability
  expect(thisWeek).toMatchObject({ runs: 2, failedRuns: 1, retries: 1, undelivered: 3 })
  expect(await entries({ type: 'run_ended', from: since })).toHaveLength(thisWeek.runs)
  expect(await entries({ runs: 'failed', from: since })).toHaveLength(thisWeek.failedRuns)
  expect(await entries({ type: 'retry_scheduled', from: since })).toHaveLength(thisWeek.retries)
  expect(await entries({ group: 'undelivered', from: since })).toHaveLength(thisWeek.undelivered)
})

test('what a person, a budget or a kill switch ended is no failed run; what failed by itself is', async () => {
  const before = (await home()).reliability.thisWeek
  const ends = (...outcomes: RunOutcome[]) => outcomes.flatMap((outcome) => aRun(ago(1), 0, outcome))
  const stopped = ends('ok', 'ok', 'ok', 'ok', 'aborted', 'killed', 'over_budget')
  const { projectId, agentId, story } = await aTaskThat(api, stopped)
  const seen = async () => {
    const { reliability, risks } = await home()
    const { since, thisWeek } = reliability
    const behind = await entries({ runs: 'failed', from: since, projectId })
    const ofAgent: { count: number }[] = (await get(`/api/agents/${agentId}/report`)).failures
    return {
      runs: thisWeek.runs - before.runs,
      failed: thisWeek.failedRuns - before.failedRuns,
      behind: behind.map(({ body }) => body.outcome).sort(),
      ofAgent: ofAgent.reduce((sum, { count }) => sum + count, 0),
      risk: risks.find(({ id }) => id === `failures:${projectId}`)?.evidence,
    }
  }
  expect(await seen()).toEqual({ runs: 7, failed: 0, behind: [], ofAgent: 0, risk: undefined })
  await story(...ends('failed', 'timed_out', 'lost'))
  expect(await seen()).toEqual({
    ...{ runs: 10, failed: 3, behind: ['failed', 'lost', 'timed_out'], ofAgent: 3 },
    risk: '3 of 10 runs of the last 7 days failed.',
  })
})

test('what is spent and reserved is the sum of the runs that it opens', async () => {
  await aTaskThat(api, [...aRun(ago(0), 2e9), ...aRun(ago(0), 4e9, 'ok', true)])
  await aTaskThat(api, aRun(ago(40), 9e9))
  const [queued, ended] = aRun(ago(40), 5e9)
  await aTaskThat(api, [queued, { ...ended, at: ago(0) }] as Fact[])
  await aTaskThat(api, aRun(ago(40), 7e9, 'ok', true))
  const { since, spentNanoUsd, reservedNanoUsd } = (await home()).spend
  const spent = await entries({ runs: 'spent', from: since })
  expect(spent.reduce((sum, { body }) => sum + (body.usage.costNanoUsd ?? 3e9), 0)).toBe(spentNanoUsd)
  expect(spent.some(({ body }) => body.usage.costNanoUsd === 5e9)).toBe(true)
  expect(reservedNanoUsd).toBe(6e9)
  expect(await entries({ runs: 'reserved' })).toHaveLength(2)
})

test('what is to ship can be listed as it is counted: all of it, and of each week', async () => {
  const due = (at: string): Fact => ({
    ...{ type: 'deadline_changed', at: ago(0), actor: `operator:${api.operators.owner}` },
    body: { intentId: 'in_due', from: null, to: { at, end: 'late' } },
  })
  const aDueTask = (facts: Fact[]) => aTaskThat(api, facts, { deliverables: ['Letter'] })
  const monday = Date.parse(mondayOf(weekOf(ago(0).slice(0, 10))))
  const after = (weeks: number, ms = 0) => new Date(monday + weeks * 7 * dayMs + ms).toISOString()
  const week = [await aDueTask([due(ago(30))]), await aDueTask([due(after(1, -1))])]
  const next = [await aDueTask([due(after(1))]), await aDueTask([due(after(2, -1))])]
  const later = [await aDueTask([due(after(2))]), await aDueTask([])]
  await aTaskThat(api, [due(after(1, -1))])
  await aDueTask([failed(ago(1), 'No paper')])
  const removed = await aDueTask([due(after(1, -1))])
  await api.pool.query('update project set removed_at = now() where id = $1', [removed.projectId])
  const listed = async (ships: string) => {
    const { items } = await get(`/api/tasks?open=true&ships=${ships}`)
    return new Set(items.map(({ id }: { id: string }) => id))
  }
  const idsOf = (tasks: { taskId: string }[]) => new Set(tasks.map(({ taskId }) => taskId))
  const { toShipCount, dueCount, dueNextCount } = (await home()).week
  expect({ toShipCount, dueCount, dueNextCount }).toEqual({ toShipCount: 6, dueCount: 2, dueNextCount: 2 })
  expect(await listed('any')).toEqual(idsOf([...week, ...next, ...later]))
  expect(await listed('week')).toEqual(idsOf(week))
  expect(await listed('next')).toEqual(idsOf(next))
  expect(await listed('later')).toEqual(idsOf(later))
})

test('a risk opens the runs that it counts, and no priced one', async () => {
  const { projectId } = await aTaskThat(api, [
    ...aRun(ago(1), null),
    ...aRun(ago(1), 1e9),
    ...aRun(ago(35), null),
  ])
  const risk = (await home()).risks.find(({ id }) => id === `price:${projectId}`)
  expect(risk?.title).toBe('The cost of 1 run is unknown')
  const { items } = await get(`/api${risk?.href}`)
  expect(items).toHaveLength(1)
  expect(items[0].body.usage.costNanoUsd).toBeNull()
})

test('blocked tasks and the tasks of a failure pattern can be listed, and no others', async () => {
  const blocked = await aTaskThat(api, [stuck])
  const words = 'the press of 15 sheets is jammed'
  const first = await aTaskThat(api, [retry(ago(2), words), failed(ago(1), words)])
  const other = await aTaskThat(api, [failed(ago(1), 'the press of 9 sheets is jammed')])
  await aTaskThat(api, [failed(ago(40), words)])
  const { blockedCount, projects, failures } = await home()
  const ids = async (query: Record<string, string>) =>
    (await get(`/api/tasks?${new URLSearchParams(query)}`)).items.map(({ id }: { id: string }) => id)
  expect(await ids({ open: 'true', blocked: 'true' })).toHaveLength(blockedCount)
  const { projectId } = blocked
  expect(projects.find((one) => one.projectId === projectId)?.blocked).toBe(1)
  expect(await ids({ open: 'true', blocked: 'true', projectId })).toEqual([blocked.taskId])
  const pattern = failures.find(({ signature }) => signature.startsWith('the press'))
  expect(pattern).toMatchObject({ count: 3, taskCount: 2 })
  expect(new Set(await ids({ failure: pattern?.signature ?? '' }))).toEqual(
    new Set([first.taskId, other.taskId]),
  )
  expect(await ids({ failure: 'nothing failed so' })).toEqual([])
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { daysAfter, mondayOf, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { emptyDocument, PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { Deadline } from '#domain/task/deadline.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'
import type { Home } from './contract.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())
/** Projects of other tests would be in every figure. */
beforeEach(() => api.pool.query('update project set removed_at = now() where removed_at is null'))

const now = new Date().toISOString()
const today = now.slice(0, 10)
const week = weekOf(today)
const monday = `${mondayOf(week)}T00:00:00.000Z`
const ago = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString()
const home = async (): Promise<Home> => (await api.call('GET', '/api/home', { cookie })).json
const ofProject = async (projectId: string) =>
  (await home()).projects.find((one) => one.projectId === projectId)
const post = (projectId: string, path: string, body: object) =>
  api.call('POST', `/api/projects/${projectId}${path}`, { cookie, body })

function proven(title: string, at: string): Fact {
  const evidence = { words: 'It is there.', location: null, hash: null, size: null }
  const body = { title, check: 'artifact' as const, passed: true, evidence, artifactId: null }
  return { at, actor: 'system:control', type: 'deliverable_checked', body }
}
const done = (at: string): Fact => ({
  at,
  actor: 'system:control',
  type: 'task_done',
  body: { summary: 'Done.' },
})
const setDue = (to: Deadline): Fact => ({
  ...{ type: 'deadline_changed', at: now, actor: `operator:${api.operators.owner}` },
  body: { intentId: 'in_due', from: null, to },
})
const doneTask = (at: string, deliverables: string[]) =>
  aTaskThat(api, [...deliverables.map((title) => proven(title, at)), done(at)], { deliverables })

function aRun(stepId: string, costNanoUsd: number | null, isReserved = true): Fact[] {
  const at = now
  const by = { at, actor: 'system:control' }
  const run = { runId: 'r', sessionKey: 'k', reason: 'start', executorId: 'mac-mini', contextHash: 'h' }
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costNanoUsd }
  const end = { text: '', error: null, isRetryable: false, gateway: null, adoptedRunIds: [] }
  const reserved = isReserved && { reserved: { tokens: null, costNanoUsd: 3e9 } }
  return [
    { ...by, type: 'run_queued', body: { stepId, ...run, ...reserved } },
    { ...by, type: 'run_ended', body: { stepId, outcome: 'ok', startedAt: at, usage, ...end } },
  ]
}
async function aBudget(scope: 'portfolio' | 'project', projectId: string | null, limit: number, version = 0) {
  const budgets = [{ metric: 'usd' as const, period: 'month' as const, limit, perRun: null, warnAt: 80 }]
  const document = PolicyDocument.parse({ ...emptyDocument, budgets })
  const by = { operatorId: api.operators.owner, at: now }
  await changePolicy(
    api.pool,
    { scopeId: projectId ?? scope, scope, projectId },
    { document, note: '', version },
    by,
  )
}

test('this week ships what was proven since Monday; before it is not counted', async () => {
  const before = await doneTask(new Date(Date.parse(monday) - 1).toISOString(), ['Old letter'])
  const { taskId, projectId } = await doneTask(now, ['Letter', 'Page'])
  const { week: found } = await home()
  expect(found).toMatchObject({ week, today, shippedCount: 2, waivedCount: 0 })
  expect(found.days[0]?.day).toBe(monday.slice(0, 10))
  const last = found.days.at(-1)
  expect(last).toMatchObject({ day: today, count: 2 })
  expect(last?.items.map(({ title }) => title)).toEqual(['Letter', 'Page'])
  expect(last?.items[0]).toEqual({
    ...{ taskId, projectId, projectName: 'Letters', title: 'Letter', taskTitle: 'Write' },
    ...{ at: now, proof: 'artifact' },
  })
  expect(await ofProject(projectId)).toMatchObject({ shipped: 2, waived: 0 })
  expect(await ofProject(before.projectId)).toMatchObject({ shipped: 0, waived: 0 })
})

test('what an operator took without proof has shipped, and is counted apart: over all days and of its project', async () => {
  const proof = await doneTask(now, ['Letter'])
  const by = { at: now, actor: 'system:control' }
  const page = { title: 'Page', check: { kind: 'url' as const, url: 'https://a.test/', contains: 'Hi' } }
  const what = { stepId: 's1', itemId: 'i_1', title: 'Page', artifactKind: 'page' }
  const facts: Fact[] = [
    proven('Letter', now),
    {
      ...by,
      type: 'artifact_recorded',
      body: { ...what, location: 'https://a.test/', hash: null, size: null },
    },
    { ...by, type: 'verification_failed', body: { missing: ['Page'] } },
    {
      ...{ type: 'work_accepted', at: now, actor: `operator:${api.operators.owner}` },
      body: { note: 'Good enough', intentId: 'in_accept' },
    },
    done(now),
  ]
  const { projectId } = await aTaskThat(api, facts, { deliverables: ['Letter', page] })
  const { days, shippedCount, waivedCount } = (await home()).week
  expect({ shippedCount, waivedCount }).toEqual({ shippedCount: 3, waivedCount: 1 })
  const proofs = days
    .at(-1)
    ?.items.map((item) => `${item.title} ${item.proof}`)
    .sort()
  expect(proofs).toEqual(['Letter artifact', 'Letter artifact', 'Page waived'])
  expect(await ofProject(projectId)).toMatchObject({ shipped: 2, waived: 1 })
  expect(await ofProject(proof.projectId)).toMatchObject({ shipped: 1, waived: 0 })
})

test('of a day with much to show, four are sent and all are counted', async () => {
  await doneTask(now, ['A', 'B', 'C', 'D', 'E', 'F'])
  const last = (await home()).week.days.at(-1)
  expect(last?.items).toHaveLength(4)
  expect(last?.count).toBe(6)
})

test('what is still to ship is open and has declared what; a task without it, or an ended one, is not there', async () => {
  const declared: Declared[] = ['Letter', 'Page']
  const { taskId } = await aTaskThat(api, [], { deliverables: declared })
  await aTaskThat(api)
  await doneTask(now, ['Shipped'])
  const { toShip, toShipCount } = (await home()).week
  expect(toShipCount).toBe(1)
  expect(toShip).toMatchObject([
    { taskId, status: 'requested', waitKind: null, deliverables: 2, dueAt: null },
  ])
})

test('what is due comes first, by when, however many are older and undated; what is shown says when', async () => {
  for (let nth = 0; nth < 20; nth++) await aTaskThat(api, [], { deliverables: ['Letter'] })
  const due = async (days: number) => {
    const to = { at: new Date(Date.parse(now) + days * 86_400_000).toISOString(), end: 'late' as const }
    const { taskId } = await aTaskThat(api, [setDue(to)], { deliverables: ['Letter'] })
    return { taskId, dueAt: to.at }
  }
  const [later, sooner] = [await due(20), await due(2)]
  const { toShip, toShipCount } = (await home()).week
  expect(toShipCount).toBe(22)
  expect(toShip.slice(0, 2).map(({ taskId, dueAt }) => ({ taskId, dueAt }))).toEqual([sooner, later])
  expect(toShip.slice(2).map(({ dueAt }) => dueAt)).toEqual(Array(19).fill(null))
})

test('a full week hides nothing that is due in the next one: each has its own first tasks, and its count', async () => {
  const due = (at: string) =>
    aTaskThat(api, [setDue({ at, end: 'late' })], { deliverables: ['Letter'] }).then(({ taskId }) => taskId)
  const sunday = new Date(Date.parse(monday) + 7 * 86_400_000 - 1).toISOString()
  const nextMonday = `${mondayOf(weeksAfter(week, 1))}T00:00:00.000Z`
  const then = `${mondayOf(weeksAfter(week, 2))}T00:00:00.000Z`
  for (let nth = 0; nth < 22; nth++) await due(nth === 0 ? ago(30) : sunday)
  const [next, later] = [await due(nextMonday), await due(then)]
  await aTaskThat(api, [], { deliverables: ['Letter'] })
  const { toShip, ...counts } = (await home()).week
  expect(counts).toMatchObject({ toShipCount: 25, dueCount: 22, dueNextCount: 1 })
  expect(toShip.map(({ dueAt }) => dueAt)).toEqual([
    ...[expect.any(String), ...Array(19).fill(sunday)],
    ...[nextMonday, then, null],
  ])
  expect(toShip.slice(20, 22).map(({ taskId }) => taskId)).toEqual([next, later])
})

test('objectives of this week and the next one are there, and an older one as long as it is open', async () => {
  const { projectId } = await aTaskThat(api)
  const set = async (of: string, title: string) =>
    (await post(projectId, '/objectives', { week: of, title })).json.id
  const hit = await set(week, 'Ten letters')
  await set(weeksAfter(week, 1), 'Twenty letters')
  await set(weeksAfter(week, 2), 'Too far')
  await post(projectId, `/objectives/${hit}/close`, { outcome: 'hit' })
  const { objectives } = (await home()).week
  expect(objectives.map(({ title, outcome, week: of }) => [title, outcome, of])).toEqual([
    ['Ten letters', 'hit', week],
    ['Twenty letters', null, weeksAfter(week, 1)],
  ])
})

test('of many objectives all are counted; those of this week and the next are sent, then as many old ones as fit', async () => {
  const { projectId } = await aTaskThat(api)
  const set = (of: string, title: string, outcome: string | null = null, many = 1) =>
    api.pool.query(
      `insert into objective (id, project_id, week, title, set_at, set_by, outcome, closed_at)
       select 'ob_' || substr(md5($3::text || n), 1, 16), $1, $2, $3, now(), 'operator:op_1', $4, case when $4::text is not null then now() end
         from generate_series(1, $5) n`,
      [projectId, of, title, outcome, many],
    )
  await set(weeksAfter(week, -3), 'Old', null, 520)
  await set(weeksAfter(week, -3), 'Hit then', 'hit')
  await set(week, 'Hit', 'hit', 2)
  await set(week, 'Open')
  await set(weeksAfter(week, 1), 'Next')
  const { objectives, ...counts } = (await home()).week
  expect(counts).toMatchObject({ objectiveCount: 523, hitCount: 2, plannedCount: 1 })
  expect(await ofProject(projectId)).toMatchObject({ objectives: 523, objectivesHit: 2 })
  expect(objectives).toHaveLength(100)
  expect(objectives.slice(0, 5).map(({ title }) => title)).toEqual(['Open', 'Hit', 'Hit', 'Next', 'Old'])
})

test('revenue and what is left of it are those of 30 days, and unknown where a run has no price', async () => {
  const { projectId } = await aTaskThat(api, aRun('s1', 1_500_000_000))
  await post(projectId, '/money', { kind: 'revenue', amount: '100', occurredOn: today })
  await post(projectId, '/money', { kind: 'revenue', amount: '7', occurredOn: daysAfter(today, -30) })
  const unpriced = await aTaskThat(api, aRun('s1', null))
  expect(await ofProject(projectId)).toMatchObject({
    revenue: { known: '100.00', gaps: [] },
    roi: { known: '98.50', gaps: [] },
  })
  expect((await ofProject(unpriced.projectId))?.roi.gaps).toEqual([{ why: 'run_without_price', count: 1 }])
})

test('budgets say what is used of them; one over its mark is a risk of its project, and the month is their sum', async () => {
  const before = (await home()).spend
  const { projectId } = await aTaskThat(api, [...aRun('s1', 1_500_000_000), ...aRun('s2', null)])
  await aBudget('project', projectId, 5)
  const { budgets, risks, spend } = await home()
  const budget = budgets.find((one) => one.projectId === projectId)
  expect(budget).toMatchObject({
    ...{ scopeId: projectId, scope: 'project', name: 'Letters', limit: 5, level: 'warning' },
    ...{ used: 4_500_000_000, reserved: 0, unknownRuns: 1, uncountedRuns: 0 },
  })
  expect(risks.find(({ id }) => id === `budget:${projectId}`)).toMatchObject({
    title: 'A budget is nearly spent',
    evidence: '$4.50 of $5.00 a month',
    href: `/projects/${projectId}/policies`,
  })
  expect(spend.spentNanoUsd - before.spentNanoUsd).toBe(4_500_000_000)
  expect(spend.unknownRuns - before.unknownRuns).toBe(1)
  expect(spend.sums.at(-1)).toBe(spend.spentNanoUsd)
})

test('a run without a price for which nothing was reserved is counted as unknown, not as nothing', async () => {
  const before = (await home()).spend
  await aTaskThat(api, [...aRun('s1', null), ...aRun('s2', null, false), ...aRun('s3', 1e9, false)])
  const { spend } = await home()
  expect(spend.spentNanoUsd - before.spentNanoUsd).toBe(4e9)
  expect(spend.unknownRuns - before.unknownRuns).toBe(2)
  expect(spend.uncountedRuns - before.uncountedRuns).toBe(1)
})

test('a portfolio’s budget counts all projects, and a policy page says the same of each', async () => {
  await aTaskThat(api, aRun('s1', 2_000_000_000))
  await aBudget('portfolio', null, 900)
  const { budgets, spend } = await home()
  expect(budgets[0]).toMatchObject({ scopeId: 'portfolio', name: 'All projects', used: spend.spentNanoUsd })
  for (const { scopeId, scope, used, reserved, level } of budgets) {
    const page = await api.call('GET', `/api/policies/${scopeId}`, { cookie })
    const same = page.json.burn.find((one: { scope: string }) => one.scope === scope)
    expect(same).toMatchObject({ used, reserved, level })
  }
})

test('missed beats are counted by the times that were missed, drift by what nobody has settled', async () => {
  const { agentId } = await aTaskThat(api)
  await api.pool.query(
    `insert into beat (agent_id, scheduled_at, outcome, reason, until, count, at)
     values ($1, now() - interval '2 days', 'missed', 'away', now() - interval '1 day', 3, now())`,
    [agentId],
  )
  expect((await home()).reliability.thisWeek.missedBeats).toBe(3)
  expect((await home()).drift).toEqual({ count: 0, since: null })
  const since = '2026-11-01T10:00:00.000Z'
  for (const status of ['open', 'repaired'])
    await api.pool.query(
      `insert into finding (id, scope, kind, status, since, first_seen, state) values ($1, 'mac-mini', 'cron', $2, $3, $3, '{}')`,
      [`fd_${status}`, status, since],
    )
  expect((await home()).drift).toEqual({ count: 1, since })
})

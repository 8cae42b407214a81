import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { daysAfter, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())
beforeEach(async () => {
  projectId = (await aProject(api)).projectId
})

const today = new Date().toISOString().slice(0, 10)
const week = weekOf(today)
const get = async (path: string) => (await api.call('GET', `/api${path}`, { cookie })).json
const post = (path: string, body: object, headers = {}) =>
  api.call('POST', `/api/projects/${projectId}${path}`, { cookie, body, headers })
const summary = (id = projectId) => get(`/projects/${id}/outcomes`)
const book = (kind: string, amount: string, occurredOn = today) =>
  post('/money', { kind, amount, occurredOn })

/** Facts of a task whose runs cost so much, billionths of a dollar; null has no known price. */
function runsThatCost(...costs: (number | null)[]): Fact[] {
  const by = { at: new Date().toISOString(), actor: 'system:control' }
  return costs.flatMap((costNanoUsd, i): Fact[] => {
    const stepId = `s${i}`
    const run = {
      stepId,
      runId: 'r',
      sessionKey: 'k',
      reason: 'start',
      executorId: 'mac-mini',
      contextHash: 'h',
    }
    const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costNanoUsd }
    const end = {
      text: '',
      error: null,
      isRetryable: false,
      gateway: null,
      adoptedRunIds: [],
    }
    return [
      { ...by, type: 'run_queued', body: run },
      { ...by, type: 'run_ended', body: { stepId, outcome: 'ok', startedAt: by.at, usage, ...end } },
    ]
  })
}

describe('the sums of a project', () => {
  test('of nothing are zero, and known', async () => {
    expect(await summary()).toMatchObject({
      currency: 'USD',
      week,
      total: { roi: { known: '0.00', gaps: [] }, operatorCost: null },
      rate: null,
      objectives: [],
      decisionsDue: [],
    })
  })

  test('count money and runs, and what an operator did where an hour has a price', async () => {
    const at = new Date().toISOString()
    const actor = `operator:${api.operators.owner}`
    const task = await aTaskThat(api, [
      ...runsThatCost(1_500_000_000, 250_000_000),
      { type: 'message_sent', at, actor, body: { text: 'Hello', intentId: 'in_1' } },
      { type: 'question_answered', at, actor, body: { questionId: 'q', answer: 'Yes', intentId: 'in_2' } },
      {
        type: 'question_answered',
        at,
        actor: 'agent:ag_1',
        body: { questionId: 'q', answer: 'Yes', intentId: 'in_3' },
      },
    ])
    projectId = task.projectId
    await book('revenue', '100')
    await book('cost', '20.50', daysAfter(today, -40))
    const { id } = (await book('cost', '1000')).json
    await post(`/money/${id}/reverse`, { reason: 'x' })
    const before = await summary()
    expect(before.total).toMatchObject({
      revenue: { known: '100.00', gaps: [] },
      modelCost: { known: '1.75', gaps: [] },
      otherCost: { known: '20.50', gaps: [] },
      operatorCost: null,
      operatorMinutes: 9,
      roi: { known: '77.75', gaps: [] },
      counts: { revenue: 1, cost: 1, runs: 2, runsWithoutPrice: 0 },
    })
    expect(before.last30Days).toMatchObject({ otherCost: { known: '0.00' }, roi: { known: '98.25' } })
    expect((await post('/operator-rate', { perHour: '80' })).status).toBe(204)
    expect(await summary()).toMatchObject({
      rate: { perHour: '80.00', currency: 'USD' },
      total: { operatorCost: { known: '12.00' }, roi: { known: '65.75' } },
    })
    expect((await get(`/ledger?streamId=project/${projectId}`)).items[0]).toMatchObject({
      type: 'operator_rate_set',
      body: { perHour: '80.00', currency: 'USD' },
    })
  })

  test('are unknown as soon as one ended run has no price, with what is known of them', async () => {
    projectId = (await aTaskThat(api, runsThatCost(2_000_000_000, null))).projectId
    await book('revenue', '10')
    const { total } = await summary()
    const gaps = [{ why: 'run_without_price', count: 1 }]
    expect(total).toMatchObject({ modelCost: { known: '2.00', gaps }, roi: { known: '8.00', gaps } })
    expect(total.revenue.gaps).toEqual([])
  })

  test('by week add up to the whole', async () => {
    for (const [i, amount] of ['1.10', '2.20', '4.40'].entries())
      await book('revenue', amount, daysAfter(today, -7 * i))
    const { weeks, total } = await summary()
    expect(weeks.map((one: { week: string }) => one.week)).toEqual(
      Array.from({ length: 8 }, (_, i) => weeksAfter(week, i - 7)),
    )
    const known = weeks.map(({ roi }: { roi: { revenue: { known: string } } }) => roi.revenue.known)
    expect(known.slice(-3)).toEqual(['4.40', '2.20', '1.10'])
    expect(total.revenue.known).toBe('7.70')
  })
})

/** An act of each kind that takes an operator's time. */
const actsAt = (at: string, actor: string): Fact[] => [
  { type: 'message_sent', at, actor, body: { text: 'Hello', intentId: `in_1${at}` } },
  { type: 'work_accepted', at, actor, body: { note: 'Fine.', intentId: `in_2${at}` } },
  { type: 'question_answered', at, actor, body: { questionId: 'q', answer: 'Yes', intentId: `in_3${at}` } },
]

test('lines of all time and of 30 days open as many entries and events as they counted', async () => {
  const from = daysAfter(today, -29)
  const first = `${from}T00:00:00.000Z`
  const before = new Date(Date.parse(first) - 1).toISOString()
  const owner = `operator:${api.operators.owner}`
  const [early, late] = [runsThatCost(1, 2).slice(0, 2), runsThatCost(1, 2).slice(2)]
  const task = await aTaskThat(api, [
    ...[...early.map((fact) => ({ ...fact, at: before })), ...late],
    ...[...actsAt(before, owner), ...actsAt(first, owner), ...actsAt(first, 'agent:ag_1')],
  ])
  projectId = task.projectId
  await Promise.all([-30, -29, 0, 1].map((days) => book('revenue', '5', daysAfter(today, days))))
  const { total, last30Days } = await summary()
  const listed = async (path: string, query: Record<string, string>) =>
    (await get(`${path}?${new URLSearchParams(query)}`)).items.length
  const acts = { projectId, group: 'operator-actions' }
  expect(total.actions).toEqual({ decisions: 2, answers: 2, messages: 2 })
  expect(last30Days.actions).toEqual({ decisions: 1, answers: 1, messages: 1 })
  expect([await listed('/ledger', acts), await listed('/ledger', { ...acts, from: first })]).toEqual([6, 3])
  const runs = { projectId, type: 'run_ended' }
  expect([total.counts.runs, last30Days.counts.runs]).toEqual([2, 1])
  expect([await listed('/ledger', runs), await listed('/ledger', { ...runs, from: first })]).toEqual([2, 1])
  const money = (query: object) =>
    listed(`/projects/${projectId}/money`, { kind: 'revenue', state: 'counts', ...query })
  expect([total.counts.revenue, last30Days.counts.revenue]).toEqual([4, 2])
  expect([await money({}), await money({ from, to: today })]).toEqual([4, 2])
})

test('over all projects the totals are the sum of the parts; a removed one is in none', async () => {
  await book('revenue', '0.10')
  const first = projectId
  projectId = (await aProject(api)).projectId
  await book('revenue', '0.20')
  const removed = (await aProject(api)).projectId
  projectId = removed
  await book('revenue', '1000000')
  await api.call('DELETE', `/api/projects/${removed}`, { cookie })
  const { projects, total } = await get('/outcomes')
  const ids = projects.map((one: { projectId: string }) => one.projectId)
  expect(ids).toContain(first)
  expect(ids).not.toContain(removed)
  const cents = (known: string) => Math.round(Number(known) * 100)
  const sum = projects.reduce((n: number, one: { total: { revenue: { known: string } } }) => {
    return n + cents(one.total.revenue.known)
  }, 0)
  expect(cents(total.revenue.known)).toBe(sum)
  projectId = removed
  expect(await book('revenue', '1')).toMatchObject({ status: 409, json: { code: 'project_removed' } })
  expect((await summary(removed)).total.revenue.known).toBe('1000000.00')
})

describe('a decision', () => {
  const body = {
    title: 'Price',
    context: 'They pay less elsewhere.',
    choice: 'Nine dollars',
    reviewOn: today,
  }
  test('is due on its day and no more once it is reviewed', async () => {
    const { json } = await post('/decisions', body)
    await post('/decisions', { ...body, title: 'Later', reviewOn: daysAfter(today, 30) })
    const due = async () => (await summary()).decisionsDue.map(({ title }: { title: string }) => title)
    expect(await due()).toEqual(['Price'])
    const review = { verdict: 'changed', note: 'Twelve now' }
    expect((await post(`/decisions/${json.id}/review`, review)).json).toMatchObject({
      verdict: 'changed',
      reviewedByName: 'The owner',
    })
    expect(await due()).toEqual([])
    const { items } = await get(`/projects/${projectId}/decisions`)
    expect(items.map(({ title }: { title: string }) => title)).toEqual(['Later', 'Price'])
    expect((await post(`/decisions/${json.id}/review`, review)).status).toBe(409)
  })

  test('that would be reviewed yesterday is refused', async () => {
    const { json } = await post('/decisions', { ...body, reviewOn: daysAfter(today, -1) })
    expect(json.errors).toEqual([{ path: 'body.reviewOn', message: expect.stringMatching(/in the past/) }])
  })
})

test('learnings are those that operators noted and those of agents, with their task, newest first', async () => {
  const learned = {
    type: 'learning_recorded',
    at: '2026-11-24T12:00:00.000Z',
    actor: 'agent:x',
    body: { stepId: 's1', itemId: 'i_1', text: 'Ask early.', about: 'questions' },
  } as const
  const task = await aTaskThat(api, [learned])
  projectId = task.projectId
  await post('/learnings', { text: 'Short works.' })
  await post('/learnings', { text: '<b>Long</b> does not.' })
  const { items } = await get(`/projects/${projectId}/learnings`)
  expect(items).toMatchObject([
    { text: '<b>Long</b> does not.', byName: 'The owner', taskId: null },
    { text: 'Short works.' },
    { text: 'Ask early.', about: 'questions', byName: 'Ines', taskId: task.taskId },
  ])
})

test.each([
  ['/decisions', { title: 'Price', context: '', choice: 'Nine', reviewOn: today }],
  ['/objectives', { week, title: 'Ten readers' }],
  ['/learnings', { text: 'Short works.' }],
])('a key that made one of %s in a project is refused in another', async (path, body) => {
  const headers = { 'Idempotency-Key': `k-${projectId}` }
  expect((await post(path, body, headers)).status).toBe(201)
  projectId = (await aProject(api)).projectId
  expect(await post(path, body, headers)).toMatchObject({ status: 409, json: { code: 'key_reused' } })
})

test('only an owner prices the time of operators', async () => {
  const answer = await api.call('POST', `/api/projects/${projectId}/operator-rate`, {
    cookie: await api.signIn('operator'),
    body: { perHour: '1' },
  })
  expect(answer).toMatchObject({ status: 403, json: { code: 'role_may_not' } })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const post = (path: string, body: unknown) => api.call('POST', path, { cookie, body })
const get = async (path: string) => (await api.call('GET', path, { cookie })).json
const held: Fact = {
  ...{ type: 'run_held', at: new Date().toISOString(), actor: 'system:control' },
  body: { kind: 'budget', reason: 'it is spent', until: null },
}
const intentOf = async (id: string) =>
  (await api.pool.query('select command, body from intent where id = $1', [id])).rows

describe('a task is asked for with a budget', () => {
  const asked = async (budget: unknown) =>
    post('/api/tasks', { ...(await aProject(api)), title: 'Write', intent: 'Write it.', budget })

  test('in dollars, tokens and runs, and it is in its entry and its state', async () => {
    const { taskId } = (
      await asked([
        { metric: 'usd', limit: 1.5 },
        { metric: 'runs', limit: 3 },
      ])
    ).json
    const budget = [
      { metric: 'usd', limit: 1_500_000_000 },
      { metric: 'runs', limit: 3 },
    ]
    expect((await get(`/api/tasks/${taskId}/entries`)).items[0].body.budget).toEqual(budget)
    expect((await get(`/api/tasks/${taskId}`)).state.budget).toEqual(budget)
  })

  test('without one its entry says nothing of it', async () => {
    const { taskId } = (await asked([])).json
    expect((await get(`/api/tasks/${taskId}/entries`)).items[0].body).not.toHaveProperty('budget')
  })

  test.each([
    [[{ metric: 'tokens', limit: 1.5 }], 'body.budget.0.limit'],
    [[{ metric: 'usd', limit: 2_000_000 }], 'body.budget.0.limit'],
    [[{ metric: 'usd', limit: 0 }], 'body.budget.0.limit'],
    [
      [
        { metric: 'usd', limit: 1 },
        { metric: 'usd', limit: 2 },
      ],
      'body.budget.1.metric',
    ],
  ])('%j is refused at its field', async (budget, path) => {
    const { status, json } = await asked(budget)
    expect([status, json.errors[0].path]).toEqual([400, path])
  })
})

test('the budget of an open task is set later, or taken away', async () => {
  const { taskId } = await aTaskThat(api)
  const set = await post(`/api/tasks/${taskId}/budget`, { budget: [{ metric: 'usd', limit: 0.5 }] })
  expect(set.status).toBe(202)
  expect(await intentOf(set.json.intentId)).toEqual([
    { command: 'setTaskBudget', body: { budget: [{ metric: 'usd', limit: 500_000_000 }] } },
  ])
  expect((await post(`/api/tasks/${taskId}/budget`, { budget: [] })).status).toBe(202)
})

test('a task says how much of each limit its runs have used; what it was says the limits alone', async () => {
  const { taskId, projectId, agentId } = await aTaskThat(api)
  const used = async (usd: number | null, reserved: number | null, nth: number) =>
    api.pool.query(
      `insert into run_reservation (task_id, step_id, project_id, agent_id, reserved_at, ended_at,
                                    nano_usd_reserved, nano_usd_used, tokens_used)
       values ($1, $2, $3, $4, now(), now(), $5, $6, 100)`,
      [taskId, `s${nth}`, projectId, agentId, reserved, usd],
    )
  await used(3e8, 5e8, 1)
  await used(null, 1e8, 2)
  await used(null, null, 3)
  const budget = [
    { metric: 'usd', limit: 500_000_000 },
    { metric: 'tokens', limit: 1_000 },
    { metric: 'runs', limit: 3 },
  ]
  await api.pool.query(
    `update task set state = jsonb_set(state::jsonb, '{budget}', $2::jsonb) where id = $1`,
    [...[taskId, JSON.stringify(budget)]],
  )
  const known = { reserved: 0, unknownRuns: 0, uncountedRuns: 0 }
  const now = await get(`/api/tasks/${taskId}`)
  expect(now.budgetBurn).toEqual([
    { metric: 'usd', limit: 0.5, used: 4e8, reserved: 0, unknownRuns: 2, uncountedRuns: 1, level: 'warning' },
    { metric: 'tokens', limit: 1_000, used: 300, ...known, level: 'fine' },
    { metric: 'runs', limit: 3, used: 3, ...known, level: 'spent' },
  ])
  const past = await get(`/api/tasks/${taskId}?at=${encodeURIComponent(now.createdAt)}`)
  expect(past.budgetBurn).toBeNull()
  expect((await get(`/api/tasks/${(await aTaskThat(api)).taskId}`)).budgetBurn).toEqual([])
})

describe('a budget is raised once', () => {
  test.each([
    [{ usd: 0.25 }, { tokens: null, costNanoUsd: 250_000_000, runs: null }],
    [
      { usd: null, tokens: 900 },
      { tokens: 900, costNanoUsd: null, runs: null },
    ],
    [{ runs: 1 }, { tokens: null, costNanoUsd: null, runs: 1 }],
  ])('for a task that it holds, by %j', async (asked, raise) => {
    const { taskId } = await aTaskThat(api, [held])
    const { status, json } = await post(`/api/tasks/${taskId}/budget-raise`, asked)
    expect(status).toBe(202)
    expect(await intentOf(json.intentId)).toEqual([{ command: 'raiseBudget', body: { raise } }])
  })

  test('and for no other; by something', async () => {
    const { taskId } = await aTaskThat(api)
    expect(await post(`/api/tasks/${taskId}/budget-raise`, { usd: 1 })).toMatchObject({
      ...{ status: 409, json: { detail: 'There is nothing to raise: no budget holds this task.' } },
    })
    const nothing = await post(`/api/tasks/${taskId}/budget-raise`, {})
    expect([nothing.status, nothing.json.errors[0].path]).toEqual([400, 'body.usd'])
    const many = await post(`/api/tasks/${taskId}/budget-raise`, { runs: 2 })
    expect([many.status, many.json.errors[0].path]).toEqual([400, 'body.runs'])
  })
})

test('which budgets hold a task is told, its own first, each with what it counted and where it is said', async () => {
  const { taskId, projectId, agentId } = await aTaskThat(api, [held])
  const spent = async () => (await get(`/api/tasks/${taskId}/spent-budgets`)).items
  expect(await spent()).toEqual([])
  const { document } = await get(`/api/policies/${projectId}`)
  const budgets = [
    { metric: 'usd', period: 'month', limit: 2 },
    { metric: 'runs', period: 'day', limit: 5 },
  ]
  await post(`/api/policies/${projectId}`, { document: { ...document, budgets }, version: 0 })
  await post(`/api/policies/${agentId}`, {
    ...{ document: { budgets: [{ metric: 'tokens', period: 'lifetime', limit: 900 }] }, version: 0 },
  })
  expect(await spent()).toEqual([])
  await api.pool.query(
    `insert into run_reservation (task_id, step_id, project_id, agent_id, reserved_at, ended_at, nano_usd_used, tokens_used)
     values ($1, 's9', $2, $3, now(), now(), 2000000000, 900)`,
    [taskId, projectId, agentId],
  )
  expect(await spent()).toMatchObject([
    {
      scope: 'project',
      scopeId: projectId,
      metric: 'usd',
      period: 'month',
      limit: 2,
      used: 2e9,
      reserved: 0,
      perRun: 0.4,
    },
    {
      scope: 'agent',
      scopeId: agentId,
      metric: 'tokens',
      period: 'lifetime',
      limit: 900,
      used: 900,
      perRun: 180,
      next: null,
    },
  ])
  expect(
    (
      await post(`/api/policies/${projectId}/budget-raise`, {
        ...{ metric: 'usd', period: 'month', limit: 3, version: 1 },
      })
    ).status,
  ).toBe(200)
  expect((await spent()).map(({ scope }: { scope: string }) => scope)).toEqual(['agent'])
})

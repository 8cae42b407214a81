import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveLoad } from '#prisma/write/executor-links.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const executor = async () =>
  (await api.call('GET', '/api/executors', { cookie: await api.signIn('viewer') })).json.items[0]
const said = (secondsAgo: number) => ({
  at: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
  slots: { used: 3, free: 5 },
  backlog: { count: 2, oldestSince: new Date().toISOString() },
})

test('what Temporal said of slots and queue is told while it is fresh', async () => {
  expect(await executor()).toMatchObject({ load: null, queuedRuns: 0, oldestQueuedAt: null })
  const load = said(1)
  await saveLoad(api.pool, 'mac-mini', load)
  expect((await executor()).load).toEqual(load)
  await saveLoad(api.pool, 'mac-mini', said(20))
  expect((await executor()).load).toBeNull()
})

test('runs that its own limit holds are counted, and those of another limit are not', async () => {
  const held = (scope: 'executor' | 'project') =>
    aTaskThat(api, [
      {
        ...{ type: 'run_held', at: new Date().toISOString(), actor: 'system:control' },
        body: { kind: 'limit', reason: '1 of at most 1 runs at once', until: null, scope },
      },
    ])
  await held('executor')
  await held('project')
  expect(await executor()).toMatchObject({ heldRuns: 1, queuedRuns: 0 })
})

test('an owner limits the runs at once, each change is an entry, and the same again is none', async () => {
  const cookie = await api.signIn('owner')
  const limit = (value: unknown) =>
    api.call('PUT', '/api/executors/mac-mini/run-limit', { cookie, body: { limit: value } })
  for (const value of [2, 2, null]) expect((await limit(value)).status).toBe(204)
  expect((await executor()).runLimit).toBeNull()
  const { rows } = await api.pool.query(
    `select body->'limit' as "limit", actor from entry where type = 'executor_limited' order by id`,
  )
  const actor = `operator:${api.operators.owner}`
  expect(rows).toEqual([
    { limit: 2, actor },
    { limit: null, actor },
  ])
  const { status, json } = await limit(0)
  expect(status).toBe(400)
  expect(json.errors).toEqual([
    { path: 'body.limit', message: 'must be at least 1; a paused project starts nothing' },
  ])
  const nowhere = await api.call('PUT', '/api/executors/elsewhere/run-limit', { cookie, body: { limit: 1 } })
  expect(nowhere.status).toBe(404)
})

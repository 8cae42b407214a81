import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { type ApiServer, aTaskThat, executorToken, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const post = async (path: string, body: object, role: Role = 'owner') =>
  api.call('POST', `/api/kill-switches/${path}`, { cookie: await api.signIn(role), body })
const set = (scopeId: string, reason = 'wrong list', role?: Role) => post(scopeId, { reason }, role)
const lift = (scopeId: string, role?: Role) => post(`${scopeId}/lift`, { note: 'mended' }, role)
const orders = async () =>
  (await api.call('GET', '/api/executors/mac-mini/kill-orders', { token: executorToken })).json

test('an operator stops everything with a reason; only an owner lets it go on; both are in the ledger', async () => {
  expect(await orders()).toEqual({ everything: null, scopes: {}, agents: {} })
  const { status, json } = await set('everything', '  wrong list ', 'operator')
  expect(status).toBe(200)
  expect(json.items).toMatchObject([
    { scopeId: 'everything', scope: 'everything', name: '', projectId: null, reason: 'wrong list' },
  ])
  const [{ byName }] = json.items
  expect(await orders()).toEqual({
    everything: `${byName} stopped everything: wrong list`,
    scopes: {},
    agents: {},
  })
  expect(await lift('everything', 'operator')).toMatchObject({ status: 403, json: { code: 'role_may_not' } })
  expect((await lift('everything')).json.items).toEqual([])
  const { rows } = await api.pool.query(
    `select type, actor, body from entry where stream_id = 'kill-switch/everything' order by stream_seq`,
  )
  expect(rows).toEqual([
    {
      type: 'kill_switch_set',
      actor: `operator:${api.operators.operator}`,
      body: { scope: 'everything', reason: 'wrong list' },
    },
    {
      type: 'kill_switch_lifted',
      actor: `operator:${api.operators.owner}`,
      body: { scope: 'everything', note: 'mended' },
    },
  ])
})

test('a project and an agent are named, and their entries stand in the project’s ledger', async () => {
  const { projectId, agentId } = await aTaskThat(api)
  await set(projectId)
  const { items } = (await set(agentId, 'it repeats itself')).json
  expect(items).toMatchObject([
    { scopeId: projectId, scope: 'project', projectId },
    { scopeId: agentId, scope: 'agent', projectId, reason: 'it repeats itself' },
  ])
  for (const { name } of items) expect(name).not.toBe('')
  const { rows } = await api.pool.query(
    `select distinct project_id from entry where type = 'kill_switch_set' and stream_id like any($1)`,
    [[`kill-switch/${projectId}`, `kill-switch/${agentId}`]],
  )
  expect(rows).toEqual([{ project_id: projectId }])
  await lift(projectId)
  await lift(agentId)
})

test('set twice it names who set it; lifted twice it says so; nothing of that is recorded', async () => {
  await set('everything', 'one')
  expect(await set('everything', 'two')).toMatchObject({
    status: 409,
    json: { code: 'kill_switch_on', detail: expect.stringMatching(/stopped everything: one/) },
  })
  await lift('everything')
  expect(await lift('everything')).toMatchObject({ status: 409, json: { code: 'kill_switch_off' } })
})

test('bad input is refused at its field, and a stranger’s token gets no orders', async () => {
  for (const [body, path] of [
    [{}, 'body.reason'],
    [{ reason: '   ' }, 'body.reason'],
    [{ reason: 'x'.repeat(501) }, 'body.reason'],
  ] as const) {
    const { status, json } = await post('everything', body)
    expect({ status, path: json.errors[0].path }).toEqual({ status: 400, path })
  }
  expect((await set('all')).status).toBe(400)
  expect((await set(`pr_${'0'.repeat(16)}`)).status).toBe(404)
  expect((await api.call('GET', '/api/executors/other/kill-orders', { token: executorToken })).status).toBe(
    403,
  )
})

test('a script stops what its key is for, is named with its reason, and reads of no other project', async () => {
  const { projectId, agentId } = await aTaskThat(api)
  const key = { apiKeyId: newId('apiKey'), name: 'Bounces', actions: ['setKillSwitch' as const] }
  const { token } = await createApiKey(
    api.pool,
    { ...key, projectIds: [projectId] },
    { operatorId: api.operators.owner, at: new Date().toISOString() },
  )
  const byKey = (scopeId: string) =>
    api.call('POST', `/api/kill-switches/${scopeId}`, { token, body: { reason: 'over 5 % bounced' } })
  const other = await aTaskThat(api)
  await set(other.projectId)
  for (const scopeId of ['everything', other.projectId, other.agentId])
    expect(await byKey(scopeId)).toMatchObject({ status: 403, json: { code: 'key_may_not' } })
  const stopped = { scope: 'project', scopeId: projectId, byName: 'The API key Bounces' }
  expect(await byKey(projectId)).toMatchObject({ status: 200, json: { items: [stopped] } })
  expect((await byKey(agentId)).json.items).toMatchObject([{ scopeId: agentId, scope: 'agent' }])
  const { rows } = await api.pool.query(`select actor from entry where stream_id = $1`, [
    `kill-switch/${projectId}`,
  ])
  expect(rows).toEqual([{ actor: `api-key:${key.apiKeyId}` }])
  expect((await api.call('POST', `/api/kill-switches/${projectId}/lift`, { token, body: {} })).status).toBe(
    401,
  )
  for (const scopeId of [projectId, agentId, other.projectId]) await lift(scopeId)
})

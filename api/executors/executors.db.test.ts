import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { type ApiServer, aTaskThat, executorToken, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const list = async () =>
  (await api.call('GET', '/api/executors', { cookie: await api.signIn('viewer') })).json.items
const report = (change: object = {}) =>
  api.call('POST', '/api/executors/mac-mini/report', {
    token: executorToken,
    body: { link: 'connected', detail: '', gateway: null, workerVersion: '0.1.0', ...change },
  })

test('an executor that never reported is listed as unknown', async () => {
  expect(await list()).toMatchObject([
    { id: 'mac-mini', name: 'Mac mini', state: 'unknown', report: null, lastReportAt: null, waitingTasks: 0 },
  ])
})

test('what is asked and not delivered yet is told with its age, there and on home', async () => {
  const relay = async () => {
    const cookie = await api.signIn('viewer')
    const answers = ['/api/executors', '/api/home'].map((path) => api.call('GET', path, { cookie }))
    return (await Promise.all(answers)).map(({ json }) => json.relay)
  }
  const none = { depth: 0, oldestSince: null, attempts: 0 }
  expect(await relay()).toEqual([none, none])
  const [first] = [await aTaskThat(api), await aTaskThat(api)]
  const { rows } = await api.pool.query<{ at: Date }>(
    'update intent set attempts = 4 where workflow_id = $1 returning created_at as at',
    [`task/${first.taskId}`],
  )
  const late = { depth: 2, oldestSince: rows[0]?.at.toISOString(), attempts: 4 }
  expect(await relay()).toEqual([late, late])
  await api.pool.query(`update intent set status = 'delivered'`)
  expect(await relay()).toEqual([none, none])
})

test('its last word is kept as it was sent, and a new one takes its place', async () => {
  const gateway = { version: '2026.9.1', isPractice: false }
  expect((await report({ gateway })).status).toBe(204)
  expect((await list())[0].report.gateway).toEqual(gateway)
  const detail = 'The gateway refuses our token: put the right one into mac-mini/config.json.'
  await report({ link: 'refused', detail })
  expect((await list())[0].report).toMatchObject({ link: 'refused', detail, gateway: null })
})

test('while a gateway is away, what it was last is told beside that, also where the worker started again', async () => {
  const gateway = { version: '2026.9.6', isPractice: false }
  const at = async () => (await list())[0].report.lastSeen
  await report({ gateway, plugin: '0.1.0', protocol: 4 })
  expect(await at()).toBeUndefined()
  for (const link of ['down', 'refused', 'stopping', 'down']) await report({ link })
  expect(await at()).toEqual({ gateway, plugin: '0.1.0', protocol: 4 })
  await report({ gateway: { ...gateway, version: '2026.10.1' }, plugin: null, protocol: 5 })
  expect(await at()).toBeUndefined()
  await report({ link: 'down', stopFileChanges: [{ at: '2026-11-27T12:00:00.000Z', reason: 'Fire' }] })
  expect(await at()).toEqual({ gateway: { ...gateway, version: '2026.10.1' }, protocol: 5 })
  await report({ gateway, stopFileChanges: [{ at: '2026-11-27T12:00:01.000Z', reason: null }] })
})

test('a report of another shape is refused by its path', async () => {
  const { status, json } = await report({ link: 'perhaps', mood: 'good' })
  expect(status).toBe(400)
  expect(json.errors.map((error: { path: string }) => error.path).sort()).toEqual(['body', 'body.link'])
})

test('tasks that wait for it are counted, with the longest wait', async () => {
  const queued = (taskId: string, at: string) => ({
    type: 'run_queued' as const,
    at,
    actor: 'system:control',
    body: {
      stepId: 's1',
      runId: `fo:task/${taskId}/s1`,
      sessionKey: 'x',
      reason: 'first run',
      executorId: 'mac-mini',
      contextHash: '0',
    },
  })
  const times = ['2026-11-24T12:00:01.000Z', '2026-11-24T12:00:00.000Z', '2026-11-24T12:00:02.000Z']
  const tasks = []
  for (const at of times) {
    const task = await aTaskThat(api)
    await task.story(queued(task.taskId, at))
    tasks.push(task)
  }
  const accepted = { stepId: 's1', itemId: 'a' }
  await tasks[2]?.story({
    type: 'run_accepted',
    at: '2026-11-24T12:00:03.000Z',
    actor: 'executor:mac-mini',
    body: accepted,
  })
  expect((await list())[0]).toMatchObject({
    waitingTasks: 2,
    runningTasks: 1,
    oldestWaitSince: '2026-11-24T12:00:00.000Z',
  })
})

test('calls of the bridge without its token are an entry, told twice one', async () => {
  const calls = { count: 3, paths: ['/v1/gate'], since: '2026-11-26T12:00:00.000Z' }
  const tell = (body: object, executor = 'mac-mini') =>
    api.call('POST', `/api/executors/${executor}/refused-calls`, { token: executorToken, body })
  expect((await tell(calls)).status).toBe(204)
  expect((await tell(calls)).status).toBe(204)
  expect((await tell({ ...calls, count: 0 })).status).toBe(400)
  expect((await tell(calls, 'other')).status).toBe(403)
  const cookie = await api.signIn('viewer')
  const { json } = await api.call('GET', '/api/ledger?streamId=executor/mac-mini&type=bridge_calls_refused', {
    cookie,
  })
  expect(json.items).toMatchObject([{ actor: 'executor:mac-mini', body: calls }])
})

test('calls that no task is behind are an entry of the executor that blocked them, told twice one', async () => {
  const call = { tool: 'exec', effectClass: 'exec', hash: 'ab'.repeat(32), why: 'run_unknown' }
  const calls = [{ ...call, sessionKey: 'agent:main:fo:task/t_1', runId: 'fo:task/t_1/s1' }]
  const body = { count: 7, calls, since: '2026-11-26T12:00:00.000Z' }
  const tell = (told: object, executor = 'mac-mini') =>
    api.call('POST', `/api/executors/${executor}/stray-calls`, { token: executorToken, body: told })
  expect((await tell(body)).status).toBe(204)
  expect((await tell(body)).status).toBe(204)
  expect((await tell({ ...body, calls: [{ ...calls[0], why: 'odd' }] })).status).toBe(400)
  expect((await tell(body, 'other')).status).toBe(403)
  const cookie = await api.signIn('viewer')
  const { json } = await api.call('GET', '/api/ledger?streamId=executor/mac-mini&type=stray_calls_blocked', {
    cookie,
  })
  expect(json.items).toMatchObject([{ actor: 'executor:mac-mini', body }])
})

test('a call past the gate that no task is behind is a finding by the executor that tells of it, told twice one', async () => {
  const body = {
    ...{ tool: 'exec', allowed: null, effective: { hash: 'ab'.repeat(32), parameters: { command: 'date' } } },
    ...{
      sessionKey: 'agent:main:cron:daily',
      runId: null,
      at: '2026-11-26T12:00:00.000Z',
      answer: 'performed: Fri',
    },
  }
  const tell = (told: object, executor = 'mac-mini') =>
    api.call('POST', `/api/executors/${executor}/past-calls`, { token: executorToken, body: told })
  expect((await tell(body)).status).toBe(204)
  expect((await tell(body)).status).toBe(204)
  expect((await tell({ ...body, at: 'now' })).status).toBe(400)
  expect((await tell(body, 'other')).status).toBe(403)
  const cookie = await api.signIn('viewer')
  const findingId = findingIdOf('mac-mini', 'gate_plugin', 'past/exec')
  const { json } = await api.call('GET', `/api/ledger?streamId=finding/${findingId}`, { cookie })
  expect(json.items).toMatchObject([
    {
      ...{ type: 'finding_opened', actor: 'executor:mac-mini' },
      body: {
        ...{ scope: 'mac-mini', kind: 'gate_plugin', difference: 'ungated', projectId: null },
        theirs: { line: expect.stringContaining('agent:main:cron:daily at 2026-11-26T12:00:00.000Z') },
      },
    },
  ])
})

const ask = async (method: string, path: string, body?: object, role: Role = 'owner') =>
  api.call(method, `/api/executors${path}`, { cookie: await api.signIn(role), ...(body && { body }) })

test('an added executor reports by its own token, and by no other', async () => {
  const { status, json } = await ask('POST', '', { name: 'mac-studio' })
  expect({ status, json }).toEqual({
    status: 201,
    json: { executorId: 'mac-studio', token: expect.stringMatching(/^foe_/) },
  })
  const body = { link: 'connected', detail: '', gateway: null, workerVersion: '0.1.0' }
  const reportOf = async (executorId: string, token: string) =>
    (await api.call('POST', `/api/executors/${executorId}/report`, { token, body })).status
  expect(await reportOf('mac-studio', json.token)).toBe(204)
  expect(await reportOf('mac-mini', json.token)).toBe(403)
  const renewed = (await ask('POST', '/mac-studio/token')).json.token
  expect([await reportOf('mac-studio', json.token), await reportOf('mac-studio', renewed)]).toEqual([
    401, 204,
  ])
  expect((await ask('DELETE', '/mac-studio/token')).status).toBe(204)
  expect(await reportOf('mac-studio', renewed)).toBe(401)
  expect((await list()).map(({ id }: { id: string }) => id)).toEqual(['mac-mini', 'mac-studio'])
})

test.each(['', 'Mac Studio', 'control', 'mini-control', '../x', 'a'.repeat(41), 7])(
  'the name %j is refused at its field',
  async (name) => {
    const { status, json } = await ask('POST', '', { name })
    expect({ status, paths: json.errors.map(({ path }: { path: string }) => path) }).toEqual({
      status: 400,
      paths: ['body.name'],
    })
  },
)

test('a name that is taken, and an executor with something on it, are refused with what to do', async () => {
  expect(await ask('POST', '', { name: 'mac-mini' })).toMatchObject({
    status: 409,
    json: { code: 'name_taken', detail: expect.stringContaining('take another') },
  })
  expect(await ask('POST', '/mac-mini/retire')).toMatchObject({
    status: 409,
    json: { code: 'executor_in_use', detail: expect.stringContaining('first') },
  })
  await ask('POST', '', { name: 'mac-old' })
  expect((await ask('POST', '/mac-old/retire')).status).toBe(204)
  const { json } = await ask('GET', '', undefined, 'viewer')
  expect(json.retired).toMatchObject([{ id: 'mac-old', name: 'mac-old' }])
  const agent = { projectId: `pr_${'0'.repeat(16)}`, name: 'Jo', executorId: 'mac-old' }
  const cookie = await api.signIn('owner')
  expect((await api.call('POST', '/api/agents', { cookie, body: agent })).status).toBe(404)
})

test('a task that ended on an executor that is retired is not opened again', async () => {
  const failed = { type: 'task_failed' as const, actor: 'system:control', body: { error: 'no' } }
  const { taskId } = await aTaskThat(api, [{ ...failed, at: new Date().toISOString() }])
  await api.pool.query(`update executor set retired_at = now() where id = 'mac-mini'`)
  const cookie = await api.signIn('owner')
  for (const [deed, body] of [
    ['messages', { text: 'Again' }],
    ['retry', {}],
  ] as const)
    expect(await api.call('POST', `/api/tasks/${taskId}/${deed}`, { cookie, body })).toMatchObject({
      status: 409,
      json: { code: 'executor_retired', detail: expect.stringContaining('as a new task') },
    })
  await api.pool.query(`update executor set retired_at = null where id = 'mac-mini'`)
})

describe('an executor that is to drain', () => {
  const orders = async (token: string) =>
    (await api.call('GET', '/api/executors/mac-air/kill-orders', { token })).json
  const states = (state: string) =>
    api.pool.query(`update executor set state = $1 where id = 'mac-air'`, [state])
  const drain = (role: Role = 'operator', body: object = { reason: 'A new disk' }) =>
    ask('POST', '/mac-air/drain', body, role)
  const lift = (role: Role = 'operator') => ask('POST', '/mac-air/drain/lift', { note: 'it is in' }, role)

  test('is told so by who asked and why, until that is lifted; each is in its ledger', async () => {
    const { token } = (await ask('POST', '', { name: 'mac-air' })).json
    await states('ready')
    expect((await drain()).status).toBe(204)
    const told = await orders(token)
    expect(told).toMatchObject({
      everything: null,
      drain: expect.stringMatching(/ asked it to drain: A new disk$/),
    })
    const [one] = (await list()).filter(({ id }: { id: string }) => id === 'mac-air')
    expect(one.drain).toMatchObject({ reason: 'A new disk', byName: expect.any(String) })
    expect(await drain()).toMatchObject({ status: 409, json: { code: 'drain_on' } })
    expect((await lift()).status).toBe(204)
    expect(await orders(token)).not.toHaveProperty('drain')
    expect(await lift()).toMatchObject({ status: 409, json: { code: 'drain_off' } })
    const { rows } = await api.pool.query(
      `select type, body from entry where stream_id = 'executor/mac-air' and type like 'executor_drain%' order by id`,
    )
    expect(rows).toEqual([
      { type: 'executor_drain_ordered', body: { reason: 'A new disk' } },
      { type: 'executor_drain_lifted', body: { note: 'it is in' } },
    ])
    const { differences } = await checkRebuild(api.pool, {
      after: '',
      limit: 1_000,
      only: 'executor/mac-air',
    })
    expect(differences.filter(({ field }) => field === 'drain')).toEqual([])
  })

  test('is asked only while its worker is there, and lifted wherever that is', async () => {
    await states('unreachable')
    expect(await drain()).toMatchObject({ status: 409, json: { code: 'executor_away' } })
    await states('gateway_down')
    expect((await drain()).status).toBe(204)
    await states('unreachable')
    expect((await lift()).status).toBe(204)
  })

  test('says why: no reason, no drain; a viewer asks for neither', async () => {
    await states('ready')
    for (const body of [{}, { reason: ' ' }, { reason: 'x'.repeat(501) }])
      expect((await drain('operator', body)).status).toBe(400)
    expect([(await drain('viewer')).status, (await lift('viewer')).status]).toEqual([403, 403])
  })

  test('that is retired or not there is not asked', async () => {
    expect((await ask('POST', '/mac-nowhere/drain', { reason: 'x' }, 'operator')).status).toBe(404)
    await ask('POST', '/mac-air/retire')
    expect(await drain()).toMatchObject({ status: 409, json: { code: 'executor_retired' } })
  })
})

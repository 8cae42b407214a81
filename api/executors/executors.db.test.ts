import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('its last word is kept as it was sent, and a new one takes its place', async () => {
  const gateway = { version: '2026.9.1', isPractice: false }
  expect((await report({ gateway })).status).toBe(204)
  expect((await list())[0].report.gateway).toEqual(gateway)
  const detail = 'The gateway refuses our token: put the right one into mac-mini/config.json.'
  await report({ link: 'refused', detail })
  expect((await list())[0].report).toMatchObject({ link: 'refused', detail, gateway: null })
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

const ask = async (method: string, path: string, body?: object, role: 'owner' | 'viewer' = 'owner') =>
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

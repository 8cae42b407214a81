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

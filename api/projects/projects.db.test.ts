import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { type ApiServer, aProject, aProposalFact, aTaskThat, racing, startApi } from '#test/api-server.ts'
import { aRunbook } from '#test/runbooks.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const post = (path: string, body: unknown, key?: string) =>
  api.call('POST', path, { cookie, body, ...(key && { headers: { 'idempotency-key': key } }) })
const get = (path: string) => api.call('GET', path, { cookie })
const by = () => ({ at: new Date().toISOString(), actor: 'system:control' })

test('a project is made once for a key, with the policy it was given over the default', async () => {
  const asked = { name: ' Shop ', policy: { maxRetries: 0 } }
  const answers = await racing(api, () => post('/api/projects', asked, 'shop'), 3)
  expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201])
  expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1)
  expect(answers[0]?.json).toMatchObject({ name: 'Shop', isSample: false, costNanoUsd: 0, removedAt: null })
  expect(answers[0]?.json.policy).toMatchObject({ maxRetries: 0, retryDelayMs: 60_000 })
  const other = await post('/api/projects', { name: 'Another' }, 'shop')
  expect(other).toMatchObject({ status: 409, json: { code: 'key_reused' } })
})

test('a policy of its own is the word of who may change policies, and names tools as gateways do', async () => {
  const asked = { name: 'Shop', policy: { extraSafeTools: ['exec'] } }
  const operator = { cookie: await api.signIn('operator'), body: asked }
  expect(await api.call('POST', '/api/projects', operator)).toMatchObject({
    status: 403,
    json: { detail: expect.stringContaining('may not change policies') },
  })
  const odd = await post('/api/projects', { name: 'Shop', policy: { deniedTools: ['<b>', 'Read'] } })
  expect(odd.json.errors).toEqual([
    { path: 'body.policy.deniedTools.0', message: 'is not the name of a tool' },
    { path: 'body.policy.deniedTools.1', message: 'Read only reads or reports, so it is always allowed' },
  ])
  expect((await post('/api/projects', { name: 'Shop', policy: { approvals: {} } })).status).toBe(400)
})

test('an agent is made once for a key, in a project that is there, on an executor that is known', async () => {
  const { projectId } = await aProject(api)
  const asked = { projectId, name: 'Bo', role: 'reader' }
  const [one, two] = [await post('/api/agents', asked, 'bo'), await post('/api/agents', asked, 'bo')]
  expect(one).toMatchObject({
    status: 201,
    json: { executorId: 'mac-mini', openclawAgentId: 'main', openTasks: 0 },
  })
  expect(two.json).toEqual(one.json)
  expect(await post('/api/agents', { ...asked, name: 'Cy' }, 'bo')).toMatchObject({
    json: { code: 'key_reused' },
  })
  const nowhere = await post('/api/agents', { ...asked, executorId: 'other-mac' })
  expect(nowhere).toMatchObject({ status: 400, json: { errors: [{ path: 'body.executorId' }] } })
  const names = (await get(`/api/agents?projectId=${projectId}`)).json.items.map(
    (a: { name: string }) => a.name,
  )
  expect(names).toEqual(['Ines', 'Bo'])
})

test('a project counts its tasks, and its cost is unknown as soon as one of them is', async () => {
  const { projectId } = await aTaskThat(api, [aProposalFact()])
  const { json } = await get(`/api/projects/${projectId}`)
  expect(json.counts).toEqual({ open: 1, needsYou: 1, failed: 0, newFailures: 0, done: 0 })
  expect(json.costNanoUsd).toBe(0)
  await api.pool.query('update task set cost_nano_usd = null where project_id = $1', [projectId])
  expect((await get(`/api/projects/${projectId}`)).json.costNanoUsd).toBeNull()
})

test('a failure is new until somebody closes it in the inbox as seen, and stays counted', async () => {
  const { projectId, taskId } = await aTaskThat(api, [
    { ...by(), type: 'task_failed', body: { error: 'no' } },
  ])
  const counts = async () => (await get(`/api/projects/${projectId}`)).json.counts
  expect(await counts()).toMatchObject({ failed: 1, newFailures: 1 })
  const body = { items: [`failed:${taskId}`] }
  expect((await api.call('POST', '/api/inbox/close', { cookie, body })).json.refused).toEqual([])
  expect(await counts()).toMatchObject({ failed: 1, newFailures: 0 })
})

test('a removed project asks its open tasks to end, takes no more, and keeps its history', async () => {
  const { projectId, agentId, taskId } = await aTaskThat(api, [aProposalFact()])
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(), inputs: {} }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  const { runId } = await requestRunbookRun(api.pool, { ...ids, ...by(), run })
  const failed = await aTaskThat(api, [{ ...by(), type: 'task_failed', body: { error: 'no' } }])
  const removed = await api.call('DELETE', `/api/projects/${projectId}`, { cookie })
  expect(removed).toMatchObject({ status: 200, json: { cancelledTasks: 1 } })
  const asked = await api.pool.query('select body from intent where workflow_id = $1 and command = $2', [
    `task/${taskId}`,
    'cancelTask',
  ])
  expect(asked.rows).toEqual([{ body: { reason: 'The project was removed.' } }])
  const ofRun = await api.pool.query('select command, body from intent where workflow_id = $1 and id <> $2', [
    `runbook/${runId}`,
    ids.intentId,
  ])
  expect(ofRun.rows).toEqual([{ command: 'cancelRun', body: { reason: 'The project was removed.' } }])

  // It stopped half way: a repeat asks what is open again, which records nothing twice.
  expect((await api.call('DELETE', `/api/projects/${projectId}`, { cookie })).json.cancelledTasks).toBe(1)
  const intents = await api.pool.query('select 1 from intent where workflow_id = $1', [`task/${taskId}`])
  expect(intents.rowCount).toBe(2)

  const task = await post('/api/tasks', { projectId, agentId, title: 'More', intent: 'x' })
  expect(task).toMatchObject({ status: 409, json: { code: 'project_removed' } })
  expect(await post('/api/agents', { projectId, name: 'Bo' })).toMatchObject({
    json: { code: 'project_removed' },
  })
  expect(await post(`/api/tasks/${taskId}/messages`, { text: 'Hi' })).toMatchObject({
    json: { code: 'project_removed' },
  })
  const { items } = (await get('/api/projects')).json
  expect(items.map((project: { id: string }) => project.id)).not.toContain(projectId)
  expect((await get(`/api/projects/${projectId}`)).json.removedAt).not.toBeNull()
  expect((await get(`/api/tasks/${taskId}`)).status).toBe(200)

  await api.call('DELETE', `/api/projects/${failed.projectId}`, { cookie })
  const again = await api.call('DELETE', `/api/projects/${failed.projectId}`, { cookie })
  expect(again).toMatchObject({ status: 409, json: { code: 'project_removed' } })
})

test('a project is edited and paused; wound down it takes no task, and a repeat of its creation is still known', async () => {
  const made = (await post('/api/projects', { name: 'Shop' }, 'edited')).json
  const details = await post(`/api/projects/${made.id}/details`, { name: 'The Shop', mission: 'Sell.' })
  expect(details).toMatchObject({
    status: 200,
    json: { name: 'The Shop', mission: 'Sell.', stage: 'active' },
  })
  expect(await post('/api/projects', { name: 'Shop' }, 'edited')).toMatchObject({
    json: { name: 'The Shop' },
  })
  const stage = { stage: 'wound_down', reason: 'sold' }
  const wound = await post(`/api/projects/${made.id}/stage`, stage)
  expect(wound.json).toMatchObject({ stage: 'wound_down', stageReason: 'sold', heldTasks: 0 })
  expect(wound.json.stageSince).not.toBe(made.createdAt)
  const agent = (await post('/api/agents', { projectId: made.id, name: 'Bo', role: 'x' })).json
  const task = { projectId: made.id, agentId: agent.id, title: 'More', intent: 'x' }
  expect(await post('/api/tasks', task)).toMatchObject({ status: 409, json: { code: 'project_wound_down' } })
  await post(`/api/projects/${made.id}/stage`, { stage: 'idea' })
  expect((await post('/api/tasks', task)).status).toBe(202)
  expect(await post(`/api/projects/${made.id}/stage`, { stage: 'asleep' })).toMatchObject({
    status: 400,
    json: { errors: [{ path: 'body.stage' }] },
  })
})

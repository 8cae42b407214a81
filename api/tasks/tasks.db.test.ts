import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TaskState } from '#domain/task/task.ts'
import { type ApiServer, aProject, aTaskThat, nextIntent, racing, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const post = (path: string, body: unknown, key?: string, as = cookie) =>
  api.call('POST', path, { cookie: as, body, ...(key && { headers: { 'idempotency-key': key } }) })
const get = (path: string) => api.call('GET', path, { cookie })
const at = () => new Date().toISOString()
const count = async (sql: string, ...values: unknown[]) => (await api.pool.query(sql, values)).rowCount

describe('creating a task', () => {
  test('records it as the first entry of its stream, and it can be read', async () => {
    const place = await aProject(api)
    const asked = { ...place, title: 'Write', intent: 'Write it.', deliverables: ['letter'] }
    const { status, json } = await post('/api/tasks', asked)
    expect(status).toBe(202)
    const task = (await get(`/api/tasks/${json.taskId}`)).json
    expect(task).toMatchObject({
      status: 'requested',
      projectName: 'Letters',
      agentName: 'Ines',
      executorId: 'mac-mini',
      streamSeq: 1,
      pendingIntents: 1,
      costNanoUsd: 0,
      temporalUrl: `http://127.0.0.1:8233/namespaces/default/workflows/task%2F${json.taskId}`,
    })
    expect(TaskState.parse(task.state).deliverables).toEqual(['letter'])
    const { items } = (await get(`/api/tasks/${json.taskId}/entries`)).json
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ type: 'task_requested', streamSeq: 1, actorName: 'The owner' })
  })

  test('for an agent without an executor is refused with the remedy', async () => {
    const place = await aProject(api, { executorId: null })
    const { status, json } = await post('/api/tasks', { ...place, title: 'Write', intent: 'x' })
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'agent_without_executor' })
    expect(json.detail).toMatch(/Ines has no executor.*Change the agent to live on one/)
    expect(await count('select 1 from task where project_id = $1', place.projectId)).toBe(0)
  })

  test('for an agent of another project finds no such agent', async () => {
    const [one, other] = [await aProject(api), await aProject(api)]
    const asked = { projectId: one.projectId, agentId: other.agentId, title: 'Write', intent: 'x' }
    expect(await post('/api/tasks', asked)).toMatchObject({ status: 404, json: { code: 'not_found' } })
  })

  test('with one key makes one task, also of requests at once, and other content is refused', async () => {
    const place = await aProject(api)
    const asked = { ...place, title: 'Write', intent: 'x' }
    const answers = await racing(api, () => post('/api/tasks', asked, 'one-key'))
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202])
    expect(new Set(answers.map((answer) => answer.json.taskId)).size).toBe(1)
    expect(await count('select 1 from task where project_id = $1', place.projectId)).toBe(1)
    const other = await post('/api/tasks', { ...asked, title: 'Read' }, 'one-key')
    expect(other).toMatchObject({ status: 409, json: { code: 'key_reused' } })
    const theirs = await post('/api/tasks', asked, 'one-key', await api.signIn('operator'))
    expect(theirs.json.taskId).not.toBe(answers[0]?.json.taskId)
  })
})

describe('asking something of a task', () => {
  test('that its workflow records at once is delivered; a repeat of the request changes nothing', async () => {
    const { taskId, story } = await aTaskThat(api)
    const asked = post(`/api/tasks/${taskId}/cancel`, { reason: 'enough' }, `cancel-${taskId}`)
    const { intentId, ...by } = await nextIntent(api, taskId, 'cancelTask')
    await story(
      { ...by, type: 'cancel_requested', body: { reason: 'enough', intentId } },
      { ...by, type: 'task_cancelled', body: { reason: 'enough' } },
    )
    expect(await asked).toMatchObject({ status: 202, json: { intentId, isDelivered: true } })
    const again = await post(`/api/tasks/${taskId}/cancel`, { reason: 'enough' }, `cancel-${taskId}`)
    expect(again).toMatchObject({ status: 202, json: { intentId, isDelivered: true } })
    expect(await count(`select 1 from intent where workflow_id = $1`, `task/${taskId}`)).toBe(2)

    const { taskId: other } = await aTaskThat(api)
    const elsewhere = await post(`/api/tasks/${other}/cancel`, { reason: 'enough' }, `cancel-${taskId}`)
    expect(elsewhere).toMatchObject({ status: 409, json: { code: 'key_reused' } })
    const unkeyed = await post(`/api/tasks/${taskId}/cancel`, {})
    expect(unkeyed).toMatchObject({ status: 409, json: { detail: 'The task is cancelled already.' } })
  })

  test('with nobody there to do it is recorded and on its way', async () => {
    const { taskId } = await aTaskThat(api)
    const { status, json } = await post(`/api/tasks/${taskId}/messages`, { text: 'Hello' })
    expect({ status, isDelivered: json.isDelivered }).toEqual({ status: 202, isDelivered: false })
    expect((await get(`/api/tasks/${taskId}`)).json.pendingIntents).toBe(2)
  })

  test('that comes to nothing is a 409 with the workflow’s sentence', async () => {
    const { taskId, story } = await aTaskThat(api)
    const asked = post(`/api/tasks/${taskId}/messages`, { text: 'Hello' })
    const { intentId, ...by } = await nextIntent(api, taskId, 'sendMessage')
    const body = { intentId, command: 'sendMessage', message: 'The task ended just now.' }
    await story({ ...by, type: 'intent_undeliverable', body })
    expect(await asked).toMatchObject({ status: 409, json: { detail: 'The task ended just now.' } })
  })

  test('that its state refuses is refused at the edge and recorded nowhere', async () => {
    const { taskId } = await aTaskThat(api)
    const retry = await post(`/api/tasks/${taskId}/retry`, {})
    expect(retry).toMatchObject({ status: 409, json: { code: 'task_not_in_state' } })
    expect((await post(`/api/tasks/${taskId}/accept`, {})).json.detail).toMatch(/nothing to accept/)
    expect(await count('select 1 from intent where workflow_id = $1', `task/${taskId}`)).toBe(1)
  })

  test('an answer goes to an open question of the task, once', async () => {
    const question = { stepId: 's1', questionId: 'q_1', text: 'Which?', options: [] }
    const by = { at: at(), actor: 'agent:ag_x' }
    const { taskId, story } = await aTaskThat(api, [{ ...by, type: 'question_asked', body: question }])
    const answer = `/api/tasks/${taskId}/questions/q_1/answer`
    const asked = post(answer, { answer: 'The red one' })
    const { intentId, ...operator } = await nextIntent(api, taskId, 'answerQuestion')
    const body = { questionId: 'q_1', answer: 'The red one', intentId }
    await story({ ...operator, type: 'question_answered', body })
    expect((await asked).json.isDelivered).toBe(true)
    expect(await post(answer, { answer: 'Blue' })).toMatchObject({ json: { code: 'already_answered' } })
    const unknown = await post(`/api/tasks/${taskId}/questions/q_2/answer`, { answer: 'x' })
    expect(unknown).toMatchObject({ status: 404, json: { code: 'not_found' } })
  })
})

test('tasks are listed newest first, page by page, and by what they are', async () => {
  const place = await aProject(api)
  const made: string[] = []
  for (const title of ['one', 'two', 'three']) {
    made.unshift((await post('/api/tasks', { ...place, title, intent: 'x' })).json.taskId)
  }
  const idsOf = (json: { items: { id: string }[] }) => json.items.map((item) => item.id)
  const of = `/api/tasks?projectId=${place.projectId}`
  const first = (await get(`${of}&limit=2`)).json
  expect(idsOf(first)).toEqual(made.slice(0, 2))
  const second = (await get(`${of}&limit=2&before=${first.next}`)).json
  expect(idsOf(second)).toEqual(made.slice(2))
  expect(second.next).toBeNull()
  expect(idsOf((await get(`${of}&open=true&agentId=${place.agentId}`)).json)).toEqual(made)
  expect(idsOf((await get(`${of}&open=false`)).json)).toEqual([])
  expect(idsOf((await get(`${of}&status=done`)).json)).toEqual([])
})

test('a task is practice while its executor says so, or where its run says so', async () => {
  const { taskId, story } = await aTaskThat(api)
  const isPractice = async () => (await get(`/api/tasks/${taskId}`)).json.isPractice
  const report = (gateway: { version: string; isPractice: boolean }) =>
    api.pool.query('update executor_link set report = $1', [
      { link: 'connected', detail: '', workerVersion: '1', gateway },
    ])
  expect(await isPractice()).toBe(false)
  await report({ version: 'practice', isPractice: true })
  expect(await isPractice()).toBe(true)
  await story({ at: at(), actor: 'system:control', type: 'task_failed', body: { error: 'no' } })
  expect(await isPractice()).toBe(false)
  await report({ version: '2026.9.1', isPractice: false })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentState, applyAgentEntry } from '#domain/agent/agent-state.ts'
import { newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'
import { aResult } from '#test/builders.ts'
import { storedFacts } from '#test/setting.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const settings = {
  name: 'Bo',
  role: 'chief',
  charter: 'Be brief.',
  executorId: 'mac-mini',
  openclawAgentId: 'main',
}
const send = async (method: string, path: string, body?: unknown, role: 'owner' | 'operator' = 'operator') =>
  api.call(method, `/api${path}`, { cookie: await api.signIn(role), body })
const change = (agentId: string, body: object, role: 'owner' | 'operator' = 'operator') =>
  send('PUT', `/agents/${agentId}`, { ...settings, ...body }, role)

test('a change is kept with who made it; one from an older version is refused and says who was first', async () => {
  const { agentId } = await aProject(api)
  const { status, json } = await change(agentId, { version: 1 }, 'owner')
  expect({ status, json }).toMatchObject({
    ...{ status: 200, json: { ...settings, version: 2, changedByName: 'The owner' } },
  })
  const stale = await change(agentId, { version: 1, name: 'Cy' })
  expect(stale).toMatchObject({ status: 409, json: { code: 'changed_meanwhile' } })
  expect(stale.json.detail).toMatch(/^The owner changed Bo while you did\. Nothing was saved/)
  const both = await Promise.all([
    change(agentId, { version: 2, role: 'a' }),
    change(agentId, { version: 2, role: 'b' }),
  ])
  expect(both.map((one) => one.status).sort()).toEqual([200, 409])
  expect((await send('GET', `/agents/${agentId}`)).json).toMatchObject({ name: 'Bo', version: 3 })
})

test('the row is the fold of the stream', async () => {
  const { agentId } = await aProject(api)
  await change(agentId, { version: 1 })
  await send('POST', `/agents/${agentId}/retire`, { reason: 'enough' })
  const facts = await storedFacts(api.pool, `agent/${agentId}`)
  const state = facts.reduce<AgentState | null>(
    (one, { runId: _, ...fact }) => applyAgentEntry(one, fact as Fact),
    null,
  )
  const { json } = await send('GET', `/agents/${agentId}`)
  const { name, role, charter, version, changedAt, retiredAt } = state as AgentState
  expect(json).toMatchObject({ name, role, charter, version, changedAt, retiredAt })
})

test('another OpenClaw agent waits until no task has its session with this one', async () => {
  const { agentId } = await aTaskThat(api)
  const { status, json } = await change(agentId, { version: 1, openclawAgentId: 'other' })
  expect(status).toBe(400)
  expect(json.errors).toMatchObject([{ path: 'body.openclawAgentId' }])
  expect((await change(agentId, { version: 1, name: 'Cy' })).status).toBe(200)
  expect((await change(agentId, { version: 2, executorId: 'moon' })).json.errors).toMatchObject([
    { path: 'body.executorId' },
  ])
})

test('a retired agent takes no task, no change and no heartbeat, and stays to be read', async () => {
  const { agentId, projectId } = await aProject(api)
  const heartbeat = { rhythm: { everySeconds: 1_800 }, timeZone: 'UTC', instruction: 'Look.' }
  await send('PUT', `/agents/${agentId}/heartbeat`, heartbeat)
  expect((await send('POST', `/agents/${agentId}/retire`, {})).json.retiredAt).toBeTruthy()
  expect((await send('GET', `/agents/${agentId}/heartbeat`)).json.heartbeat).toBeNull()
  const refused = [
    await send('POST', '/tasks', { projectId, agentId, title: 'x', intent: 'x' }),
    await change(agentId, { version: 1 }),
    await send('PUT', `/agents/${agentId}/heartbeat`, heartbeat),
    await send('POST', `/agents/${agentId}/retire`, {}),
  ]
  expect(refused.map(({ status, json }) => [status, json.code])).toEqual(
    Array(4).fill([409, 'agent_retired']),
  )
  const task = { projectId, agentId, executorId: 'mac-mini', title: 'x', intent: 'x', deliverables: [] }
  const by = {
    taskId: newId('task'),
    intentId: newId('intent'),
    actor: 'operator:x',
    at: new Date().toISOString(),
  }
  await expect(requestTask(api.pool, { ...by, task })).rejects.toThrow('is retired')
  expect((await send('GET', `/agents?projectId=${projectId}`)).json.items).toHaveLength(1)
})

test('the same creation again answers the agent as it is now', async () => {
  const { projectId } = await aProject(api)
  const create = async (body: object) =>
    api.call('POST', '/api/agents', {
      ...{ cookie: await api.signIn('operator'), headers: { 'Idempotency-Key': 'agent-1' } },
      body: { projectId, name: 'Ines', ...body },
    })
  const { json } = await create({})
  await change(json.id, { version: 1 })
  expect((await create({})).json).toMatchObject({ id: json.id, name: 'Bo', version: 2 })
  expect((await create({ role: 'x' })).status).toBe(409)
})

test('the report counts what its tasks hold', async () => {
  const by = { actor: 'system:control' }
  const queued = (stepId: string, minute: number): Fact => ({
    ...{ ...by, type: 'run_queued', at: `2026-11-24T12:0${minute}:00.000Z` },
    body: {
      stepId,
      runId: stepId,
      sessionKey: 's',
      reason: 'first run',
      executorId: 'mac-mini',
      contextHash: 'h',
    },
  })
  const ended = (stepId: string, minute: number, error: string | null): Fact => {
    const {
      startedAt: _s,
      endedAt: _e,
      items: _i,
      ...result
    } = aResult({ outcome: error ? 'failed' : 'ok', error })
    const at = `2026-11-24T12:0${minute}:00.000Z`
    return { ...by, type: 'run_ended', at, body: { stepId, startedAt: at, ...result } }
  }
  const question: Fact = {
    ...{ ...by, type: 'question_asked', at: '2026-11-24T12:06:00.000Z' },
    body: { stepId: 's3', questionId: 'q_1', text: 'Which?', options: [] },
  }
  const { agentId, taskId } = await aTaskThat(api, [
    ...[
      queued('s1', 1),
      ended('s1', 2, 'It broke.\nAt line 1'),
      queued('s2', 3),
      ended('s2', 4, 'It broke.\nAt line 2'),
    ],
    ...[queued('s3', 5), question, ended('s3', 7, null)],
  ])
  const { json } = await send('GET', `/agents/${agentId}/report`)
  expect(json.runs.map((run: { stepId: string }) => run.stepId)).toEqual(['s3', 's2', 's1'])
  expect(json.failures).toEqual([
    { error: 'It broke.', count: 2, lastAt: '2026-11-24T12:04:00.000Z', lastTaskId: taskId },
  ])
  expect(json.questions).toMatchObject([{ text: 'Which?', answer: null, answeredByName: null, taskId }])
  expect(json.waits).toMatchObject([{ status: 'waiting', waitKind: 'operator', count: 1, taskId }])
  expect((await send('GET', `/agents/${agentId}`)).json).toMatchObject({
    ...{ openTasks: 1, waitingTasks: 1, knownCostNanoUsd: 9_630_000, unpricedTasks: 0 },
  })
})

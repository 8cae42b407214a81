import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { type ApiServer, executorToken, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const run: ForeignRun = {
  ...{ runId: 'run-1', sessionKey: 'agent:main:main', openclawAgentId: 'main', message: 'Sales?' },
  ...{ starter: { kind: 'chat', name: '' }, startedAt: '2026-11-26T09:00:00.000Z' },
}
const adopt = (change: object = {}, executor = 'mac-mini') =>
  api.call('POST', `/api/executors/${executor}/foreign-runs`, {
    token: executorToken,
    body: { ...run, ...change },
  })

async function aProject(name: string) {
  const cookie = await api.signIn('owner')
  const { json: project } = await api.call('POST', '/api/projects', { cookie, body: { name } })
  const body = { projectId: project.id, name: 'Ines', role: 'writer', charter: '' }
  const { json: agent } = await api.call('POST', '/api/agents', { cookie, body })
  return { projectId: project.id, agentId: agent.id }
}

test('without an agent that works on it there is no task, and it is said', async () => {
  const { status, json } = await adopt({ openclawAgentId: 'stranger', runId: 'run-0' })
  expect({ status, json }).toEqual({
    status: 200,
    json: { adoption: null, why: 'No agent of Front Office works on stranger.' },
  })
})

test('told twice and at once it is one task, of the agent that was there first', async () => {
  const first = await aProject('Letter')
  await aProject('Shop')
  const answers = await Promise.all([adopt(), adopt(), adopt({ message: 'Read anew.' })])
  const tasks = new Set(answers.map(({ json }) => json.adoption?.taskId))
  expect([...tasks]).toHaveLength(1)
  expect(answers[0]?.json.adoption).toMatchObject(first)
  const cookie = await api.signIn('viewer')
  const { json } = await api.call('GET', `/api/tasks?agentId=${first.agentId}`, { cookie })
  expect(json.items).toMatchObject([
    { title: expect.stringMatching(/^Chat with the agent: /), status: 'running', starter: run.starter },
  ])
  const { json: task } = await api.call('GET', `/api/tasks/${[...tasks][0]}`, { cookie })
  expect(task.state).toMatchObject({
    adopted: { runId: 'run-1', sessionKey: 'agent:main:main', startedAt: run.startedAt },
    policy: { version: expect.any(Number) },
    runs: [{ runId: 'run-1', reason: 'Chat with the agent', contextHash: '' }],
  })
})

test('only the executor itself tells of its runs, and what it says has a shape and a size', async () => {
  expect((await adopt({}, 'other')).status).toBe(403)
  expect((await adopt({ message: 'x'.repeat(4_001) })).status).toBe(400)
  expect((await adopt({ starter: { kind: 'ghost', name: '' } })).status).toBe(400)
  expect((await adopt({ startedAt: 'soon' })).status).toBe(400)
  const { status } = await api.call('POST', '/api/executors/mac-mini/foreign-runs', { body: run })
  expect(status).toBe(401)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Action, operatorCan, roles } from '#domain/operator/permissions.ts'
import { type ApiServer, executorToken, startApi } from '#test/api-server.ts'
import type { Route } from '../http/contract.ts'
import { contracts } from '../server.ts'

type Contracts = typeof contracts
type RouteName = { [K in keyof Contracts]: keyof Contracts[K] }[keyof Contracts]

const read = { action: 'read' } as const
const title = 'A task'
/** What each operation needs. A route that is missing here does not compile. */
const table: Record<RouteName, { action: Action; body?: object } | 'open' | 'executor'> = {
  getMe: read,
  getSetUp: 'open',
  setUp: 'open',
  listProjects: read,
  createProject: { action: 'createProject', body: { name: 'A project' } },
  getProject: read,
  removeProject: { action: 'removeProject' },
  listAgents: read,
  createAgent: { action: 'createAgent', body: { projectId: `pr_${'0'.repeat(16)}`, name: 'Ines' } },
  getAgent: read,
  listTasks: read,
  createTask: {
    action: 'createTask',
    body: { projectId: `pr_${'0'.repeat(16)}`, agentId: `ag_${'0'.repeat(16)}`, title, intent: 'Do it.' },
  },
  getTask: read,
  listTaskEntries: read,
  messageTask: { action: 'messageTask', body: { text: 'Hello' } },
  cancelTask: { action: 'cancelTask', body: {} },
  retryTask: { action: 'retryTask', body: {} },
  acceptWork: { action: 'acceptWork', body: {} },
  answerQuestion: { action: 'answerQuestion', body: { answer: 'Yes' } },
  listApprovals: read,
  getApproval: read,
  decideApproval: { action: 'decideApproval', body: { verdict: 'approved', hash: 'a'.repeat(64) } },
  settleEffect: { action: 'settleEffect', body: { hasHappened: true } },
  listInbox: read,
  listLearnings: read,
  listEntries: read,
  getHead: read,
  exportEntries: read,
  listExecutors: read,
  reportGateway: 'executor',
  listOperators: read,
  inviteOperator: { action: 'inviteOperator', body: { role: 'viewer' } },
  revokeInvite: { action: 'revokeInvite' },
  lookAtInvite: 'open',
  acceptInvite: 'open',
  changeRole: { action: 'changeRole', body: { role: 'viewer' } },
  removeOperator: { action: 'removeOperator' },
}

const ids: Record<string, string> = {
  projectId: `pr_${'0'.repeat(16)}`,
  agentId: `ag_${'0'.repeat(16)}`,
  taskId: `t_${'0'.repeat(16)}`,
  proposalId: `p_${'0'.repeat(24)}`,
  questionId: 'q_1',
  executorId: 'mac-mini',
  operatorId: `op_${'0'.repeat(16)}`,
}
const all = Object.values(contracts).flatMap((contract) => Object.entries(contract) as [RouteName, Route][])
const pathOf = (route: Route) =>
  `/api${route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')}`
const refused = [401, 403]

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

describe.each(all)('%s', (name, route) => {
  const need = table[name]
  const send = (who: { cookie?: string; token?: string }) => {
    const body = typeof need === 'object' ? need.body : {}
    return api.call(route.method.toUpperCase(), pathOf(route), { ...who, ...(route.body && { body }) })
  }

  test('asks who it is', async () => {
    const { status, json } = await send({})
    if (need === 'open') expect(refused).not.toContain(status)
    else expect({ status, title: json.title }).toEqual({ status: 401, title: 'Not signed in' })
  })

  test.each(roles)('lets a %s do what the role may', async (role) => {
    const { status, json } = await send({ cookie: await api.signIn(role) })
    if (need === 'open') return expect(refused).not.toContain(status)
    if (need === 'executor') return expect(status).toBe(401)
    if (operatorCan(role, need.action)) return expect(refused).not.toContain(status)
    expect({ status, code: json.code }).toEqual({ status: 403, code: 'role_may_not' })
    expect(json.detail).toMatch(/^An? (viewer|operator) may not .+ Ask an owner/)
  })

  test('is open to an executor only where it is the executor’s', async () => {
    const { status } = await send({ token: executorToken })
    if (typeof need === 'object') expect(status).toBe(401)
    else expect(refused).not.toContain(status)
  })
})

test('the stream and the description: one is for operators, the other for all', async () => {
  expect((await api.call('GET', '/api/stream')).status).toBe(401)
  expect((await api.call('GET', '/api/stream', { token: executorToken })).status).toBe(401)
  expect((await api.call('GET', '/openapi.json')).status).toBe(200)
})

test('a cookie that was tampered with is nobody’s', async () => {
  const cookie = `${(await api.signIn('owner')).slice(0, -4)}AAAA`
  expect((await api.call('GET', '/api/me', { cookie })).status).toBe(401)
})

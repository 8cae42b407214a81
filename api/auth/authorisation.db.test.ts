import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KeyAction, keyActions } from '#domain/api-key/api-key-rules.ts'
import { newId } from '#domain/ids.ts'
import { type Action, operatorCan, roles } from '#domain/operator/permissions.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { type ApiServer, executorToken, startApi } from '#test/api-server.ts'
import type { Route } from '../http/contract.ts'
import { contracts } from '../server.ts'

type Contracts = typeof contracts
type RouteName = { [K in keyof Contracts]: keyof Contracts[K] }[keyof Contracts]

interface Need {
  action: Action
  body?: object
  /** What the scope of an API key must hold, in this project; without it the route is closed to keys. */
  key?: KeyAction
  /** Of something else than `ids` names: who is asked with is needed until the end. */
  of?: Record<string, string>
}
const read = { action: 'read' } as const
const readByKey: Need = { action: 'read', key: 'read' }
const title = 'A task'
const timing = { rhythm: { everySeconds: 3_600 }, timeZone: 'UTC' }
/** What each operation needs. A route that is missing here does not compile. */
const table: Record<RouteName, Need | 'open' | 'executor'> = {
  getMe: read,
  getSetUp: 'open',
  setUp: 'open',
  listProjects: read,
  createProject: { action: 'createProject', body: { name: 'A project' } },
  getProject: readByKey,
  editProject: { action: 'editProject', body: { name: 'A project', mission: '' } },
  changeStage: { action: 'changeStage', body: { stage: 'paused' } },
  removeProject: { action: 'removeProject' },
  listAgents: read,
  createAgent: { action: 'createAgent', body: { projectId: `pr_${'0'.repeat(16)}`, name: 'Ines' } },
  getAgent: read,
  changeAgent: { action: 'editAgent', body: { name: 'Ines', version: 1 } },
  retireAgent: { action: 'retireAgent', body: {} },
  resumeAgent: { action: 'resumeAgent', body: { note: 'mended' } },
  getAgentReport: read,
  getHeartbeat: read,
  setHeartbeat: { action: 'setHeartbeat', body: { ...timing, instruction: 'Look.' } },
  removeHeartbeat: { action: 'setHeartbeat' },
  pauseHeartbeat: { action: 'setHeartbeat', body: {} },
  resumeHeartbeat: { action: 'setHeartbeat', body: {} },
  askBeat: { action: 'setHeartbeat', body: {} },
  previewHeartbeat: { action: 'setHeartbeat', body: timing },
  listTasks: read,
  createTask: {
    action: 'createTask',
    body: { projectId: `pr_${'0'.repeat(16)}`, agentId: `ag_${'0'.repeat(16)}`, title, intent: 'Do it.' },
  },
  getTask: readByKey,
  listTaskEntries: read,
  listArtifacts: read,
  readArtifact: read,
  readArtifactText: read,
  offerArtifact: 'executor',
  putArtifactBytes: 'executor',
  finishArtifact: 'executor',
  messageTask: { action: 'messageTask', body: { text: 'Hello' } },
  prioritiseTask: { action: 'prioritiseTask', body: { priority: 'high' } },
  setDeadline: { action: 'setDeadline', body: { dueAt: null, from: null } },
  listSpentBudgets: read,
  setTaskBudget: { action: 'setTaskBudget', body: { budget: [] } },
  raiseBudget: { action: 'raiseBudget', body: { usd: 1 } },
  cancelTask: { action: 'cancelTask', body: {} },
  retryTask: { action: 'retryTask', body: {} },
  acceptWork: { action: 'acceptWork', body: {} },
  reviewDeliverable: { action: 'reviewDeliverable', body: { title, passed: true } },
  checkAgain: { action: 'checkAgain', body: {} },
  listShipped: read,
  answerQuestion: { action: 'answerQuestion', body: { answer: 'Yes' } },
  listApprovals: read,
  getApproval: read,
  previewEdit: { action: 'decideApproval', body: { from: 'a'.repeat(64), parameters: {} } },
  decideApproval: { action: 'decideApproval', body: { verdict: 'approved', hash: 'a'.repeat(64) } },
  listEffects: read,
  getEffect: read,
  decideApprovals: {
    action: 'decideApproval',
    body: {
      decisions: [{ proposalId: `p_${'0'.repeat(24)}`, verdict: 'approved', hash: 'a'.repeat(64) }],
    },
  },
  askAgent: { action: 'askAgent', body: { kind: 'question', text: 'Why?' } },
  settleEffect: { action: 'settleEffect', body: { hasHappened: true, note: 'It is there' } },
  settleFork: { action: 'settleFork', body: { verdict: 'go_on' } },
  getHome: read,
  listInbox: read,
  listLearnings: read,
  assignItems: { action: 'triageInbox', body: { items: [{ id: 'failed:t_1', from: null }], to: null } },
  snoozeItems: { action: 'triageInbox', body: { items: ['failed:t_1'], until: '2099-01-01T00:00:00.000Z' } },
  wakeItems: { action: 'triageInbox', body: { items: ['failed:t_1'] } },
  closeItems: { action: 'triageInbox', body: { items: ['failed:t_1'] } },
  reopenItems: { action: 'triageInbox', body: { items: ['failed:t_1'] } },
  resendItem: { action: 'triageInbox' },
  lookAtItem: { action: 'read', body: { itemId: null } },
  listEntries: read,
  search: read,
  getHead: read,
  acknowledgeRestore: { action: 'acknowledgeRestore' },
  exportEntries: read,
  checkRebuild: read,
  listExecutors: read,
  limitRuns: { action: 'changePolicy', body: { limit: 4 } },
  reportGateway: 'executor',
  getKillOrders: 'executor',
  getCallTerms: 'executor',
  showLive: 'executor',
  adoptRun: 'executor',
  reportRefusedCalls: 'executor',
  reportStrayCalls: 'executor',
  reportPastCall: 'executor',
  addExecutor: { action: 'addExecutor', body: { name: 'mac-studio' } },
  renewExecutorToken: { action: 'renewExecutorToken', of: { executorId: 'mac-studio' } },
  revokeExecutorToken: { action: 'revokeExecutorToken', of: { executorId: 'mac-studio' } },
  orderDrain: { action: 'drainExecutor', body: { reason: 'x' }, of: { executorId: 'mac-studio' } },
  liftDrain: { action: 'drainExecutor', body: {}, of: { executorId: 'mac-studio' } },
  retireExecutor: { action: 'retireExecutor', of: { executorId: 'mac-studio' } },
  listFindings: read,
  getFinding: read,
  decideFinding: { action: 'settleFinding', body: { verdict: 'ignore', seen: null } },
  lookNow: { action: 'settleFinding' },
  listOperators: read,
  inviteOperator: { action: 'inviteOperator', body: { role: 'viewer' } },
  revokeInvite: { action: 'revokeInvite' },
  lookAtInvite: 'open',
  acceptInvite: 'open',
  changeRole: { action: 'changeRole', body: { role: 'viewer' } },
  removeOperator: { action: 'removeOperator' },
  listApiKeys: read,
  createApiKey: {
    action: 'createApiKey',
    body: { name: 'Website', projectIds: [`pr_${'0'.repeat(16)}`], actions: ['read'] },
  },
  revokeApiKey: { action: 'revokeApiKey' },
  listDocuments: read,
  createDocument: { action: 'writeDocument', body: { title, text: 'Text' } },
  searchDocuments: read,
  getDocument: read,
  changeDocument: { action: 'writeDocument', body: { title, text: 'Text', isAlways: false, basedOn: 1 } },
  restoreVersion: { action: 'writeDocument', body: { basedOn: 1 } },
  listVersions: read,
  getVersion: read,
  removeDocument: { action: 'removeDocument' },
  getRunContext: read,
  tryContext: read,
  listMoney: read,
  bookMoney: {
    action: 'bookMoney',
    key: 'bookMoney',
    body: { kind: 'cost', amount: '1', occurredOn: '2026-11-01' },
  },
  reverseMoney: { action: 'bookMoney', body: { reason: 'wrong' } },
  previewMoney: { action: 'bookMoney', body: { content: 'kind,date,amount\ncost,2026-11-01,1' } },
  importMoney: { action: 'bookMoney', body: { content: 'x', hash: 'a'.repeat(64), lines: [] } },
  getOutcomes: read,
  getProjectOutcomes: read,
  setOperatorRate: { action: 'setOperatorRate', body: { perHour: null } },
  listDecisions: read,
  makeDecision: { action: 'planOutcomes', body: { title, choice: 'Do it.', reviewOn: '2099-01-01' } },
  reviewDecision: { action: 'planOutcomes', body: { verdict: 'confirmed' } },
  listObjectives: read,
  setObjective: { action: 'planOutcomes', body: { week: '2099-W01', title } },
  closeObjective: { action: 'planOutcomes', body: { outcome: 'hit' } },
  listProjectLearnings: read,
  noteLearning: { action: 'planOutcomes', body: { text: 'x' } },
  listDoors: read,
  getStandingOffer: read,
  makeStandingGrant: {
    action: 'makeStandingGrant',
    body: { count: 10, until: new Date(Date.now() + 7 * 86_400_000).toISOString() },
  },
  revokeStandingGrant: { action: 'revokeStandingGrant', body: {} },
  closePermission: { action: 'settleFinding', body: { key: 'allow/main/e1', seen: 'h' } },
  listKillSwitches: read,
  setKillSwitch: { action: 'setKillSwitch', key: 'setKillSwitch', body: { reason: 'It does harm.' } },
  liftKillSwitch: { action: 'liftKillSwitch', body: {} },
  getPolicy: read,
  changePolicy: { action: 'changePolicy', body: { document: {}, version: 0 } },
  raisePolicyBudget: {
    action: 'changePolicy',
    body: { metric: 'usd', period: 'day', limit: 5, version: 0 },
  },
  listRunbooks: readByKey,
  createRunbook: { action: 'writeRunbook', body: { yaml: 'name: A' } },
  getRunbook: readByKey,
  changeRunbook: { action: 'writeRunbook', body: { yaml: 'name: A', basedOn: 1 } },
  removeRunbook: { action: 'writeRunbook' },
  listRunbookVersions: read,
  startRunbook: { action: 'startRunbook', key: 'startRunbook', body: {} },
  listRunbookRuns: readByKey,
  getRunbookRun: readByKey,
  decideRunbookStep: { action: 'decideRunbookStep', body: { verdict: 'approved', attempt: 1 } },
  resumeRunbookRun: { action: 'resumeRunbook', body: {} },
  cancelRunbookRun: { action: 'cancelRunbook', body: {} },
  settleRunbookRun: { action: 'settleFork', body: { verdict: 'go_on' } },
}

const ids: Record<string, string> = {
  projectId: `pr_${'0'.repeat(16)}`,
  agentId: `ag_${'0'.repeat(16)}`,
  taskId: `t_${'0'.repeat(16)}`,
  proposalId: `p_${'0'.repeat(24)}`,
  questionId: 'q_1',
  itemId: 'failed:t_1',
  executorId: 'mac-mini',
  scopeId: `pr_${'0'.repeat(16)}`,
  operatorId: `op_${'0'.repeat(16)}`,
  apiKeyId: `key_${'0'.repeat(16)}`,
  standingGrantId: `sg_${'0'.repeat(16)}`,
  documentId: `doc_${'0'.repeat(16)}`,
  version: '1',
  stepId: 's1',
  moneyId: `mo_${'0'.repeat(16)}`,
  decisionId: `de_${'0'.repeat(16)}`,
  objectiveId: `ob_${'0'.repeat(16)}`,
  name: 'publish-a-letter',
  runId: `rr_${'0'.repeat(16)}`,
  findingId: `fd_${'0'.repeat(16)}`,
}
const all = Object.values(contracts).flatMap((contract) => Object.entries(contract) as [RouteName, Route][])
const pathOf = (route: Route, of: Record<string, string>) =>
  `/api${route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => of[name] ?? '')}`
const refused = [401, 403]

/** The token of a key that may everything a key may, in one project. */
async function aKeyFor(projectId: string): Promise<string> {
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  const body = { name: 'Letters', mission: '', isSample: false, policy: defaultPolicy }
  const fact = { type: 'project_created', at: by.at, actor: 'system:test', body } as const
  await createProject(api.pool, projectId, fact)
  const key = {
    apiKeyId: newId('apiKey'),
    name: 'Website',
    actions: [...keyActions],
    projectIds: [projectId],
  }
  return (await createApiKey(api.pool, key, by)).token
}

let api: ApiServer
const keys = { fitting: '', other: '' }
beforeAll(async () => {
  api = await startApi()
  keys.fitting = await aKeyFor(`pr_${'0'.repeat(16)}`)
  keys.other = await aKeyFor(newId('project'))
})
afterAll(() => api?.stop())

describe.each(all)('%s', (name, route) => {
  const need = table[name]
  const send = (who: { cookie?: string; token?: string }) => {
    const body = typeof need === 'object' ? need.body : {}
    const path = pathOf(route, { ...ids, ...(typeof need === 'object' && need.of) })
    return api.call(route.method.toUpperCase(), path, { ...who, ...(route.body && { body }) })
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

  test('is open to an API key only where a scope can say so, and in its project', async () => {
    const { status } = await send({ token: keys.fitting })
    if (need === 'open') return expect(refused).not.toContain(status)
    if (need === 'executor' || !need.key) return expect(status).toBe(401)
    expect(refused).not.toContain(status)
    // Where the thing itself is looked for first, a stranger learns no more than that it is not there.
    expect([403, 404]).toContain((await send({ token: keys.other })).status)
  })
})

test('reading decides nothing: no GET leaves an entry or an intent, whatever its address says', async () => {
  const cookie = await api.signIn('owner')
  const recorded = async () => {
    const { rows } = await api.pool.query(
      'select (select count(*)::int from entry) as entries, (select count(*)::int from intent) as intents',
    )
    return rows[0]
  }
  const before = await recorded()
  const asked = new URLSearchParams({ verdict: 'approved', hash: 'a'.repeat(64), reason: 'x' })
  for (const [, route] of all)
    for (const query of ['', `?${asked}`]) await api.call('GET', pathOf(route, ids) + query, { cookie })
  expect(await recorded()).toEqual(before)
  const { status } = await api.call('POST', '/api/projects', { cookie, body: { name: 'Another project' } })
  expect(status).toBe(201)
  expect(await recorded()).not.toEqual(before)
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

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { type ApiServer, aTaskThat, executorToken, startApi } from '#test/api-server.ts'
import { aTaskRun } from '#test/task-run.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

let task: Awaited<ReturnType<typeof aTaskThat>>
beforeEach(async () => {
  task = await aTaskThat(api, [])
  await writePolicy(task.projectId, 0, {})
})

const ask = (policyVersion: unknown, { taskId = task.taskId, executorId = 'mac-mini' } = {}) =>
  api.call(
    'GET',
    `/api/executors/${executorId}/start-terms?${new URLSearchParams({ taskId, policyVersion: String(policyVersion) })}`,
    { token: executorToken },
  )
const refusalOf = async (policyVersion: number) => {
  const { status, json } = await ask(policyVersion)
  expect(status).toBe(200)
  return (json as { refusal: string | null }).refusal
}

async function writePolicy(scopeId: string, version: number, change: Partial<PolicyDocument>) {
  const body = { document: PolicyDocument.parse(change), version, note: '' }
  const { status, json } = await api.call('POST', `/api/policies/${scopeId}`, { cookie, body })
  if (status >= 300) throw new Error(JSON.stringify(json))
}
/** Of the snapshot that a run would be given now. */
async function versionNow() {
  for (let version = 1; version < 20; version++) if ((await refusalOf(version)) === null) return version
  throw new Error('nothing may begin')
}

const changed = 'It was not begun: its policy was changed while it waited'
test.each<[string, Partial<PolicyDocument>]>([
  ['a tool that is denied', { deniedTools: ['exec'] }],
  ['a safe list that is narrowed', { safeTools: [] }],
  ['a limit', { wipLimit: 3 }],
])('a run that was prepared before a change is not begun by it: %s', async (_, change) => {
  const version = await versionNow()
  await writePolicy(task.projectId, 1, change)
  expect(await refusalOf(version)).toBe(changed)
  expect(await versionNow()).toBe(version + 1)
})

test('also a change of the policy of its agent, and not one of another agent', async () => {
  const version = await versionNow()
  const other = await aTaskThat(api, [])
  await writePolicy(other.agentId, 0, { deniedTools: ['exec'] })
  expect(await refusalOf(version)).toBeNull()
  await writePolicy(task.agentId, 0, { deniedTools: ['exec'] })
  expect(await refusalOf(version)).toBe(changed)
})

describe('a run whose policy comes to the same again', () => {
  const denied: Partial<PolicyDocument> = { deniedTools: ['exec'] }
  async function prepared() {
    const { run } = await (await aTaskRun(api, task.taskId)).prepares()
    if (!run) throw new Error('it is held')
    return run.policy.version
  }

  test('is begun where the change was taken back, and where nothing but a version is new', async () => {
    const version = await prepared()
    await writePolicy(task.projectId, 1, denied)
    expect(await refusalOf(version)).toBe(changed)
    await writePolicy(task.projectId, 2, {})
    expect(await refusalOf(version)).toBeNull()
    await writePolicy(task.projectId, 3, {})
    expect(await refusalOf(version)).toBeNull()
    expect(await refusalOf(version + 1), 'it was not prepared with that').toBe(changed)
  })

  test('is begun where its agent gets a document that says nothing, or what its project says already', async () => {
    await writePolicy(task.projectId, 1, denied)
    const version = await prepared()
    await writePolicy(task.agentId, 0, {})
    await writePolicy(task.agentId, 1, denied)
    expect(await refusalOf(version)).toBeNull()
    await writePolicy(task.agentId, 2, { deniedTools: ['exec', 'send_message'] })
    expect(await refusalOf(version)).toBe(changed)
  })

  test('is not begun under a limit, a budget or an approval that is another, wider or not', async () => {
    await writePolicy(task.projectId, 1, { wipLimit: 3 })
    const version = await prepared()
    const others: Partial<PolicyDocument>[] = [
      {},
      { wipLimit: 4 },
      { wipLimit: 3, effectsPerHour: 9 },
      { wipLimit: 3, approvals: { send: { who: 'two', upToUsd: null, above: 'two' } } },
      { wipLimit: 3, budgets: [{ metric: 'runs', period: 'day', limit: 9, perRun: null, warnAt: 80 }] },
    ]
    for (const [i, document] of others.entries()) {
      await writePolicy(task.projectId, 2 + i, document)
      expect(await refusalOf(version), JSON.stringify(document)).toBe(changed)
    }
    await writePolicy(task.projectId, 2 + others.length, { wipLimit: 3 })
    expect(await refusalOf(version)).toBeNull()
  })
})

test('what would hold it now is told first: its project, its hours', async () => {
  const version = await versionNow()
  const stage = (to: string) =>
    api.call('POST', `/api/projects/${task.projectId}/stage`, {
      cookie,
      body: { stage: to, reason: 'no money' },
    })
  await stage('paused')
  expect(await refusalOf(version)).toMatch(/^It was not begun: .* is paused: no money$/)
  await stage('active')
  expect(await refusalOf(version)).toBeNull()
  const hours = {
    days: [((new Date().getUTCDay() + 2) % 7) + 1],
    timeZone: 'UTC',
    from: '09:00',
    to: '10:00',
  }
  await writePolicy(task.projectId, 1, { hours })
  expect(await refusalOf(version + 1)).toMatch(/^It was not begun: runs start /)
})

test('what is not a task of this executor is none, and another executor’s token learns nothing', async () => {
  expect((await ask(1, { taskId: 't_0' })).status).toBe(404)
  expect((await ask(1, { executorId: 'other' })).status).toBe(403)
  for (const version of ['', 'x', '0', '1.5']) expect((await ask(version)).status).toBe(400)
})

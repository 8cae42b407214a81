import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { type ApiServer, aTaskThat, executorToken, startApi } from '#test/api-server.ts'

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

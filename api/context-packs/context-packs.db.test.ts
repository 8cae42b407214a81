import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'
import { aFact } from '#test/stories.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
})
afterAll(() => api?.stop())

const get = (path: string) => api.call('GET', `/api${path}`, { cookie })

test('a run from before there were documents shows what it was given, without a list of sources', async () => {
  const hash = 'c'.repeat(64)
  await api.pool.query('insert into context_pack (hash, system, task, message) values ($1, $2, $3, $4)', [
    hash,
    'Rules.',
    'The task.',
    'Write it.',
  ])
  const queued = {
    stepId: 's1',
    runId: 'r',
    sessionKey: 'k',
    reason: '',
    executorId: 'mac-mini',
    contextHash: hash,
  }
  const { taskId } = await aTaskThat(api, [aFact('run_queued', queued)])
  const { status, json } = await get(`/tasks/${taskId}/runs/s1/context`)
  expect(status).toBe(200)
  expect(json).toEqual({
    ...{ stepId: 's1', hash, preparedAt: aFact('run_queued', queued).at },
    ...{ system: 'Rules.', task: 'The task.', message: 'Write it.', messageTokens: 4, manifest: null },
  })
  expect((await get(`/tasks/${taskId}/runs/s2/context`)).status).toBe(404)
  expect((await get(`/tasks/${newId('task')}/runs/s1/context`)).status).toBe(404)
})

test('what an agent would be given can be tried, and nothing is recorded by it', async () => {
  const { projectId, agentId } = await aProject(api)
  const owner = await api.signIn('owner')
  const write = (title: string, text: string, isAlways: boolean) =>
    api.call('POST', `/api/projects/${projectId}/documents`, {
      cookie: owner,
      body: { title, text, isAlways },
    })
  await write('Voice', 'Write short.', true)
  await write('Refunds', '# Large\nAsk before a refund.', false)
  const entries = async () => (await api.pool.query('select count(*)::int as n from entry')).rows[0].n
  const before = await entries()
  const { json } = await get(`/projects/${projectId}/context?words=refund%20a%20reader&agentId=${agentId}`)
  expect(json.system).toContain('You are Ines, writer, working on the project Letters.')
  expect(json.system).toContain('<document title="Voice" version="1">')
  expect(json.task).toContain('Ask before a refund.')
  expect(json.manifest).toMatchObject({
    budget: 10_000,
    documents: [
      { title: 'Voice', why: 'always' },
      { title: 'Refunds', why: 'found', heading: 'Large' },
    ],
    leftOut: [],
    query: '"refund" or "reader"',
  })
  expect((await get(`/projects/${projectId}/context?words=bread`)).json.system).toContain('You are an agent')
  expect(await entries()).toBe(before)
})

test('it is told the rules that hold now, not those that the project began with', async () => {
  const { projectId, agentId } = await aProject(api)
  const owner = await api.signIn('owner')
  const save = (scopeId: string, document: object) =>
    api.call('POST', `/api/policies/${scopeId}`, { cookie: owner, body: { document, version: 0 } })
  await save(projectId, { deniedTools: ['deploy_site'] })
  await save(agentId, { approvalTtlMs: 3_600_000 })
  const asked = async (query: string) =>
    (await get(`/projects/${projectId}/context?words=x${query}`)).json.system
  expect(await asked('')).toContain('never allowed: deploy_site')
  expect(await asked('')).toContain('expires after 3 days')
  expect(await asked(`&agentId=${agentId}`)).toContain('expires after 1 hour')
})

test('nothing is tried without words, for no project, or with an agent of another one', async () => {
  const [one, other] = [await aProject(api), await aProject(api)]
  expect((await get(`/projects/${one.projectId}/context?words=%20`)).status).toBe(400)
  expect((await get(`/projects/${newId('project')}/context?words=x`)).status).toBe(404)
  expect((await get(`/projects/${one.projectId}/context?words=x&agentId=${other.agentId}`)).status).toBe(404)
})

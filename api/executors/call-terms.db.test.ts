import { afterAll, beforeAll, expect, test } from 'vitest'
import { advanceKeyOf, newId } from '#domain/ids.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { type ApiServer, aProposalFact, aTaskThat, executorToken, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const ask = (effectKey: string, executorId = 'mac-mini') =>
  api.call('GET', `/api/executors/${executorId}/call-terms?${new URLSearchParams({ effectKey })}`, {
    token: executorToken,
  })

/** A call that somebody approved, and that waits for its executor. */
async function aClaim() {
  const asked = aProposalFact()
  const { effectKey } = asked.body
  const task = await aTaskThat(api, [asked])
  await api.pool.query(
    `insert into effect_claim (effect_key, intent_id, stream_id, run_id, grant_id) values ($1, $2, $3, 'run-1', $4)`,
    [effectKey, newId('intent'), `task/${task.taskId}`, newId('grant')],
  )
  return { ...task, effectKey }
}

async function writePolicy(scopeId: string, version: number, change: Partial<PolicyDocument>) {
  const body = { document: PolicyDocument.parse(change), version, note: '' }
  const { status, json } = await api.call('POST', `/api/policies/${scopeId}`, { cookie, body })
  if (status >= 300) throw new Error(JSON.stringify(json))
}

test('an executor is told what policy says now of a call, not what it said when that was approved', async () => {
  const { effectKey, projectId, agentId } = await aClaim()
  const other = await aClaim()
  expect(await ask(effectKey)).toMatchObject({
    status: 200,
    json: { isClaimed: true, deniedTools: [], domains: null },
  })
  await writePolicy(projectId, 0, { deniedTools: ['send_message'], domains: ['example.com'] })
  await writePolicy(agentId, 0, { deniedTools: ['exec'], domains: ['a.example.com', 'example.org'] })
  const { json } = await ask(effectKey)
  expect(json).toEqual({
    isClaimed: true,
    deniedTools: expect.arrayContaining(['send_message', 'exec']),
    domains: ['a.example.com'],
  })
  expect((await ask(other.effectKey)).json).toMatchObject({ deniedTools: [], domains: null })
})

test('what nobody gave a permission for is said to be so, and another executor’s token learns nothing', async () => {
  const nothing = { isClaimed: false, deniedTools: [], domains: null }
  for (const effectKey of ['task/t_0/s1/p_0', `' or true --`, 'a\u0000b'])
    expect((await ask(effectKey)).json).toEqual(nothing)
  expect((await ask(' ')).status).toBe(400)
  expect((await ask('task/t_0/s1/p_0', 'other')).status).toBe(403)
})

test('a permission that a run brought along is one until it is given back', async () => {
  const task = await aTaskThat(api, [])
  const effectKey = advanceKeyOf(task.taskId, 's1', 'auto-pay', 1)
  await api.pool.query(
    `insert into advance_grant (task_id, effect_key, step_id, project_id, agent_id, grant_id, effect_class, issued_at)
     values ($1, $2, 's1', $3, $4, 'gr_1', 'pay', now())`,
    [task.taskId, effectKey, task.projectId, task.agentId],
  )
  await writePolicy(task.projectId, 0, { deniedTools: ['pay_bill'] })
  expect((await ask(effectKey)).json).toMatchObject({ isClaimed: true, deniedTools: ['pay_bill'] })
  await api.pool.query('update advance_grant set released_at = now() where task_id = $1', [task.taskId])
  expect((await ask(effectKey)).json).toMatchObject({ isClaimed: false })
})

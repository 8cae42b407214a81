import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentState, applyAgentEntry } from '#domain/agent/agent-state.ts'
import { newId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { listInbox } from '#prisma/read/inbox.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { pauseLooping } from '#prisma/write/loops.ts'
import { createAgent, resumeAgent } from '#prisma/write/settings/agents.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { aHash } from '#test/builders.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const now = () => new Date().toISOString()
const longAgo = new Date(0)
const by = () => ({ actor: `operator:${setting.operators.owner}`, at: now() })

/** An agent that has done nothing yet. */
async function aFreshSetting(): Promise<Setting> {
  const agentId = newId('agent')
  const { projectId } = setting
  const body = {
    projectId,
    name: 'Bo',
    role: '',
    charter: '',
    executorId: 'mac-mini',
    openclawAgentId: 'main',
  }
  await createAgent(setting.pool, agentId, { ...by(), type: 'agent_created', body })
  return { ...setting, agentId }
}
const aTaskOf = async ({ agentId }: Setting) => {
  const task = {
    projectId: setting.projectId,
    agentId,
    executorId: 'mac-mini',
    title: 'Write',
    intent: 'Write.',
  }
  const ids = { taskId: newId('task'), intentId: newId('intent') }
  const { taskId } = await requestTask(setting.pool, { ...by(), ...ids, task: { ...task, deliverables: [] } })
  return aTaskRun(setting, taskId)
}
type Ended = Parameters<typeof aFact<'run_ended'>>[1]
const ended = (stepId: string, change: Partial<Ended>) => ({
  ...aFact('run_ended', {
    ...{ stepId, outcome: 'failed', text: '', error: null, isRetryable: false, startedAt: now() },
    ...{ usage: null, gateway: null, adoptedRunIds: [], ...change },
  } as Ended),
  at: now(),
})

/** A task of it whose first run fails so. */
async function failing(of: Setting, error: string) {
  const task = await aTaskOf(of)
  expect((await task.prepares()).run).not.toBeNull()
  await task.records([], ended('s1', { error }))
  await task.records([], { ...aFact('task_failed', { error }), at: now() })
}
const rowOf = async ({ agentId }: Setting) =>
  (await setting.pool.query('select pause, resumed_at as "resumedAt" from agent where id = $1', [agentId]))
    .rows[0]
const pausesOf = async ({ agentId }: Setting) =>
  (await storedFacts(setting.pool, `agent/${agentId}`)).filter(({ type }) => type === 'agent_paused')
const itemsOf = async ({ agentId }: Setting) =>
  (await listInbox(setting.pool, new Date())).filter(({ id }) => id === `paused_agent:${agentId}`)
const resume = (of: Setting) =>
  resumeAgent(setting.pool, of, { ...by(), type: 'agent_resumed', body: { note: 'the key is there' } })

test('the third failure alike pauses the agent once: no run starts, one item says why, a note lets it go on', async () => {
  const bo = await aFreshSetting()
  for (const n of [1, 2]) await failing(bo, `No key for account ${n}`)
  await pauseLooping(setting.pool, longAgo)
  expect(await pausesOf(bo)).toEqual([])
  const open = await aTaskOf(bo)
  expect((await open.prepares()).run).not.toBeNull()
  await failing(bo, 'No key for account 3')

  // Held before anybody has looked; what runs is let be.
  const waiting = await aTaskOf(bo)
  const reason = 'the agent is paused: the same failure 3 times in a row: No key for account <n>'
  expect((await waiting.prepares()).ack.computed).toMatchObject([
    { type: 'run_held', body: { kind: 'loop', reason, until: null } },
  ])
  expect((await open.state()).runs[0]).toMatchObject({ endedAt: null })
  await Promise.all([pauseLooping(setting.pool, longAgo), pauseLooping(setting.pool, longAgo)])
  await pauseLooping(setting.pool, longAgo)
  const [pause, ...more] = await pausesOf(bo)
  expect(more).toEqual([])
  expect(pause?.body).toMatchObject({ kind: 'failure', what: 'No key for account <n>', times: 3 })
  expect(await itemsOf(bo)).toMatchObject([
    {
      title: 'Bo is paused',
      holds: 1,
      href: `/agents/${bo.agentId}`,
      line: expect.stringContaining('No key'),
    },
  ])
  await releaseHeld(setting.pool)
  expect(await waiting.intents('releaseRun')).toEqual([])

  await resume(bo)
  expect(await itemsOf(bo)).toEqual([])
  await expect(resume(bo)).rejects.toMatchObject({ code: 'agent_not_paused' })
  await releaseHeld(setting.pool)
  const [released] = await waiting.intents('releaseRun')
  await waiting.records([released?.id ?? ''])
  expect((await waiting.prepares()).run).toMatchObject({ stepId: 's1' })
  expect(await pauseLooping(setting.pool, longAgo)).toBe(0)
  // One more alike is the first of a new count.
  await waiting.records([], ended('s1', { error: 'No key for account 4' }))
  expect(await pauseLooping(setting.pool, longAgo)).toBe(0)
  const facts = await storedFacts(setting.pool, `agent/${bo.agentId}`)
  const state = facts.reduce<AgentState | null>(applyAgentEntry, null) as AgentState
  expect(await rowOf(bo)).toEqual({ pause: state.pause, resumedAt: new Date(state.resumedAt ?? '') })
  const { differences } = await checkRebuild(setting.pool, {
    after: '',
    limit: 1_000,
    only: `agent/${bo.agentId}`,
  })
  expect(differences).toEqual([])
})

test('a success resets the count', async () => {
  const bo = await aFreshSetting()
  for (const n of [1, 2]) await failing(bo, `No key for account ${n}`)
  const good = await aTaskOf(bo)
  await good.prepares()
  await good.records([], ended('s1', { outcome: 'ok', text: 'Done.' }))
  await failing(bo, 'No key for account 3')
  expect(await pauseLooping(setting.pool, longAgo)).toBe(0)
  expect((await (await aTaskOf(bo)).prepares()).run).not.toBeNull()
})

test('the number is the policy’s, and a call that came to nothing counts as one', async () => {
  const bo = await aFreshSetting()
  const { projectId } = setting
  await changePolicy(
    setting.pool,
    { scopeId: bo.agentId, scope: 'agent', projectId },
    { document: PolicyDocument.parse({ loopLimit: 2 }), note: '', version: 0 },
    { operatorId: setting.operators.owner, at: now() },
  )
  const propose = async (n: number) => {
    const task = await aTaskOf(bo)
    const proposalId = `p_${bo.agentId.slice(3, 15)}${n}`
    const request: FactOf<'approval_requested'>['body'] = {
      ...{ stepId: 's1', proposalId, tool: 'send_message', parameters: {}, hash: aHash },
      effectClass: 'send',
      via: 'invoke',
      effectKey: `${task.taskId}/s1/${proposalId}`,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }
    await task.records([], { ...aFact('approval_requested', request), at: now() })
    const decision = { proposalId, verdict: 'rejected', reason: 'no', hash: aHash } as const
    await task.decides(`operator:${setting.operators.owner}`, decision)
  }
  await propose(1)
  expect(await pauseLooping(setting.pool, longAgo)).toBe(0)
  await propose(2)
  expect(await pauseLooping(setting.pool, longAgo)).toBe(1)
  expect((await rowOf(bo)).pause.loop).toMatchObject({ kind: 'proposal', what: 'send_message', times: 2 })
})

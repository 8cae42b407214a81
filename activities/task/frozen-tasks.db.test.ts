import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import { freeze } from '#prisma/write/freeze.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { aHash } from '#test/builders.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

async function frozen(taskId: string) {
  const batch = { streamId: `task/${taskId}`, after: 1, firstSeq: 99, facts: [] }
  await freeze(setting.pool, { runId: 'r1', batch }, 'two accounts')
  return aTaskRun(setting, taskId, 'r2')
}
async function asks<C extends Command>(taskId: string, command: C, body: CommandBody<C>): Promise<string> {
  const id = newId('intent')
  const intent = { id, taskId, command, actor: `operator:${setting.operators.owner}`, body }
  await recordIntent(setting.pool, intent as Exclude<Intent, { command: 'startTask' }>)
  return id
}

test('of what arrives at once the word that settles the fork counts first, then the rest in its order', async () => {
  const taskId = await setting.newTask()
  const task = await frozen(taskId)
  const ids = [
    await asks(taskId, 'sendMessage', { text: 'Hello' }),
    await asks(taskId, 'settleFork', { verdict: 'go_on', reason: '' }),
    await asks(taskId, 'cancelTask', { reason: 'No need' }),
  ]
  const { ack } = await task.records(ids)
  expect(ack.computed.map(({ type }) => type)).toEqual(['fork_settled', 'message_sent', 'cancel_requested'])
  expect(await task.state()).toEqual(await rebuilt(setting.pool, taskId))
})

test('without that word nothing is asked of it, and no decision is claimed', async () => {
  const taskId = await setting.newTask()
  const first = await aTaskRun(setting, taskId)
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const asked = { stepId: 's1', proposalId: 'p_f', tool: 'send_message', parameters: {}, hash: aHash }
  const call = { effectClass: 'send', via: 'invoke', effectKey: 'task/t/s1/p_f' } as const
  await first.records([], aFact('approval_requested', { ...asked, ...call, expiresAt }))
  const task = await frozen(taskId)
  const { ack } = await task.records([await asks(taskId, 'cancelTask', { reason: '' })])
  expect(ack.computed).toMatchObject([
    { type: 'intent_undeliverable', body: { message: expect.stringMatching(/^This task is frozen/) } },
  ])
  const by = `operator:${setting.operators.owner}`
  const decision = { proposalId: 'p_f', verdict: 'approved', reason: '', hash: aHash } as const
  expect(await task.decides(by, decision)).toMatchObject([
    { type: 'decision_refused', body: { code: 'task_not_in_state' } },
  ])
})

test('a held run of it is let go when the fork is settled, and not before', async () => {
  const taskId = await setting.newTask()
  const first = await aTaskRun(setting, taskId)
  const setStage = (stage: 'active' | 'paused') => {
    const by = { operatorId: setting.operators.owner, at: new Date().toISOString() }
    return changeStage(setting.pool, setting.projectId, { stage, reason: '' }, by)
  }
  await setStage('paused')
  await first.prepares()
  const task = await frozen(taskId)
  await setStage('active')
  await releaseHeld(setting.pool)
  expect(await task.intents('releaseRun')).toEqual([])
  await task.records([await asks(taskId, 'settleFork', { verdict: 'go_on', reason: '' })])
  await releaseHeld(setting.pool)
  expect(await task.intents('releaseRun')).toHaveLength(1)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import { aTime } from '#test/builders.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { leaseIntents, releaseIntent, settleIntent } from './delivery.ts'
import { firstDecision, recordIntent, requestTask, type TaskRequest } from './intents.ts'
import { intentsOf, missedIntents } from './task-sources.ts'
import { recordUndeliverable } from './undeliverable.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

type Asked = Exclude<Intent, { command: 'startTask' }>
function intentOf<C extends Exclude<Command, 'startTask'>>(taskId: string, command: C, body: CommandBody<C>) {
  return { id: newId('intent'), taskId, command, actor: `operator:${setting.operators.owner}`, body } as Asked
}
async function asked<C extends Exclude<Command, 'startTask'>>(
  taskId: string,
  command: C,
  body: CommandBody<C>,
) {
  const intent = intentOf(taskId, command, body)
  await recordIntent(setting.pool, intent)
  return intent.id
}
const decision = (proposalId: string) => ({ proposalId, verdict: 'approved', reason: '', hash: 'h' }) as const
const rowsOf = async (taskId: string) =>
  (
    await setting.pool.query(
      'select id, command, status, intent_seq from intent where workflow_id = $1 order by intent_seq',
      [`task/${taskId}`],
    )
  ).rows
const requestOf = (change: Partial<TaskRequest> = {}): TaskRequest => {
  const { projectId, agentId, operators } = setting
  const task = { projectId, agentId, executorId: 'mac-mini', title: 'A', intent: '', deliverables: [] }
  const by = { actor: `operator:${operators.owner}`, at: aTime }
  return { taskId: newId('task'), intentId: newId('intent'), ...by, task, ...change }
}

describe('a task is requested', () => {
  test('with its first entry, its row and the intent to start it', async () => {
    const { taskId } = await requestTask(setting.pool, requestOf())
    expect(await storedFacts(setting.pool, `task/${taskId}`)).toMatchObject([
      { type: 'task_requested', runId: 'api' },
    ])
    expect(await rowsOf(taskId)).toMatchObject([{ command: 'startTask', status: 'pending', intent_seq: 1 }])
  })

  test('once: a repeat answers the task that the first one made', async () => {
    const request = requestOf()
    const first = await requestTask(setting.pool, request)
    expect(await requestTask(setting.pool, { ...request, taskId: newId('task') })).toEqual(first)
  })

  test('once, though the same request comes many times at once', async () => {
    const intentId = newId('intent')
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => requestTask(setting.pool, requestOf({ intentId }))),
    )
    expect(new Set(answers.map((answer) => answer.taskId)).size).toBe(1)
    const { rows } = await setting.pool.query(`select from task where state->'intentIds' ? $1`, [intentId])
    expect(rows).toHaveLength(1)
  })

  test('not with the key of another request', async () => {
    const request = requestOf()
    await requestTask(setting.pool, request)
    const other = { ...request, task: { ...request.task, title: 'B' } }
    await expect(requestTask(setting.pool, other)).rejects.toMatchObject({ code: 'key_reused' })
  })
})

describe('an intent', () => {
  test('is numbered per task, in the order of the commits, however many come at once', async () => {
    const taskId = await setting.newTask()
    await Promise.all(Array.from({ length: 10 }, (_, i) => asked(taskId, 'sendMessage', { text: `${i}` })))
    expect((await rowsOf(taskId)).map((row) => row.intent_seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('recorded again is the same one', async () => {
    const taskId = await setting.newTask()
    const intent = intentOf(taskId, 'sendMessage', { text: 'Hello' })
    await recordIntent(setting.pool, intent)
    await recordIntent(setting.pool, intent)
    expect(await rowsOf(taskId)).toHaveLength(2)
  })

  test('with a used key and another content, or for another task, is refused', async () => {
    const [taskId, otherId] = [await setting.newTask(), await setting.newTask()]
    const intent = intentOf(taskId, 'cancelTask', { reason: '' })
    await recordIntent(setting.pool, intent)
    const others = [
      { ...intent, body: { reason: 'other' } },
      { ...intent, command: 'acceptWork', body: { note: '' } },
      { ...intent, taskId: otherId },
    ] as Asked[]
    for (const other of others)
      await expect(recordIntent(setting.pool, other)).rejects.toMatchObject({ code: 'key_reused' })
    expect(await rowsOf(otherId)).toHaveLength(1)
  })

  test('for no task, or of no known shape, is refused', async () => {
    const taskId = await setting.newTask()
    await expect(recordIntent(setting.pool, intentOf('t_none', 'retryTask', {}))).rejects.toMatchObject({
      code: 'not_found',
    })
    const wrong = intentOf(taskId, 'sendMessage', {} as never)
    await expect(recordIntent(setting.pool, wrong)).rejects.toThrow('text')
  })

  test('is read with the role that its actor has now, and only by its own task', async () => {
    const taskId = await setting.newTask()
    const id = await asked(taskId, 'sendMessage', { text: 'Hello' })
    const stranger = { ...intentOf(taskId, 'retryTask', {}), actor: 'agent:ag_1' } as Asked
    await recordIntent(setting.pool, stranger)
    const read = async (task: string) => {
      const tx = await setting.pool.connect()
      try {
        return await intentsOf(tx, `task/${task}`, [stranger.id, id])
      } finally {
        tx.release()
      }
    }
    expect(await read(taskId)).toMatchObject([
      { intent: { id, command: 'sendMessage', body: { text: 'Hello' } }, role: 'owner' },
      { intent: { id: stranger.id }, role: null },
    ])
    expect(await read(await setting.newTask())).toEqual([])
  })
})

describe('the first decision on a proposal', () => {
  test('is the one that was recorded first, and names its actor', async () => {
    const taskId = await setting.newTask()
    expect(await firstDecision(setting.pool, 'p_a')).toBeNull()
    const first = await asked(taskId, 'decideApproval', decision('p_a'))
    await asked(taskId, 'decideApproval', decision('p_a'))
    expect(await firstDecision(setting.pool, 'p_a')).toEqual({
      intentId: first,
      actor: `operator:${setting.operators.owner}`,
    })
  })

  test('is not one that could not be delivered', async () => {
    const taskId = await setting.newTask()
    const first = await asked(taskId, 'decideApproval', decision('p_b'))
    const second = await asked(taskId, 'decideApproval', decision('p_b'))
    await setting.pool.query(`update intent set status = 'undeliverable' where id = $1`, [first])
    expect((await firstDecision(setting.pool, 'p_b'))?.intentId).toBe(second)
  })
})

describe('delivery', () => {
  /** What a relay gets for this task alone. */
  async function leased(relay: string, taskId: string) {
    const all = await leaseIntents(setting.pool, relay)
    for (const other of all.filter((intent) => intent.workflowId !== `task/${taskId}`))
      await settleIntent(setting.pool, relay, other.id, { status: 'delivered' })
    return all.filter((intent) => intent.workflowId === `task/${taskId}`)
  }

  test('is strictly in order per task: the next only when the one before is settled', async () => {
    await leased('drain', '')
    const taskId = await setting.newTask()
    const second = await asked(taskId, 'sendMessage', { text: 'Hello' })
    const [start, ...others] = await leased('a', taskId)
    expect(start).toMatchObject({ command: 'startTask', attempts: 1 })
    expect(others).toEqual([])
    expect(await leased('b', taskId)).toEqual([])
    await settleIntent(setting.pool, 'b', start?.id ?? '', { status: 'delivered' })
    expect(await leased('b', taskId)).toEqual([])
    await settleIntent(setting.pool, 'a', start?.id ?? '', { status: 'delivered' })
    expect(await leased('b', taskId)).toMatchObject([{ id: second, command: 'sendMessage' }])
  })

  test('of one intent is taken up by one relay, however many ask', async () => {
    const taskId = await setting.newTask()
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((relay) => leaseIntents(setting.pool, relay)))
    expect(answers.flat().filter((intent) => intent.workflowId === `task/${taskId}`)).toHaveLength(1)
  })

  test('that failed is free again after its time, and one whose relay died as well', async () => {
    await leased('drain', '')
    const taskId = await setting.newTask()
    const [start] = await leased('a', taskId)
    await releaseIntent(setting.pool, 'b', start?.id ?? '', 0)
    expect(await leased('b', taskId)).toEqual([])
    await releaseIntent(setting.pool, 'a', start?.id ?? '', -1)
    expect(await leased('b', taskId)).toMatchObject([{ id: start?.id, attempts: 2 }])
    await setting.pool.query(`update intent set lease_until = now() - interval '1 s' where id = $1`, [
      start?.id,
    ])
    expect(await leased('c', taskId)).toMatchObject([{ attempts: 3 }])
    await settleIntent(setting.pool, 'c', start?.id ?? '', { status: 'undeliverable', detail: 'no' })
    expect(await rowsOf(taskId)).toMatchObject([{ status: 'undeliverable' }])
  })
})

describe('an intent that nothing came of', () => {
  test('is told in the task’s story, once', async () => {
    const taskId = await setting.newTask()
    const id = await asked(taskId, 'acceptWork', { note: '' })
    const intent = {
      id,
      workflowId: `task/${taskId}`,
      command: 'acceptWork',
      actor: 'operator:op_1',
      attempts: 1,
      kind: 'task',
    } as const
    await recordUndeliverable(setting.pool, intent, 'The task has ended.')
    await recordUndeliverable(setting.pool, intent, 'The task has ended.')
    expect((await storedFacts(setting.pool, `task/${taskId}`)).slice(1)).toMatchObject([
      {
        type: 'intent_undeliverable',
        actor: 'operator:op_1',
        runId: 'reconciler',
        body: { intentId: id, command: 'acceptWork', message: 'The task has ended.' },
      },
    ])
  })

  test('is missed from when it is recorded until the task knows of it', async () => {
    const taskId = await setting.newTask()
    const id = await asked(taskId, 'sendMessage', { text: '' })
    const missed = () => missedIntents(setting.pool, `task/${taskId}`)
    expect(await missed()).toContainEqual({ id, command: 'sendMessage' })
    await setting.pool.query(`update intent set status = 'delivered' where workflow_id = $1`, [
      `task/${taskId}`,
    ])
    expect(await missed()).toEqual([{ id, command: 'sendMessage' }])
    const intent = {
      id,
      workflowId: `task/${taskId}`,
      command: 'sendMessage',
      actor: 'operator:op_1',
      attempts: 1,
      kind: 'task',
    } as const
    await recordUndeliverable(setting.pool, intent, '')
    expect(await missed()).toEqual([])
  })

  test('is missed only once the task has what it is about again', async () => {
    const taskId = await setting.newTask()
    await setting.pool.query(`update intent set status = 'undeliverable' where workflow_id = $1`, [
      `task/${taskId}`,
    ])
    const proposalId = `p_${'4'.repeat(24)}`
    const id = await asked(taskId, 'askAgent', { proposalId, kind: 'question', text: 'Why?' })
    const missed = () => missedIntents(setting.pool, `task/${taskId}`)
    expect(await missed()).toEqual([])
    await setting.pool.query(
      `update task set state = jsonb_set(state, '{proposals}', $2::jsonb) where id = $1`,
      [taskId, JSON.stringify([{ proposalId }])],
    )
    expect(await missed()).toEqual([{ id, command: 'askAgent' }])
  })
})

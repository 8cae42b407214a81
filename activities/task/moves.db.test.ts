import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { actorOf } from '#domain/ledger/actor.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { ordersFor } from '#prisma/read/kill-switches.ts'
import { moveAlong } from '#prisma/write/moves.ts'
import { changeAgent } from '#prisma/write/settings/agents.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
let version = 1
beforeAll(async () => {
  setting = await openSetting()
  await registerExecutor(setting.pool, { executorId: 'mac-studio', name: 'mac-studio', tokenHash: 'y' })
})
beforeEach(async () => {
  await move('mac-mini')
  await setting.pool.query(`update task set ended_at = now(), status = 'done'`)
})
afterAll(() => setting.close())

const owner = () => `operator:${setting.operators.owner}`
async function move(executorId: string) {
  const { pool, agentId, projectId } = setting
  const body = { name: 'Ines', role: 'writer', charter: '', executorId, openclawAgentId: 'main' }
  const fact = { type: 'agent_changed', at: new Date().toISOString(), actor: owner(), body } as const
  await changeAgent(pool, { agentId, projectId, version }, fact)
  version += 1
}
const aTask = async () => aTaskRun(setting, await setting.newTask())
const executorOf = async (taskId: string) =>
  (await setting.pool.query('select executor_id as id from task where id = $1', [taskId])).rows[0].id

test('tasks that have not begun are told once, by who moved the agent, and go along', async () => {
  const [fresh, waiting] = [await aTask(), await aTask()]
  await waiting.prepares()
  expect(await moveAlong(setting.pool)).toBe(0)
  await move('mac-studio')
  expect(await moveAlong(setting.pool)).toBe(2)
  expect(await moveAlong(setting.pool)).toBe(0)
  for (const task of [fresh, waiting]) {
    const [asked] = await task.intents('moveTask')
    const { ack } = await task.records([asked?.id ?? ''])
    expect(ack.computed).toMatchObject([{ type: 'task_moved', actor: owner() }])
    expect(await executorOf(task.taskId)).toBe('mac-studio')
    expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
  }
  expect((await waiting.state()).wait).toMatchObject({ kind: 'executor', detail: 'mac-studio' })
  expect((await fresh.prepares()).ack.computed.at(-1)).toMatchObject({
    ...{ type: 'run_queued', body: { executorId: 'mac-studio' } },
  })
  await move('mac-mini')
  expect(await moveAlong(setting.pool)).toBe(2)
})

test('one that its executor has taken is not told, and one that it took meanwhile stays', async () => {
  const [taken, meanwhile] = [await aTask(), await aTask()]
  const accepted = (itemId: string): FactOf<'run_accepted'> => ({
    type: 'run_accepted',
    at: new Date().toISOString(),
    actor: 'executor:mac-mini',
    body: { stepId: 's1', itemId },
  })
  await taken.prepares()
  await taken.records([], accepted('i_1'))
  await meanwhile.prepares()
  await move('mac-studio')
  expect(await moveAlong(setting.pool)).toBe(1)
  const [asked] = await meanwhile.intents('moveTask')
  const { ack } = await meanwhile.records([asked?.id ?? ''], accepted('i_2'))
  expect(ack.computed).toMatchObject([{ type: 'task_stayed', body: { executorId: 'mac-mini' } }])
  expect(await executorOf(meanwhile.taskId)).toBe('mac-mini')
  expect(await moveAlong(setting.pool)).toBe(0)
})

test('a switch reaches the executor that still has begun work of an agent that moved away', async () => {
  const { pool, projectId, agentId } = setting
  const { taskId } = await aTask()
  await move('mac-studio')
  const by = { actor: actorOf('operator', setting.operators.owner), at: new Date().toISOString() }
  const words = {
    project: 'The owner stopped this project: wrong list',
    agent: 'The owner stopped this agent: wrong list',
  }
  await setKillSwitch(pool, { scopeId: projectId, reason: 'wrong list' }, by)
  await setKillSwitch(pool, { scopeId: agentId, reason: 'wrong list' }, by)
  const scopes = { [projectId]: words.project, [agentId]: words.agent }
  expect(await ordersFor(pool, 'mac-mini')).toEqual({ everything: null, scopes, agents: {} })
  expect(await ordersFor(pool, 'mac-studio')).toEqual({
    everything: null,
    scopes,
    agents: { main: words.project },
  })
  await pool.query('update task set ended_at = now() where id = $1', [taskId])
  expect(await ordersFor(pool, 'mac-mini')).toEqual({ everything: null, scopes: {}, agents: {} })
})

test('a task that was asked for while its agent moved is found', async () => {
  await move('mac-studio')
  const late = await aTask()
  expect(await moveAlong(setting.pool)).toBe(1)
  expect((await late.intents('moveTask'))[0]?.body).toMatchObject({ executorId: 'mac-studio' })
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Stage } from '#domain/project/stages.ts'
import { shownSwitches } from '#prisma/read/kill-switches.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { liftKillSwitch, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

type Task = Awaited<ReturnType<typeof aTaskRun>>

let setting: Setting
const other = newId('agent')
const now = () => new Date().toISOString()
beforeAll(async () => {
  setting = await openSetting()
  const { projectId } = setting
  const at = { projectId, executorId: 'mac-mini', openclawAgentId: 'reader' }
  const body = { ...at, name: 'Jo', role: 'reader', charter: '' }
  await createAgent(setting.pool, other, { at: now(), actor: 'system:test', type: 'agent_created', body })
})
afterAll(() => setting.close())
beforeEach(async () => {
  const { pool, projectId, agentId } = setting
  await pool.query('update run_reservation set ended_at = now() where ended_at is null')
  await pool.query('update task set ended_at = now() where ended_at is null')
  for (const { scopeId } of await shownSwitches(pool))
    await liftKillSwitch(pool, { scopeId, note: '' }, { actor: 'system:test', at: now() })
  await setStage('active')
  await say({}, agentId)
  await say({ wipLimit: 1 }, projectId)
})

async function say(document: object, scopeId: string) {
  const { pool, projectId, operators } = setting
  const { rows } = await pool.query('select version from policy where scope_id = $1', [scopeId])
  await changePolicy(
    pool,
    { scopeId, scope: scopeId === projectId ? 'project' : 'agent', projectId },
    { document: PolicyDocument.parse(document), note: '', version: rows[0]?.version ?? 0 },
    { operatorId: operators.owner, at: now() },
  )
}
const setStage = (stage: Stage) =>
  changeStage(
    setting.pool,
    setting.projectId,
    { stage, reason: '' },
    { operatorId: setting.operators.owner, at: now() },
  )
const stopAgent = (scopeId: string) =>
  setKillSwitch(setting.pool, { scopeId, reason: 'a leak' }, { actor: 'system:test', at: now() })

async function aTask(agentId = setting.agentId): Promise<Task> {
  const of = { projectId: setting.projectId, agentId, executorId: 'mac-mini' }
  const task = { ...of, title: 'Read', intent: 'Read it.', deliverables: [] }
  const asked = { taskId: newId('task'), intentId: newId('intent'), at: now(), actor: 'system:test', task }
  return aTaskRun(setting, (await requestTask(setting.pool, asked)).taskId)
}
async function starts(task: Task) {
  const { run } = await task.prepares()
  expect(run).not.toBeNull()
}
/** Answers with the reason. */
async function isHeld(task: Task): Promise<string | undefined> {
  const { run } = await task.prepares()
  expect(run).toBeNull()
  return (await task.state()).hold?.reason
}
const endsRun = (task: Task, stepId = 's1') =>
  task.records(
    [],
    aFact('run_ended', {
      ...{ stepId, outcome: 'ok', text: '', error: null, isRetryable: false, startedAt: now() },
      ...{ usage: null, gateway: null, adoptedRunIds: [] },
    }),
    aFact('message_sent', { text: 'More', intentId: newId('intent') }),
  )
/** The look of the release loop, and what the task's workflow makes of it. */
async function isLetGo(task: Task) {
  await releaseHeld(setting.pool)
  const released = await task.intents('releaseRun')
  expect(released.length).toBeGreaterThan(0)
  await task.records(released.slice(-1).map(({ id }) => id))
}

test('a place that frees is for who waits: a new task and the next turn of who had it come after', async () => {
  const [first, waiting, newcomer] = [await aTask(), await aTask(), await aTask()]
  await starts(first)
  expect(await isHeld(waiting)).toBe('1 of at most 1 runs at once in this project')
  await endsRun(first)
  const reason = '0 of at most 1 runs at once in this project, and others are in line'
  expect(await isHeld(newcomer)).toBe(reason)
  expect(await isHeld(first)).toBe(reason)
  await isLetGo(waiting)
  expect(await isHeld(await aTask())).toBe(reason)
  await starts(waiting)

  await endsRun(waiting)
  await isLetGo(newcomer)
  await starts(newcomer)
  await endsRun(newcomer)
  await isLetGo(first)
  await starts(first)
  expect(await first.state()).toEqual(await rebuilt(setting.pool, first.taskId))
})

test('who was let go and is on the way keeps its place', async () => {
  const [first, waiting] = [await aTask(), await aTask()]
  await starts(first)
  await isHeld(waiting)
  await endsRun(first)
  await isLetGo(waiting)
  expect(await waiting.state()).toMatchObject({ hold: null, status: 'preparing' })
  expect(await isHeld(first)).toContain('others are in line')
  await starts(waiting)
})

test('where more places are free than tasks wait, a new task has one of them', async () => {
  const [first, waiting] = [await aTask(), await aTask()]
  await starts(first)
  await isHeld(waiting)
  await say({ wipLimit: 3 }, setting.projectId)
  await starts(await aTask())
  expect(await isHeld(await aTask())).toContain('2 of at most 3')
})

test('who waits for a place and could not start anyway keeps nobody from it', async () => {
  const [first, waiting] = [await aTask(), await aTask()]
  await starts(first)
  await isHeld(waiting)
  await stopAgent(setting.agentId)
  await endsRun(first)
  const [next, last] = [await aTask(other), await aTask(other)]
  await starts(next)
  expect(await isHeld(last)).toBe('1 of at most 1 runs at once in this project')
  await liftKillSwitch(
    setting.pool,
    { scopeId: setting.agentId, note: '' },
    { actor: 'system:test', at: now() },
  )
  await endsRun(next)
  expect(await isHeld(next)).toContain('others are in line')
  await isLetGo(waiting)
  await starts(waiting)
})

test('who ended while it was in line, or is frozen, keeps nobody from a place', async () => {
  const [first, over, frozen] = [await aTask(), await aTask(), await aTask()]
  await starts(first)
  await isHeld(over)
  await isHeld(frozen)
  await endsRun(first)
  await over.records([], aFact('task_cancelled', { reason: '' }))
  await setting.pool.query(`update task set status = 'frozen' where id = $1`, [frozen.taskId])
  await starts(await aTask())
})

test('one that something else held is in line once that is over, also while the place is taken', async () => {
  const [first, paused] = [await aTask(), await aTask()]
  await starts(first)
  await setStage('paused')
  expect(await isHeld(paused)).toBe('Letter is paused')
  await setStage('active')
  await isLetGo(paused)
  expect(await isHeld(paused)).toBe('1 of at most 1 runs at once in this project')
  expect(await releaseHeld(setting.pool)).toBe(0)
  await endsRun(first)
  expect(await isHeld(first)).toContain('others are in line')
  await isLetGo(paused)
  await starts(paused)
})

test('who was held by a limit of its agent is in the project’s line once that has room', async () => {
  await say({ wipLimit: 2 }, setting.projectId)
  await say({ wipLimit: 1 }, setting.agentId)
  const [first, waiting, next] = [await aTask(), await aTask(), await aTask(other)]
  await starts(first)
  expect(await isHeld(waiting)).toContain('of this agent')
  await starts(next)
  await endsRun(next)
  await starts(next)
  await endsRun(next, 's2')
  await say({ wipLimit: 1 }, setting.projectId)
  await endsRun(first)
  expect(await isHeld(next)).toBe('0 of at most 1 runs at once in this project, and others are in line')
  await isLetGo(waiting)
  await starts(waiting)
})

test('one in work goes on before those that wait to be begun, and a new one comes after them', async () => {
  await say({ wipLimit: 2, taskLimit: 1 }, setting.projectId)
  const [first, waiting] = [await aTask(), await aTask()]
  await starts(first)
  expect(await isHeld(waiting)).toBe('1 of at most 1 tasks in work in this project')
  await endsRun(first)
  await starts(first)
  await endsRun(first, 's2')
  await first.records([], aFact('task_done', { summary: 'Done.' }))
  expect(await isHeld(await aTask())).toBe(
    '0 of at most 1 tasks in work in this project, and others are in line',
  )
  await isLetGo(waiting)
  await starts(waiting)
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Stage } from '#domain/project/stages.ts'
import type { Priority } from '#domain/task/task-words.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { changeStage, createProject } from '#prisma/write/settings/projects.ts'
import { copyTask } from '#test/copied-tasks.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
const press = { projectId: newId('project'), agentId: newId('agent') }
const now = () => new Date().toISOString()
beforeAll(async () => {
  setting = await openSetting()
  const by = { at: now(), actor: 'system:test' }
  const project = { name: 'Press', mission: '', isSample: false, policy: defaultPolicy }
  await createProject(setting.pool, press.projectId, { ...by, type: 'project_created', body: project })
  const at = { projectId: press.projectId, executorId: 'mac-mini' }
  const body = { ...at, name: 'Jo', role: 'reader', charter: '', openclawAgentId: 'reader' }
  await createAgent(setting.pool, press.agentId, { ...by, type: 'agent_created', body })
  await changePolicy(
    setting.pool,
    { scopeId: press.projectId, scope: 'project', projectId: press.projectId },
    { document: PolicyDocument.parse({ wipLimit: 1 }), note: '', version: 0 },
    { operatorId: setting.operators.owner, at: now() },
  )
})
afterAll(() => setting.close())
beforeEach(async () => {
  await setting.pool.query('update run_reservation set ended_at = now() where ended_at is null')
  await setting.pool.query('update task set ended_at = now() where ended_at is null')
  await setStage('active')
})

const setStage = (stage: Stage) =>
  changeStage(
    setting.pool,
    setting.projectId,
    { stage, reason: '' },
    { operatorId: setting.operators.owner, at: now() },
  )
async function aTaskOfPress(priority: Priority = 'normal') {
  const task = {
    ...{ ...press, executorId: 'mac-mini', title: 'Read', intent: 'Read it.', deliverables: [], priority },
  }
  const ids = { taskId: newId('task'), intentId: newId('intent') }
  return aTaskRun(
    setting,
    (await requestTask(setting.pool, { ...ids, at: now(), actor: 'system:test', task })).taskId,
  )
}
/** So many more that are held as this one is, told apart by their ids. */
async function moreLike(taskId: string, count: number): Promise<void> {
  const id = `t.id || '-' || n`
  await setting.pool.query(
    `insert into stream (id, project_id) select 'task/' || ${id}, t.project_id
       from task t, generate_series(1, $2) n where t.id = $1`,
    [taskId, count],
  )
  await copyTask(setting.pool, taskId, { count, changed: { id } })
}
/** Of Press: one that has its only place, and one that is held by that. */
async function oneAndNext(priority: Priority) {
  const first = await aTaskOfPress()
  expect((await first.prepares()).run).not.toBeNull()
  const next = await aTaskOfPress(priority)
  expect((await next.prepares()).run).toBeNull()
  return { first, next }
}
const runEnded = () =>
  aFact('run_ended', {
    ...{ stepId: 's1', outcome: 'ok', text: '', error: null, isRetryable: false, startedAt: now() },
    ...{ usage: null, gateway: null, adoptedRunIds: [] },
  })

test('however many wait in a paused project, a younger one elsewhere has its turn, and they go once it is active', async () => {
  const paused = await aTaskRun(setting, await setting.newTask())
  await setStage('paused')
  await paused.prepares()
  await moreLike(paused.taskId, 700)
  const { first, next } = await oneAndNext('normal')
  expect(await releaseHeld(setting.pool)).toBe(0)
  await first.records([], runEnded())
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect(await next.intents('releaseRun')).toHaveLength(1)
  expect(await paused.intents('releaseRun')).toEqual([])

  await setStage('active')
  const counts = []
  for (let look = 0; look < 3; look++) counts.push(await releaseHeld(setting.pool))
  expect(counts).toEqual([500, 201, 0])
})

test('however many wait before one limit, the urgent one that came last is let go first', async () => {
  const { first, next } = await oneAndNext('normal')
  await moreLike(next.taskId, 700)
  const urgent = await aTaskOfPress('urgent')
  expect((await urgent.prepares()).run).toBeNull()
  await first.records([], runEnded())
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect(await urgent.intents('releaseRun')).toHaveLength(1)
})

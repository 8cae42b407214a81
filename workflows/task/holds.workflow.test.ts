import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stage } from '#domain/project/stages.ts'
import type { RunInput } from '#domain/run/run.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'

let plane: ControlPlane
const runs: RunInput[] = []
beforeAll(async () => {
  plane = await startControlPlane({
    async runAgent(run) {
      runs.push(run)
      return aResult()
    },
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const setStage = (stage: Stage, reason = '') =>
  changeStage(
    plane.database.pool,
    plane.projectId,
    { stage, reason },
    { operatorId: plane.operators.owner, at: new Date().toISOString() },
  )
const runsOf = (taskId: string) => runs.filter((run) => run.taskId === taskId)

test('a paused project starts nothing; made active, what waited goes on by itself', async () => {
  await setStage('paused', 'no printer')
  const taskIds = [await plane.ask(), await plane.ask()]
  for (const taskId of taskIds) {
    const held = await plane.until(taskId, (task) => task.hold != null)
    expect(held).toMatchObject({ status: 'waiting', wait: { kind: 'project' } })
  }
  await plane.stopControl()
  await setStage('active')
  await plane.startControl()
  for (const taskId of taskIds) {
    await plane.until(taskId, (task) => task.status === 'done')
    expect(runsOf(taskId)).toHaveLength(1)
  }
  expect(await plane.entryTypes(taskIds[0] ?? '')).toEqual([
    'task_requested',
    'run_held',
    'run_released',
    'task_prepared',
    'run_queued',
    'run_ended',
    'task_done',
  ])
})

test('a message to a done task of a paused project waits, and the task can be cancelled meanwhile', async () => {
  const taskId = await plane.ask()
  await plane.until(taskId, (task) => task.status === 'done')
  await setStage('paused')
  await plane.intend(taskId, 'sendMessage', { text: 'One more thing' })
  await plane.until(taskId, (task) => task.wait?.kind === 'project')
  await plane.intend(taskId, 'cancelTask', { reason: 'never mind' })
  await plane.until(taskId, (task) => task.status === 'cancelled')
  expect(runsOf(taskId)).toHaveLength(1)
  await setStage('active')
})

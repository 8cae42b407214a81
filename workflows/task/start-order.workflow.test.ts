import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priorityKeyOf } from '#domain/executor/queue-rules.ts'
import type { Priority } from '#domain/task/task-words.ts'
import { withLines } from '#prisma/read/lines.ts'
import { listTasks } from '#prisma/read/tasks.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, type Employed, type FarSide, startControlPlane } from '#test/control-plane.ts'
import { startRuns } from '#test/run-taker.ts'

/** Tasks in the order in which their runs began. */
const begun: string[] = []
const farSide: FarSide = {
  async runAgent({ taskId }) {
    begun.push(taskId)
    return aResult()
  },
  performEffect: async () => ({ outcome: 'performed', detail: '' }),
  seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
  abortRun: async () => {},
}
let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane(farSide, {}, { slots: 1 })
})
afterAll(() => plane?.stop())

/** One after the other, so that they are of different ages. */
async function queued(of: Employed & { priority?: Priority }, count: number): Promise<string[]> {
  const { projectId, agentId, priority = 'normal' } = of
  const taskIds: string[] = []
  for (let i = 0; i < count; i++) {
    const taskId = await plane.ask({ projectId, agentId, priority })
    await plane.until(taskId, ({ runs }) => runs.length === 1)
    await pending(taskId)
    taskIds.push(taskId)
  }
  return taskIds
}
/** Recorded is not yet on Temporal's queue. */
const pending = (taskId: string) =>
  expect
    .poll(async () => {
      const { raw } = await plane.env.client.workflow.getHandle(`task/${taskId}`).describe()
      return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'runAgent')
    })
    .toBe(true)

/** After a while, as ever when it was away: who starts at once stood in no line. */
async function back() {
  await sleep(1_200)
  await plane.startExecutor()
}

async function line(): Promise<string[]> {
  const { pool } = plane.database
  const rows = await withLines(pool, await listTasks(pool, { open: true, limit: 50 }))
  const inLine = rows.flatMap(({ id, line }) => (line ? [{ id, line }] : []))
  return inLine.sort((a, b) => a.line.position - b.line.position).map(({ id }) => id)
}

test('runs start in the order that was shown: each project in turn, and the longest wait first', async () => {
  const [one, other] = [plane as Employed, await plane.anotherProject()]
  await plane.stopExecutor()
  const [a1 = '', a2 = '', a3 = ''] = await queued(one, 3)
  const [b1 = '', b2 = ''] = await queued(other, 2)
  const shown = await line()
  expect(shown).toEqual([a1, b1, a2, b2, a3])
  await back()
  for (const taskId of shown) await plane.until(taskId, ({ status }) => status === 'done')
  expect(begun).toEqual(shown)
  expect(await line()).toEqual([])
})

test('a task whose priority is raised while it waits starts first, and one that is lowered last', async () => {
  const [one, other] = [plane as Employed, await plane.anotherProject()]
  await plane.stopExecutor()
  const [a1 = '', a2 = '', a3 = ''] = await queued(one, 3)
  const [b1 = ''] = await queued(other, 1)
  await prioritised(a3, 'urgent')
  await prioritised(a1, 'low')
  const shown = await line()
  expect(shown).toEqual([a3, b1, a2, a1])
  const before = begun.length
  await back()
  for (const taskId of shown) await plane.until(taskId, ({ status }) => status === 'done')
  expect(begun.slice(before)).toEqual(shown)
})

test('a task that is asked for as urgent starts before those that have waited longer', async () => {
  await plane.stopExecutor()
  const [first = ''] = await queued(plane, 1)
  const [urgent = ''] = await queued({ ...plane, priority: 'urgent' }, 1)
  expect(await line()).toEqual([urgent, first])
  const before = begun.length
  await back()
  for (const taskId of [urgent, first]) await plane.until(taskId, ({ status }) => status === 'done')
  expect(begun.slice(before)).toEqual([urgent, first])
})

test('runs that wait for the gateway start in the order that was shown, whichever came first', async () => {
  const [one, other] = [await plane.anotherProject(), await plane.anotherProject()]
  await plane.stopExecutor()
  const mac = await startRuns(plane.env, farSide, { slots: 1, link: 'down' })
  const [a1 = '', a2 = '', a3 = ''] = await queued(one, 3)
  const [b1 = ''] = await queued(other, 1)
  const [urgent = ''] = await queued({ ...other, priority: 'urgent' }, 1)
  await prioritised(a3, 'high')
  const shown = await line()
  expect(shown).toEqual([urgent, a3, a1, b1, a2])
  const before = begun.length
  await sleep(1_200)
  mac.gateway.set('connected')
  for (const taskId of shown) await plane.until(taskId, ({ status }) => status === 'done')
  expect(begun.slice(before)).toEqual(shown)
  await mac.stop()
  await plane.startExecutor()
})

async function prioritised(taskId: string, priority: Priority) {
  await plane.intend(taskId, 'setPriority', { priority })
  await plane.until(taskId, (task) => task.priority === priority)
  const key = async () => {
    const { raw } = await plane.env.client.workflow.getHandle(`task/${taskId}`).describe()
    return raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'runAgent')?.priority
      ?.priorityKey
  }
  await expect.poll(key).toBe(priorityKeyOf(priority))
}

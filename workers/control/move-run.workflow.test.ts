import { afterAll, beforeAll, expect, test } from 'vitest'
import { priorityKeyOf, underWayKey } from '#domain/executor/queue-rules.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { signalNames } from '#workflows/task/contract.ts'
import { type PendingRun, pendingRun, putFirst } from '../pending-run.ts'
import { moveRunOf } from './move-run.ts'

let isAway = true
const begun: string[] = []
let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane({
    async runAgent({ taskId }) {
      begun.push(taskId)
      if (isAway) throw new Error('the worker went away')
      return aResult()
    },
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const found = (taskId: string) => pendingRun(plane.env.client, taskWorkflowId(taskId))

/** In the hands of a worker that went away. */
async function taken(): Promise<string> {
  isAway = true
  const taskId = await plane.ask()
  await expect.poll(() => begun).toContain(taskId)
  await plane.stopExecutor()
  await expect.poll(async () => (await found(taskId))?.isResting).toBe(false)
  return taskId
}
async function back(taskId: string) {
  isAway = false
  await plane.startExecutor()
  await plane.until(taskId, ({ status }) => status === 'done')
}

test('a run that a worker had stays first in line, whatever its task’s priority comes to be', async () => {
  const taskId = await taken()
  const run = await found(taskId)
  expect(run).toMatchObject({ isWaiting: true, priorityKey: priorityKeyOf('normal') })
  expect(run?.attempt).toBeGreaterThan(1)
  const { client } = plane.env
  await putFirst({ client, namespace: 'default' }, run as PendingRun)
  const place = { executorId: 'mac-mini', from: 'mac-mini', priorityKey: priorityKeyOf('low') }
  expect(await moveRunOf(client, 'default')(taskWorkflowId(taskId), place)).toEqual({ isMoved: true })
  expect(await found(taskId)).toMatchObject({ isWaiting: true, priorityKey: underWayKey })
  await back(taskId)
})

test('a run that its gateway took comes first where its workflow begins again from the record', async () => {
  const taskId = await taken()
  const accepted = { kind: 'run_accepted', id: `a_${taskId}`, at: new Date().toISOString(), stepId: 's1' }
  const handle = plane.env.client.workflow.getHandle(taskWorkflowId(taskId))
  await handle.signal(signalNames.itemsReported, [accepted])
  await plane.until(taskId, ({ runs }) => runs.some(({ acceptedAt }) => acceptedAt !== null))
  await handle.terminate('by hand')
  await plane.intend(taskId, 'setPriority', { priority: 'low' })
  await expect.poll(() => found(taskId)).toMatchObject({ attempt: 1, priorityKey: underWayKey })
  await back(taskId)
})

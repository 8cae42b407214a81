import type { ActivityInboundCallsInterceptor } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { taskWorkflowId } from '#domain/ids.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, type FarSide, startControlPlane } from '#test/control-plane.ts'
import { ownFindings } from '#test/own-findings.ts'

vi.setConfig({ testTimeout: 120_000 })

const farSide: FarSide = {
  runAgent: async () => aResult({}),
  performEffect: () => Promise.reject(new Error('no effect is asked for')),
  seenPerformed: () => Promise.reject(new Error('no effect is asked for')),
  abortRun: async () => {},
}

let plane: ControlPlane
let goOn = () => {}
const over = new Promise<void>((resolve) => {
  goOn = resolve
})
const deadly = new Set(['lookAtTasks', 'checkUrl'])
/** The first of each is taken by a worker of which nothing is heard any more. */
const dyingAt = (activity: string): ActivityInboundCallsInterceptor => ({
  async execute(input, next) {
    if (!deadly.delete(activity)) return next(input)
    await over
    throw new Error('nobody hears this')
  },
})
beforeAll(async () => {
  const activity = [
    ({ info }: { info: { activityType: string } }) => ({ inbound: dyingAt(info.activityType) }),
  ]
  plane = await startControlPlane(farSide, {}, { interceptors: { activity } })
})
afterAll(async () => {
  goOn()
  await plane?.stop()
})

/** Attempts of activities that were not the first, in the histories of these workflows. */
async function takenAgain(query: string) {
  const { workflow } = plane.env.client
  const taken = []
  for await (const { workflowId } of workflow.list({ query })) {
    const { events } = await workflow.getHandle(workflowId).fetchHistory()
    taken.push(...(events ?? []).flatMap((event) => event.activityTaskStartedEventAttributes ?? []))
  }
  return taken.filter(({ attempt }) => attempt !== 1)
}
/** Temporal's number of a timeout: it heard nothing. */
const silent = 4
const afterSilence = { attempt: 2, lastFailure: { timeoutFailureInfo: { timeoutType: silent } } }

test('a look whose worker was killed is another one’s once nothing is heard of it, long before its time is over', async () => {
  await ownFindings(() => plane).look()
  expect(await takenAgain(`WorkflowType = 'reconcileWorkflow'`)).toMatchObject([afterSilence])
})

test('and so is a check of what a task declared', async () => {
  const check = { kind: 'url', url: 'http://127.0.0.1:9/', contains: 'x' } as const
  const taskId = await plane.ask({ deliverables: [{ title: 'Page', check }] })
  const again = () => takenAgain(`WorkflowId = '${taskWorkflowId(taskId)}'`)
  await expect.poll(again, { timeout: 60_000 }).toMatchObject([afterSilence])
})

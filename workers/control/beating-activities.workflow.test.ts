import type { ActivityInboundCallsInterceptor } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ControlPlane, type FarSide, startControlPlane } from '#test/control-plane.ts'
import { ownFindings } from '#test/own-findings.ts'

vi.setConfig({ testTimeout: 120_000 })

const farSide: FarSide = {
  runAgent: () => Promise.reject(new Error('no run is asked for')),
  performEffect: () => Promise.reject(new Error('no effect is asked for')),
  seenPerformed: () => Promise.reject(new Error('no effect is asked for')),
  abortRun: async () => {},
}
const timedOut = { silent: 4 }

let plane: ControlPlane
let died = 0
let goOn = () => {}
const over = new Promise<void>((resolve) => {
  goOn = resolve
})
/** The first look is taken by a worker of which nothing is heard any more. */
const dying: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    if (died > 0) return next(input)
    died++
    await over
    throw new Error('nobody hears this')
  },
}
beforeAll(async () => {
  const activity = [
    ({ info }: { info: { activityType: string } }) =>
      info.activityType === 'lookAtTasks' ? { inbound: dying } : {},
  ]
  plane = await startControlPlane(farSide, {}, { interceptors: { activity } })
})
afterAll(async () => {
  goOn()
  await plane?.stop()
})

test('a look whose worker was killed is another one’s once nothing is heard of it, long before its time is over', async () => {
  await ownFindings(() => plane).look()
  expect(died).toBe(1)
  const { workflow } = plane.env.client
  const taken = []
  for await (const { workflowId } of workflow.list({ query: `WorkflowType = 'reconcileWorkflow'` })) {
    const { events = [] } = await workflow.getHandle(workflowId).fetchHistory()
    taken.push(...(events ?? []).flatMap((event) => event.activityTaskStartedEventAttributes ?? []))
  }
  const again = taken.filter(({ attempt }) => attempt !== 1)
  expect(again).toMatchObject([
    { attempt: 2, lastFailure: { timeoutFailureInfo: { timeoutType: timedOut.silent } } },
  ])
})

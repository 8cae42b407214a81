import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunResult } from '#domain/run/run.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { aGatewayLink } from '#test/gateway-link.ts'
import { aKillSwitch } from '#test/kill-switch.ts'
import { openRunRest } from './run-rest.ts'
import { takeRuns } from './run-shifts.ts'
import { createRunWorker, createShortWorker } from './worker.ts'

const open = new Map<string, (result: RunResult) => void>()
const farSide = {
  runAgent: ({ taskId }: { taskId: string }) =>
    new Promise<RunResult>((resolve) => {
      open.set(taskId, resolve)
    }),
  performEffect: async () => ({ outcome: 'performed' as const, detail: '' }),
  seenPerformed: async () => ({ outcome: 'performed' as const, detail: '' }),
  abortRun: async () => {},
}
let plane: ControlPlane
let deps: Parameters<typeof createRunWorker>[0]
beforeAll(async () => {
  plane = await startControlPlane(farSide)
  await plane.stopExecutor()
  const activities = farSide as unknown as (typeof deps)['activities']
  const { nativeConnection: connection } = plane.env
  deps = { connection, namespace: 'default', executorId: 'mac-mini', activities }
})
afterAll(() => plane?.stop())

const hasBegun = (taskId: string) => expect.poll(() => open.has(taskId)).toBe(true)
const end = async (taskId: string) => {
  open.get(taskId)?.(aResult())
  await plane.until(taskId, ({ status }) => status === 'done')
}
const inLine = (taskId: string) => plane.until(taskId, ({ wait }) => wait?.kind === 'executor')

test('a worker that drains ends its runs and takes no other; lifted, it takes what waits while a run of before goes on', async () => {
  const short = await createShortWorker(deps)
  const shorts = short.run()
  const orders = aKillSwitch()
  const leave = new AbortController()
  const create = (slots: number) => createRunWorker(deps, slots)
  const rest = openRunRest(orders, aGatewayLink())
  const runs = takeRuns({ create, slots: 8, held: () => 0, rest, leaving: leave.signal, say: () => {} })
  const [first, long] = [await plane.ask(), await plane.ask()]
  await hasBegun(first)
  await hasBegun(long)
  orders.orderDrain('Ada asked it to drain: new disk')
  const second = await plane.ask()
  await inLine(second)
  await end(first)
  expect(open.has(second)).toBe(false)
  orders.orderDrain(null)
  await hasBegun(second)
  await end(second)
  await end(long)
  // On its Mac, it is told to stop: what waits is left to the next worker.
  const third = await plane.ask()
  await hasBegun(third)
  leave.abort()
  const fourth = await plane.ask()
  await inLine(fourth)
  await end(third)
  await runs
  expect(open.has(fourth)).toBe(false)
  short.shutdown()
  await shorts
  await plane.startExecutor()
  await hasBegun(fourth)
  await end(fourth)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunResult } from '#domain/run/run.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { createMacMiniWorkers, type MacMiniWorkers } from './worker.ts'

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
let workers: MacMiniWorkers
beforeAll(async () => {
  plane = await startControlPlane(farSide)
  await plane.stopExecutor()
  const activities = farSide as unknown as Parameters<typeof createMacMiniWorkers>[0]['activities']
  const { nativeConnection: connection } = plane.env
  workers = await createMacMiniWorkers({
    ...{ connection, namespace: 'default', executorId: 'mac-mini', activities },
  })
})
afterAll(() => plane?.stop())

test('a worker that drains ends its runs, takes no other, and leaves what waits to the next worker', async () => {
  const [runs, short] = [workers.runs.run(), workers.short.run()]
  const first = await plane.ask()
  await expect.poll(() => open.has(first), { timeout: 15_000 }).toBe(true)
  workers.runs.shutdown()
  const second = await plane.ask()
  await plane.until(second, ({ wait }) => wait?.kind === 'executor')
  open.get(first)?.(aResult())
  await plane.until(first, ({ status }) => status === 'done')
  await runs
  expect(open.has(second)).toBe(false)
  workers.short.shutdown()
  await short
  await plane.startExecutor()
  await expect.poll(() => open.has(second), { timeout: 15_000 }).toBe(true)
  open.get(second)?.(aResult())
  await plane.until(second, ({ status }) => status === 'done')
}, 60_000)

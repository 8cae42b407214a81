import { afterAll, beforeAll, expect, test } from 'vitest'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { executorLoad } from './executor-load.ts'

const ends: (() => void)[] = []
let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane({
    runAgent: () => new Promise((resolve) => ends.push(() => resolve(aResult()))),
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(() => {
  for (const end of ends) end()
  return plane?.stop()
})

const load = () => executorLoad({ client: plane.env.client, namespace: 'default' }, 'mac-mini', [])

test('runs that no worker takes are counted on Temporal’s queue, and the slots of none are unknown', async () => {
  await plane.stopExecutor()
  expect((await load()).backlog).toEqual({ count: 0, oldestSince: null })
  const taskIds = [await plane.ask(), await plane.ask()]
  await expect.poll(async () => (await load()).backlog.count, { timeout: 15_000 }).toBe(taskIds.length)
  const { slots, backlog } = await load()
  expect(slots).toBeNull()
  expect(Date.parse(backlog.oldestSince ?? '')).toBeGreaterThan(Date.now() - 60_000)
  await plane.startExecutor()
  await expect.poll(async () => (await load()).backlog.count, { timeout: 15_000 }).toBe(0)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { runQueueOf } from '#domain/ids.ts'
import { createLogger } from '#platform/logger.ts'
import { listExecutors } from '#prisma/read/executors.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { executorLoad } from './executor-load.ts'
import { keepLoads } from './presence.ts'

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
  await expect.poll(async () => (await load()).backlog.count).toBe(taskIds.length)
  const { slots, backlog } = await load()
  expect(slots).toBeNull()
  expect(Date.parse(backlog.oldestSince ?? '')).toBeGreaterThan(Date.now() - 60_000)
  await plane.startExecutor()
  await expect.poll(async () => (await load()).backlog.count).toBe(0)
})

test('a worker that left before it was asked about costs no other executor its load', async () => {
  const { pool } = plane.database
  const executorId = 'mac-absent'
  await registerExecutor(pool, { executorId, name: 'Absent', tokenHash: 'x' })
  const left = { taskQueue: runQueueOf(executorId), instanceKey: 'left-long-ago' }
  const deps = { database: plane.database, client: plane.env.client, namespace: 'default' }
  await expect(executorLoad(deps, executorId, [left])).rejects.toThrow()
  await keepLoads({ ...deps, logger: createLogger('test') }, [left])
  const loads = (await listExecutors(pool)).map(({ id, load }) => [id, load?.backlog ?? null])
  expect(Object.fromEntries(loads)).toMatchObject({
    'mac-absent': null,
    'mac-mini': { count: expect.any(Number) },
  })
})

import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testEnvironment } from '#test/servers.ts'
import { watchWorkers } from './seen-workers.ts'

let env: TestWorkflowEnvironment
beforeAll(async () => {
  env = await testEnvironment()
})
afterAll(() => env?.teardown())

const hourMs = 3_600_000
const running = 1
const shutDown = 3
let made = 0

/** A worker on a machine whose clock is wrong by so much, as Temporal hears of it. */
function aMac(wrongByMs: number) {
  made += 1
  const [taskQueue, workerInstanceKey] = [`mac-${made}`, `key-${made}`]
  return {
    taskQueue,
    async beat({ status = running, wrongBy = wrongByMs } = {}) {
      const at = Date.now() + wrongBy
      const heartbeatTime = { seconds: Math.floor(at / 1_000) as never, nanos: (at % 1_000) * 1_000_000 }
      const { workflowService } = env.client
      await workflowService.recordWorkerHeartbeat({
        namespace: 'default',
        workerHeartbeat: [{ workerInstanceKey, taskQueue, status, heartbeatTime }],
      })
    },
  }
}

/** The clock here, which a test sets. */
function watch() {
  const clock = { ms: 0 }
  const look = watchWorkers({ client: env.client, namespace: 'default', now: () => clock.ms })
  return async (ms: number) => {
    clock.ms = ms
    return (await look()).map(({ taskQueue }) => taskQueue)
  }
}

test.each([
  ['an hour behind', -hourMs],
  ['an hour ahead', hourMs],
  ['right', 0],
])('a worker whose clock is %s is there while it beats, and no longer', async (_, wrongByMs) => {
  const mac = aMac(wrongByMs)
  await mac.beat()
  const seenAt = watch()
  for (const ms of [0, 5_000, 10_000, 15_000, 20_000]) {
    await mac.beat()
    expect(await seenAt(ms)).toContain(mac.taskQueue)
  }
  expect(await seenAt(31_000)).toContain(mac.taskQueue)
  expect(await seenAt(32_000)).not.toContain(mac.taskQueue)
  expect(await seenAt(200_000)).not.toContain(mac.taskQueue)
  await mac.beat()
  expect(await seenAt(201_000)).toContain(mac.taskQueue)
})

test('one that has been silent since before the first look is taken to be there for no longer than a silence', async () => {
  const mac = aMac(-hourMs)
  await mac.beat()
  const seenAt = watch()
  expect(await seenAt(0)).toContain(mac.taskQueue)
  expect(await seenAt(12_000)).not.toContain(mac.taskQueue)
})

test('between two looks that are far apart it has beaten, so it is there', async () => {
  const mac = aMac(0)
  await mac.beat()
  const seenAt = watch()
  expect(await seenAt(0)).toContain(mac.taskQueue)
  await mac.beat()
  expect(await seenAt(90_000)).toContain(mac.taskQueue)
})

test('one whose clock is set back goes on, and one that says that it stops is gone at once', async () => {
  const mac = aMac(hourMs)
  await mac.beat()
  const seenAt = watch()
  expect(await seenAt(0)).toContain(mac.taskQueue)
  await mac.beat({ wrongBy: 0 })
  expect(await seenAt(11_000)).toContain(mac.taskQueue)
  expect(await seenAt(22_000)).toContain(mac.taskQueue)
  await mac.beat({ status: shutDown })
  expect(await seenAt(22_500)).not.toContain(mac.taskQueue)
})

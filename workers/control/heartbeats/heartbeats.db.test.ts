import { type Client, ScheduleNotFoundError, type ScheduleOptions } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '#platform/logger.ts'
import { heartbeatOf, listBeats } from '#prisma/read/heartbeats.ts'
import { recordHeartbeat } from '#prisma/write/settings/heartbeats.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { keepHeartbeats } from './heartbeats.ts'

const logger = createLogger('test')
logger.level = 'silent'
let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

/** Temporal's far side: the one schedule that it has, which times that wanted, and for how many it came too late. */
function temporal() {
  const far = { isAway: false, planned: [] as number[], missed: 0, schedule: null as ScheduleOptions | null }
  const handle = {
    async describe() {
      if (far.isAway) throw new Error('14 UNAVAILABLE: no connection')
      if (!far.schedule) throw new ScheduleNotFoundError('No such schedule', 'heartbeat')
      return { ...far.schedule, info: { numActionsMissedCatchupWindow: far.missed } }
    },
    async update(change: () => ScheduleOptions) {
      far.schedule = change()
    },
  }
  const client = {
    connection: { withDeadline: (_: number, work: () => Promise<void>) => work() },
    schedule: {
      getHandle: () => handle,
      create: async (options: ScheduleOptions) => {
        far.schedule = options
      },
    },
    workflowService: {
      listScheduleMatchingTimes: async () => ({ startTime: far.planned.map((ms) => msToTs(ms)) }),
    },
  } as unknown as Client
  return Object.assign(far, { client })
}

/** The loop, for as long as the work beside it takes. */
async function kept(client: Client, work: () => Promise<void>): Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const { database } = setting
  const loop = keepHeartbeats({
    ...{ database, client, namespace: 'default', logger, signal },
    ...{ pollMs: 20, graceMs: 300 },
  })
  await work().finally(() => stopping.abort())
  await loop
}

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000
const set = (instruction: string, at: number) =>
  recordHeartbeat(setting.pool, setting, {
    ...{
      type: 'heartbeat_set',
      at: new Date(at).toISOString(),
      actor: `operator:${setting.operators.owner}`,
    },
    body: {
      ...{ rhythm: { everySeconds: 60 }, timeZone: 'UTC', activeHours: null },
      ...{ rule: 'when_new', instruction },
    },
  })
const isApplied = async () => Boolean((await heartbeatOf(setting.pool, setting.agentId))?.appliedAt)
const reasons = async () => (await listBeats(setting.pool, setting.agentId, 9)).map(({ reason }) => reason)

test('a heartbeat that is changed is applied again, and the record says so', async () => {
  const far = temporal()
  await set('Look.', minutesAgo(60))
  await kept(far.client, async () => {
    await expect.poll(isApplied).toBe(true)
    await set('Look twice.', Date.now())
    await expect.poll(isApplied).toBe(true)
  })
})

test('what Temporal came too late for is told as that, though it is told only after a while', async () => {
  const far = temporal()
  await set('Look.', minutesAgo(60))
  await kept(far.client, async () => {
    await expect.poll(isApplied).toBe(true)
    far.isAway = true
    await expect
      .poll(async () => (await heartbeatOf(setting.pool, setting.agentId))?.problem)
      .toMatch(/UNAVAILABLE/)
    Object.assign(far, { planned: [minutesAgo(30)], missed: 1, isAway: false })
    await expect.poll(reasons).toEqual(['Temporal was away for longer than it catches up.'])
    far.planned.push(minutesAgo(20))
    await expect.poll(reasons).toHaveLength(2)
  })
  expect((await reasons())[0]).toMatch(/^The control worker was away/)
})

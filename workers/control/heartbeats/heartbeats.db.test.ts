import { type Client, ScheduleNotFoundError, type ScheduleOptions } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Rhythm } from '#domain/agent/heartbeat.ts'
import { newId } from '#domain/ids.ts'
import { createLogger } from '#platform/logger.ts'
import { heartbeatOf, listBeats } from '#prisma/read/heartbeats.ts'
import { recordMissed, takeBeat } from '#prisma/write/beats.ts'
import { heartbeatWishes, noteChecked, rememberSchedule } from '#prisma/write/heartbeat-links.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
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
/** A new one each time: what was missed is told of the one that missed it. */
let agentId: string
beforeEach(async () => {
  const { projectId, pool } = setting
  agentId = newId('agent')
  const settings = { name: 'Bo', role: '', charter: '', executorId: null, openclawAgentId: 'main' }
  const at = new Date(minutesAgo(90)).toISOString()
  const actor = `operator:${setting.operators.owner}`
  await createAgent(pool, agentId, { at, actor, type: 'agent_created', body: { projectId, ...settings } })
})

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

const began = Date.now()
const minutesAgo = (minutes: number) => began - minutes * 60_000
const set = (instruction: string, at: number) =>
  recordHeartbeat(
    setting.pool,
    { agentId, projectId: setting.projectId },
    {
      ...{
        type: 'heartbeat_set',
        at: new Date(at).toISOString(),
        actor: `operator:${setting.operators.owner}`,
      },
      body: {
        ...{ rhythm: { everySeconds: 60 }, timeZone: 'UTC', activeHours: null },
        ...{ rule: 'when_new', instruction },
      },
    },
  )
const isApplied = async () => Boolean((await heartbeatOf(setting.pool, agentId))?.appliedAt)
const reasons = async () => (await listBeats(setting.pool, agentId, 9)).map(({ reason }) => reason)

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
    await expect.poll(async () => (await heartbeatOf(setting.pool, agentId))?.problem).toMatch(/UNAVAILABLE/)
    Object.assign(far, { planned: [minutesAgo(30)], missed: 1, isAway: false })
    await expect.poll(reasons).toEqual(['Temporal was away for longer than it catches up.'])
    far.planned.push(minutesAgo(20))
    await expect.poll(reasons).toHaveLength(2)
  })
  expect((await reasons())[0]).toMatch(/^The control worker was away/)
})

/** An agent whose heartbeat came each minute from an hour ago on, and hardly ever from half an hour ago on. */
async function aSlowedAgent() {
  const { projectId, pool } = setting
  const actor = `operator:${setting.operators.owner}`
  const by = (minutes: number) => ({ at: new Date(minutesAgo(minutes)).toISOString(), actor })
  const beating = async (minutes: number, rhythm: Rhythm) =>
    recordHeartbeat(
      pool,
      { agentId, projectId },
      {
        ...{ ...by(minutes), type: 'heartbeat_set' },
        body: { rhythm, timeZone: 'UTC', activeHours: null, rule: 'when_new', instruction: 'Look.' },
      },
    )
  await beating(60, { everySeconds: 60 })
  await beating(30, { cron: '0 0 1 1 *' })
  const paused = (type: 'heartbeat_paused' | 'heartbeat_resumed', minutes: number) =>
    recordHeartbeat(
      pool,
      { agentId, projectId },
      {
        ...{ ...by(minutes), type },
        body: { where: 'front_office', note: '' },
      },
    )
  const missed = async () =>
    (await listBeats(pool, agentId, 99)).flatMap((one) => (one.outcome === 'missed' ? one.count : []))
  const setAnew = async () => {
    await recordHeartbeat(
      pool,
      { agentId, projectId },
      { ...by(9), type: 'heartbeat_removed', body: { reason: '' } },
    )
    await beating(8, { everySeconds: 60 })
  }
  return { paused, missed, setAnew }
}

test.each([
  ['was deleted', false],
  ['was not deleted yet', true],
])(
  'of a heartbeat that is set anew nothing is told from before the one that went, whose schedule %s',
  async (_, isThere) => {
    const { missed, setAnew } = await aSlowedAgent()
    if (isThere) {
      await rememberSchedule(setting.pool, agentId)
      const until = new Date(minutesAgo(55)).toISOString()
      await noteChecked(setting.pool, agentId, { until, missed: 0 })
    }
    await setAnew()
    await kept(temporal().client, async () => {
      const wish = async () => (await heartbeatWishes(setting.pool)).find((one) => one.agentId === agentId)
      await expect
        .poll(async () => (await wish())?.coveredUntil)
        .toSatisfy((until: string) => Date.parse(until) >= minutesAgo(9))
    })
    expect(await missed()).toEqual([])
  },
)

test('what was missed before a heartbeat was changed, paused and resumed is recorded as it was set then, once', async () => {
  const { paused, missed } = await aSlowedAgent()
  const minute = Math.floor(minutesAgo(40) / 60_000) * 60_000
  await takeBeat(setting.pool, agentId, new Date(minute).toISOString())
  await paused('heartbeat_paused', 20)
  await kept(temporal().client, async () => {
    await expect.poll(missed).toEqual([10, 19])
    await paused('heartbeat_resumed', 10)
    await new Promise((resolve) => setTimeout(resolve, 500))
  })
  expect(await missed()).toEqual([10, 19])
})

test('a gap is accounted for as it is recorded, whatever becomes of the worker after it', async () => {
  await aSlowedAgent()
  await rememberSchedule(setting.pool, agentId)
  const [scheduledAt, until] = [50, 40].map((ago) => new Date(minutesAgo(ago)).toISOString()) as [
    string,
    string,
  ]
  await recordMissed(setting.pool, agentId, { scheduledAt, until, count: 11, reason: 'Away.' })
  const wish = (await heartbeatWishes(setting.pool)).find((one) => one.agentId === agentId)
  expect(wish?.coveredUntil).toBe(until)
})

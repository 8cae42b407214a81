import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Heartbeat } from '#domain/agent/heartbeat.ts'
import { heartbeatScheduleId, newId } from '#domain/ids.ts'
import type { BodyOf, EntryType } from '#domain/ledger/entry.ts'
import { createAgent, retireAgent } from '#prisma/write/settings/agents.ts'
import { recordHeartbeat } from '#prisma/write/settings/heartbeats.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'

let plane: ControlPlane
let hold: Promise<void> | null = null
beforeAll(async () => {
  plane = await startControlPlane({
    async runAgent({ message }) {
      if (message.startsWith('Task: fail it'))
        return aResult({ outcome: 'failed', error: 'It broke.\nAt line 1' })
      await hold
      return aResult()
    },
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'failed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const everySecond: Heartbeat = {
  rhythm: { everySeconds: 1 },
  timeZone: 'UTC',
  activeHours: null,
  rule: 'when_new',
  instruction: 'Look around.',
}
/** Never by itself while a test runs. */
const seldom: Heartbeat = { ...everySecond, rhythm: { cron: '0 0 1 1 *' } }

async function anAgent() {
  const agentId = newId('agent')
  const body = {
    projectId: plane.projectId,
    name: 'Bo',
    role: '',
    charter: '',
    executorId: 'mac-mini',
    openclawAgentId: 'main',
  }
  await createAgent(plane.database.pool, agentId, { ...by(), type: 'agent_created', body })
  return agentId
}
const by = () => ({ at: new Date().toISOString(), actor: `operator:${plane.operators.owner}` })
type Kind = 'heartbeat_set' | 'heartbeat_removed' | 'heartbeat_paused' | 'heartbeat_resumed' | 'beat_asked'
const setting = <T extends Kind>(agentId: string, type: T, body: BodyOf<T>) =>
  recordHeartbeat(plane.database.pool, { agentId, projectId: plane.projectId }, {
    ...by(),
    type,
    body,
  } as never)

async function entries(agentId: string, type: EntryType) {
  const { rows } = await plane.database.pool.query(
    'select body, actor from entry where stream_id = $1 and type = $2 order by stream_seq',
    [`agent/${agentId}`, type],
  )
  return rows
}
const eventually = (look: () => Promise<unknown>) => expect.poll(look, { interval: 100 })
const count = async (agentId: string, type: EntryType) => (await entries(agentId, type)).length
const schedule = (agentId: string) => plane.env.client.schedule.getHandle(heartbeatScheduleId(agentId))
const isPaused = async (agentId: string) =>
  schedule(agentId)
    .describe()
    .then(({ state }) => state.paused)
    .catch(() => null)

test('with nothing new a beat is recorded, and no task and no model call comes of it', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', everySecond)
  await eventually(() => count(agentId, 'beat_skipped')).toBeGreaterThanOrEqual(2)
  const [beat] = await entries(agentId, 'beat_skipped')
  expect(beat).toMatchObject({ actor: 'system:heartbeat', body: { reason: 'nothing_new' } })
  const { rows } = await plane.database.pool.query('select 1 from task where agent_id = $1', [agentId])
  expect(rows).toEqual([])
  await setting(agentId, 'heartbeat_removed', { reason: '' })
  await eventually(() => isPaused(agentId)).toBeNull()
})

test('what is new becomes one task that is told of it; while it is open further beats are coalesced', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', everySecond)
  await eventually(() => count(agentId, 'beat_skipped')).toBeGreaterThanOrEqual(1)
  let release = () => {}
  // Before there is anything new: the next beat may come at once.
  hold = new Promise((resolve) => {
    release = resolve
  })
  const failed = await plane.ask({ title: 'fail it' })
  await plane.until(failed, ({ status }) => status === 'failed')
  await eventually(() => count(agentId, 'beat_started')).toBe(1)
  const [{ body }] = (await entries(agentId, 'beat_started')) as [{ body: BodyOf<'beat_started'> }]
  expect(body.news).toEqual(['“fail it” failed: It broke. At line 1'])
  await eventually(() => count(agentId, 'beat_coalesced')).toBeGreaterThanOrEqual(2)
  const [coalesced] = await entries(agentId, 'beat_coalesced')
  expect(coalesced.body.taskId).toBe(body.taskId)
  release()
  hold = null
  const task = await plane.until(body.taskId, ({ status }) => status === 'done')
  expect(task.intent).toContain('Look around.\n\nNew since your last heartbeat:\n- “fail it” failed')
  // Its own work is no news, or it would wake itself for ever.
  const skips = await count(agentId, 'beat_skipped')
  await eventually(() => count(agentId, 'beat_skipped')).toBeGreaterThanOrEqual(skips + 2)
  expect(await count(agentId, 'beat_started')).toBe(1)
  await setting(agentId, 'heartbeat_removed', { reason: '' })
})

test('a beat that was asked for comes at once, also while the heartbeat is paused', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', seldom)
  await setting(agentId, 'heartbeat_paused', { where: 'front_office', note: 'Holidays' })
  await eventually(() => isPaused(agentId)).toBe(true)
  expect((await schedule(agentId).describe()).state.note).toBe('Holidays')
  await setting(agentId, 'beat_asked', { note: 'the reviews' })
  await eventually(() => count(agentId, 'beat_started')).toBe(1)
  const [{ body }] = (await entries(agentId, 'beat_started')) as [{ body: BodyOf<'beat_started'> }]
  expect(body.news).toEqual(['The owner asked for this beat: the reviews'])
  await setting(agentId, 'heartbeat_resumed', { where: 'front_office', note: '' })
  await eventually(() => isPaused(agentId)).toBe(false)
})

test('a beat that is asked for in the second of another one comes as well', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', seldom)
  await eventually(() => isPaused(agentId)).toBe(false)
  const beats = async () => (await count(agentId, 'beat_started')) + (await count(agentId, 'beat_coalesced'))
  for (const nth of [1, 2, 3]) {
    await setting(agentId, 'beat_asked', { note: `for the ${nth}. time` })
    await eventually(beats).toBe(nth)
  }
})

test('a pause in Temporal is recorded and stays until somebody ends it', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', seldom)
  await eventually(() => isPaused(agentId)).toBe(false)
  await schedule(agentId).pause('by hand')
  await eventually(() => entries(agentId, 'heartbeat_paused')).toEqual([
    { actor: 'system:temporal', body: { where: 'temporal', note: 'by hand' } },
  ])
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(await isPaused(agentId)).toBe(true)
  await schedule(agentId).unpause('enough')
  await eventually(() => count(agentId, 'heartbeat_resumed')).toBe(1)
  expect(await count(agentId, 'heartbeat_paused')).toBe(1)
})

test('a schedule that is deleted in Temporal, or changed here, becomes what is wanted', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', seldom)
  await eventually(() => isPaused(agentId)).toBe(false)
  await schedule(agentId).delete()
  await eventually(() => isPaused(agentId)).toBe(false)
  await setting(agentId, 'heartbeat_set', { ...seldom, rhythm: { everySeconds: 7_200 } })
  await eventually(async () => (await schedule(agentId).describe()).spec.intervals?.[0]?.every).toBe(
    7_200_000,
  )
  const retired = { ...by(), type: 'agent_retired', body: { reason: '' } } as const
  await retireAgent(plane.database.pool, { agentId, projectId: plane.projectId }, retired)
  await eventually(() => isPaused(agentId)).toBeNull()
})

test('planned times that nobody looked at are recorded as missed, once, and beats go on', async () => {
  const agentId = await anAgent()
  await setting(agentId, 'heartbeat_set', everySecond)
  await eventually(() => count(agentId, 'beat_skipped')).toBeGreaterThanOrEqual(1)
  await plane.stopControl()
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  await plane.startControl()
  const missed = async () => {
    const bodies = (await entries(agentId, 'beat_missed')).map(({ body }) => body) as BodyOf<'beat_missed'>[]
    const away = bodies.filter(({ reason }) => /control worker was away/.test(reason))
    return away.reduce((sum, one) => sum + one.count, 0)
  }
  await eventually(missed).toBeGreaterThanOrEqual(2)
  const skips = await count(agentId, 'beat_skipped')
  await eventually(() => count(agentId, 'beat_skipped')).toBeGreaterThan(skips)
  const { rows } = await plane.database.pool.query(
    `select b.scheduled_at from beat b join beat m on m.agent_id = b.agent_id and m.outcome = 'missed'
      and b.outcome <> 'missed' and b.scheduled_at between m.scheduled_at and m.until where b.agent_id = $1`,
    [agentId],
  )
  expect(rows).toEqual([])
  await setting(agentId, 'heartbeat_removed', { reason: '' })
})

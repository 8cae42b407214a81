import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import type { Heartbeat } from '#domain/agent/heartbeat.ts'
import { heartbeatScheduleId } from '#domain/ids.ts'
import type { Pool } from '#prisma/client.ts'
import {
  forgetSchedule,
  type HeartbeatWish,
  noteApplied,
  noteTriggered,
  rememberSchedule,
} from '#prisma/write/heartbeat-links.ts'
import { recordHeartbeat } from '#prisma/write/settings/heartbeats.ts'
import type { HeartbeatInput } from '#workflows/heartbeat/contract.ts'
import { inputOf, scheduleOf, type WantedHeartbeat } from './schedule-spec.ts'

export interface Applied {
  client: Client
  pool: Pool
}

/**
 * Makes the schedule of one agent what is wanted, whatever it is now: made, changed, paused, deleted. A pause that was
 * set or ended in Temporal is recorded and stays. Answers with Temporal's own count of planned times that it came too
 * late for. Throws where Temporal can't be asked.
 */
export async function applyHeartbeat(to: Applied, wish: HeartbeatWish): Promise<number> {
  const handle = to.client.schedule.getHandle(heartbeatScheduleId(wish.agentId))
  const { settings } = wish
  if (!settings) {
    await deleted(handle)
    await forgetSchedule(to.pool, wish.agentId)
    return 0
  }
  await rememberSchedule(to.pool, wish.agentId)
  const found = await described(handle)
  const wanted = wantedOf({ ...wish, settings })
  if (found) await changed(to, wish, { handle, found, wanted })
  else await to.client.schedule.create(scheduleOf(wanted))
  if (wish.untoldAskedAt) {
    await secondAfter(wish.lastBeatAt)
    await handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE)
    await noteTriggered(to.pool, wish.agentId, wish.untoldAskedAt)
  }
  if (wish.link?.problem !== null || !wish.link.appliedAt) await noteApplied(to.pool, wish.agentId, null)
  return found?.info.numActionsMissedCatchupWindow ?? 0
}

// Temporal's clock may be so far behind ours.
const leewayMs = 1_000

/** Temporal names a beat by its second, and drops one whose second has its beat already. */
async function secondAfter(beatAt: string | null): Promise<void> {
  const left = beatAt ? Date.parse(beatAt) + 1_000 + leewayMs - Date.now() : 0
  if (left > 0) await sleep(left)
}

const wantedOf = (wish: HeartbeatWish & { settings: Heartbeat }): WantedHeartbeat => ({
  ...wish,
  note: wish.pauseNote,
})

async function described(handle: ScheduleHandle): Promise<ScheduleDescription | null> {
  try {
    return await handle.describe()
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null
    throw error
  }
}

async function deleted(handle: ScheduleHandle): Promise<void> {
  try {
    await handle.delete()
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
  }
}

/** What the schedule was made from; nothing where somebody else made it. */
const madeFrom = ({ action }: ScheduleDescription): Partial<HeartbeatInput> =>
  (action.type === 'startWorkflow' && (action.args?.[0] as HeartbeatInput | undefined)) || {}

interface Change {
  handle: ScheduleHandle
  found: ScheduleDescription
  wanted: WantedHeartbeat
}

async function changed(to: Applied, wish: HeartbeatWish, { handle, found, wanted }: Change): Promise<void> {
  const made = madeFrom(found)
  const isPausedThere = found.state.paused
  const isChangedThere = made.isPaused !== undefined && isPausedThere !== made.isPaused
  // Both sides changed it to the same: nothing to record, only to write down as ours.
  if (isChangedThere && isPausedThere !== wanted.isPaused) await recordPause(to, wish, found)
  const isPaused = isChangedThere ? isPausedThere : wanted.isPaused
  const now = { ...wanted, isPaused, note: isChangedThere ? (found.state.note ?? null) : wanted.note }
  const input = inputOf(now)
  const isAsWanted =
    made.settings === input.settings && made.isPaused === isPaused && isPausedThere === isPaused
  if (!isAsWanted) await handle.update(() => scheduleOf(now))
}

async function recordPause(
  { pool }: Applied,
  { agentId, projectId }: HeartbeatWish,
  found: ScheduleDescription,
) {
  const by = { at: new Date().toISOString(), actor: 'system:temporal' }
  const body = { where: 'temporal', note: (found.state.note ?? '').slice(0, 1_000) } as const
  const type = found.state.paused ? 'heartbeat_paused' : 'heartbeat_resumed'
  await recordHeartbeat(pool, { agentId, projectId }, { ...by, type, body }, 'reconciler')
}

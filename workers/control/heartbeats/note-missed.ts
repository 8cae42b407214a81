import type { Client } from '@temporalio/client'
import { nextBeats } from '#api/heartbeats/beat-times.ts'
import { heartbeatBeganAt, heartbeatStretches, type Stretch } from '#domain/agent/heartbeat-stretches.ts'
import type { Database, Pool } from '#prisma/client.ts'
import { recordedBeats, recordMissed } from '#prisma/write/beats.ts'
import { type HeartbeatWish, heartbeatHistory, noteChecked } from '#prisma/write/heartbeat-links.ts'
import { gapsOf, plannedBeats } from './missed-beats.ts'

export interface MissedDeps {
  database: Database
  client: Client
  namespace: string
  /** How late a beat may be recorded before its time counts as missed. */
  graceMs: number
}

const workerWords = 'The control worker was away, or an earlier beat was still being looked at.'
const temporalWords = 'Temporal was away for longer than it catches up.'
/** As many as Temporal lists: the rest comes with the next round. */
const mostAtOnce = 1_000

/** Records what of the planned times has no beat, `missed` being Temporal's count of what it came too late for. */
export async function noteMissed(deps: MissedDeps, wish: HeartbeatWish, missed: number): Promise<void> {
  const to = new Date(Date.now() - deps.graceMs).toISOString()
  if (wish.changedAt > to) return
  const { pool } = deps.database
  const reason = missed > (wish.link?.missed ?? 0) ? temporalWords : workerWords
  if (wish.coveredUntil < wish.changedAt) return noteEarlier(pool, wish, reason)
  if (wish.isPaused) return
  const { agentId, coveredUntil: from } = wish
  const planned = await plannedBeats(deps.client, agentId, { namespace: deps.namespace, from, to })
  const until = planned.at(-1)
  if (!until) return
  await recordGaps(pool, agentId, { planned, from, until, reason })
  await noteChecked(pool, agentId, { until, missed })
}

/** One stretch before the last change, by the settings that held then: Temporal knows those of now only. */
async function noteEarlier(pool: Pool, wish: HeartbeatWish, reason: string): Promise<void> {
  const { agentId, coveredUntil, changedAt, link } = wish
  const history = await heartbeatHistory(pool, agentId)
  const beganAt = heartbeatBeganAt(history)
  const span = { from: coveredUntil > beganAt ? coveredUntil : beganAt, until: changedAt }
  const [stretch] = heartbeatStretches(history, span)
  const planned = stretch ? plannedIn(stretch) : []
  const end = stretch?.until ?? changedAt
  const until = planned.length < mostAtOnce ? end : (planned.at(-1) ?? end)
  await recordGaps(pool, agentId, { planned, from: stretch?.from ?? until, until, reason })
  await noteChecked(pool, agentId, { until, missed: link?.missed ?? 0 })
}

const plannedIn = ({ settings, from, until }: Stretch) =>
  nextBeats(settings, new Date(from), mostAtOnce, until)

interface Planned {
  planned: readonly string[]
  from: string
  until: string
  reason: string
}

async function recordGaps(
  pool: Pool,
  agentId: string,
  { planned, from, until, reason }: Planned,
): Promise<void> {
  const recorded = new Set(await recordedBeats(pool, agentId, from, until))
  for (const gap of gapsOf(planned, recorded)) {
    const [first = '', last = ''] = [gap[0], gap.at(-1)]
    await recordMissed(pool, agentId, { scheduledAt: first, until: last, count: gap.length, reason })
  }
}

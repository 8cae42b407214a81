import { type BeatOutcome, Heartbeat } from '#domain/agent/heartbeat.ts'
import type { TaskStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface HeartbeatRow {
  settings: Heartbeat
  setAt: string
  pausedAt: string | null
  pausedByName: string | null
  pauseNote: string | null
  askedAt: string | null
  askedByName: string | null
  appliedAt: string | null
  problem: string | null
}

/** An actor that is no operator stopped it in Temporal's own UI or by its API. */
const nameOf = (actor: string, at: string) =>
  `case when ${at} is not null then coalesce((select u.name from "user" u where 'operator:' || u.id = ${actor}),
     'Somebody in Temporal') end`

export async function heartbeatOf(pool: Pool, agentId: string): Promise<HeartbeatRow | null> {
  const { rows } = await pool.query<HeartbeatRow>(
    `select h.settings, ${isoOf('h.set_at')} as "setAt", ${isoOf('h.paused_at')} as "pausedAt",
            ${nameOf('h.paused_by', 'h.paused_at')} as "pausedByName", h.pause_note as "pauseNote",
            ${isoOf('h.asked_at')} as "askedAt", ${nameOf('h.asked_by', 'h.asked_at')} as "askedByName",
            case when l.applied_at >= h.set_at then ${isoOf('l.applied_at')} end as "appliedAt", l.problem
       from heartbeat h left join heartbeat_link l on l.agent_id = h.agent_id where h.agent_id = $1`,
    [agentId],
  )
  const row = rows[0]
  return row ? { ...row, settings: Heartbeat.parse(row.settings) } : null
}

export interface BeatRow {
  scheduledAt: string
  outcome: BeatOutcome
  reason: string | null
  taskId: string | null
  taskStatus: TaskStatus | null
  until: string | null
  count: number
}

/** What came of the last beats, newest first. */
export async function listBeats(pool: Pool, agentId: string, limit: number): Promise<BeatRow[]> {
  const { rows } = await pool.query<BeatRow>(
    `select ${isoOf('b.scheduled_at')} as "scheduledAt", b.outcome, b.reason, b.task_id as "taskId",
            t.status as "taskStatus", ${isoOf('b.until')} as until, b.count
       from beat b left join task t on t.id = b.task_id
      where b.agent_id = $1 order by b.scheduled_at desc limit $2`,
    [agentId, limit],
  )
  return rows
}

import { Heartbeat } from '#domain/agent/heartbeat.ts'
import { agentStreamId } from '#domain/ids.ts'
import type { EntryType, Fact } from '#domain/ledger/entry.ts'
import type { Pool } from '../client.ts'

/** A schedule that is wanted, or that is still there and not wanted any more (`settings` null). */
export interface HeartbeatWish {
  agentId: string
  agentName: string
  projectId: string
  settings: Heartbeat | null
  isPaused: boolean
  pauseNote: string | null
  /** ISO; an asking that Temporal was not told of yet. */
  untoldAskedAt: string | null
  /** ISO, of the second: the latest time that has its beat. */
  lastBeatAt: string | null
  /** ISO: planned times up to here are accounted for; empty while none are. */
  coveredUntil: string
  /** ISO: since when it is set, paused or resumed as it is now. */
  changedAt: string
  /**
   * As it was when it was looked at last; null while there is no schedule. `appliedAt` is null until Temporal has what
   * is set now, `missed` Temporal's count when planned times were accounted for last.
   */
  link: { problem: string | null; appliedAt: string | null; missed: number } | null
}

interface Row extends Omit<HeartbeatWish, 'settings' | 'link'> {
  settings: unknown
  hasLink: boolean
  problem: string | null
  appliedAt: string | null
  missed: number
}

const iso = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export async function heartbeatWishes(pool: Pool): Promise<HeartbeatWish[]> {
  const { rows } = await pool.query<Row>(
    `select a.id as "agentId", a.name as "agentName", a.project_id as "projectId",
            case when p.removed_at is null then h.settings end as settings,
            h.paused_at is not null as "isPaused", h.pause_note as "pauseNote",
            case when l.triggered_at is distinct from h.asked_at then ${iso('h.asked_at')} end as "untoldAskedAt",
            (select ${iso('max(b.scheduled_at)')} from beat b where b.agent_id = a.id) as "lastBeatAt",
            coalesce(${iso('l.checked_until')}, '') as "coveredUntil",
            coalesce(${iso('greatest(h.set_at, h.paused_at, h.resumed_at)')}, '') as "changedAt",
            l.agent_id is not null as "hasLink", l.problem,
            case when l.applied_at >= h.set_at then ${iso('l.applied_at')} end as "appliedAt",
            coalesce(l.missed, 0) as missed
       from agent a join project p on p.id = a.project_id
       left join heartbeat h on h.agent_id = a.id left join heartbeat_link l on l.agent_id = a.id
      where (h.agent_id is not null and p.removed_at is null) or l.agent_id is not null
      order by a.id`,
  )
  return rows.map(({ hasLink, problem, appliedAt, missed, settings, ...row }) => ({
    ...row,
    settings: settings ? Heartbeat.parse(settings) : null,
    link: hasLink ? { problem, appliedAt, missed } : null,
  }))
}

const changes = ['heartbeat_set', 'heartbeat_removed', 'heartbeat_paused', 'heartbeat_resumed'] as const
const historyTypes: EntryType[] = ['agent_created', ...changes]

/** What says under which settings an agent had a heartbeat, and when. */
export async function heartbeatHistory(pool: Pool, agentId: string): Promise<Fact[]> {
  const { rows } = await pool.query<Fact>(
    `select type, ${iso('at')} as at, actor, body from entry
      where stream_id = $1 and type = any($2) order by stream_seq`,
    [agentStreamId(agentId), historyTypes],
  )
  return rows
}

/** Before the schedule is made: one that nobody remembers could never be deleted. */
export async function rememberSchedule(pool: Pool, agentId: string): Promise<void> {
  await pool.query('insert into heartbeat_link (agent_id) values ($1) on conflict do nothing', [agentId])
}

export async function forgetSchedule(pool: Pool, agentId: string): Promise<void> {
  await pool.query('delete from heartbeat_link where agent_id = $1', [agentId])
}

/** `problem` null: Temporal has what is wanted. */
export async function noteApplied(pool: Pool, agentId: string, problem: string | null): Promise<void> {
  await pool.query(
    `insert into heartbeat_link (agent_id, problem, applied_at)
     values ($1, $2, case when $2::text is null then now() end)
     on conflict (agent_id) do update set problem = $2,
       applied_at = case when $2::text is null then now() else heartbeat_link.applied_at end`,
    [agentId, problem],
  )
}

export async function noteTriggered(pool: Pool, agentId: string, askedAt: string): Promise<void> {
  await pool.query('update heartbeat_link set triggered_at = $2 where agent_id = $1', [agentId, askedAt])
}

/** `missed` is Temporal's count of what it came too late for. */
export async function noteChecked(
  pool: Pool,
  agentId: string,
  { until, missed }: { until: string; missed: number },
): Promise<void> {
  await pool.query('update heartbeat_link set checked_until = $2, missed = $3 where agent_id = $1', [
    agentId,
    until,
    missed,
  ])
}

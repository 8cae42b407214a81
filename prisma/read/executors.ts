import { type Drain, ExecutorLoad, KeptReport, type PresenceState } from '#domain/executor/executor.ts'
import { unwatched } from '#domain/executor/presence-rules.ts'
import type { Pool } from '../client.ts'
import { isUnwatched, silentAfter } from './presence-looks.ts'
import { isoOf } from './tasks.ts'

export interface ExecutorSummary {
  id: string
  name: string
  state: PresenceState
  detail: string
  stopFile: string | null
  /** Null: no operator asked it to drain. */
  drain: (Pick<Drain, 'reason' | 'at'> & { byName: string }) | null
  since: string
  lastReportAt: string | null
  report: KeptReport | null
  waitingTasks: number
  oldestWaitSince: string | null
  runningTasks: number
  /** Runs that no gateway has taken yet, and since when the oldest waits: what the record says. */
  queuedRuns: number
  oldestQueuedAt: string | null
  /** Runs that its own limit of runs at once holds. */
  heldRuns: number
  /** What Temporal says; null where it has said nothing lately. */
  load: ExecutorLoad | null
  runLimit: number | null
  /** Since when its token is the one it is; null: revoked. */
  tokenAt: string | null
  /** That live on it and are not retired. */
  agents: number
  openTasks: number
}

/** `=` is neither true nor false of a task without a hold, and its whole state would be read to find out. */
const isAtLimit = `t.hold_kind is not distinct from 'limit' and t.state->'hold'->>'scope' = 'executor'`

export async function listExecutors(pool: Pool): Promise<ExecutorSummary[]> {
  const { rows } = await pool.query<ExecutorSummary & { isUnwatched: boolean }>(
    `select e.id, e.name, e.run_limit as "runLimit", e.state, e.detail, ${isUnwatched} as "isUnwatched",
            e.stop_file as "stopFile",
            case when e.drain is not null then e.drain - 'by' || jsonb_build_object('byName', coalesce(d.name, e.drain->>'by')) end as drain,
            ${isoOf(`case when ${isUnwatched} then coalesce(l.looked_at, e.since) else e.since end`)} as since,
            ${isoOf('l.reported_at')} as "lastReportAt", l.report,
            w.waiting as "waitingTasks", ${isoOf('w.oldest')} as "oldestWaitSince", w.running as "runningTasks",
            w.queued as "queuedRuns", ${isoOf('w.oldest_queued')} as "oldestQueuedAt",
            w.held as "heldRuns",
            case when (l.load->>'at')::timestamptz > now() - interval '${silentAfter}' then l.load end as load,
            ${isoOf('e.token_at')} as "tokenAt", w.open as "openTasks",
            (select count(*)::int from agent a where a.executor_id = e.id and a.retired_at is null) as agents
       from executor e left join executor_link l on l.executor_id = e.id
       left join "user" d on d.id = e.drain->>'by'
       cross join lateral (
         select count(*)::int as open, count(*) filter (where t.wait_kind = 'executor')::int as waiting,
                min(t.since) filter (where t.wait_kind = 'executor') as oldest,
                count(*) filter (where t.status = 'running')::int as running,
                count(t.queued_at)::int as queued, min(t.queued_at) as oldest_queued,
                count(*) filter (where ${isAtLimit})::int as held
           from task t where t.executor_id = e.id and t.ended_at is null) w
      where e.retired_at is null order by e.id`,
  )
  return rows.map(({ isUnwatched, ...row }) => ({
    ...row,
    ...(isUnwatched && unwatched),
    report: row.report ? KeptReport.parse(row.report) : null,
    load: row.load ? ExecutorLoad.parse(row.load) : null,
  }))
}

/** Whose token this is, by the hash that is kept of it. */
export async function executorOfToken(pool: Pool, tokenHash: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(
    'select executor_id as id from executor_link where token_hash = $1',
    [tokenHash],
  )
  return rows[0]?.id ?? null
}

/** One that takes agents: registered and not retired. */
export async function isExecutor(pool: Pool, executorId: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from executor where id = $1 and retired_at is null', [
    executorId,
  ])
  return rowCount === 1
}

export interface RetiredExecutor {
  id: string
  name: string
  retiredAt: string
}

export async function retiredExecutors(pool: Pool): Promise<RetiredExecutor[]> {
  const { rows } = await pool.query<RetiredExecutor>(
    `select id, name, ${isoOf('retired_at')} as "retiredAt" from executor
      where retired_at is not null order by retired_at desc, id`,
  )
  return rows
}

/** What keeps it from being retired. */
export async function residentsOf(
  db: Pick<Pool, 'query'>,
  executorId: string,
): Promise<{ agents: number; openTasks: number }> {
  const { rows } = await db.query<{ agents: number; openTasks: number }>(
    `select (select count(*)::int from agent where executor_id = $1 and retired_at is null) as agents,
            (select count(*)::int from task where executor_id = $1 and ended_at is null) as "openTasks"`,
    [executorId],
  )
  return rows[0] ?? { agents: 0, openTasks: 0 }
}

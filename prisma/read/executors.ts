import { ExecutorLoad, GatewayReport, type PresenceState } from '#domain/executor/executor.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface ExecutorSummary {
  id: string
  name: string
  state: PresenceState
  detail: string
  stopFile: string | null
  since: string
  lastReportAt: string | null
  report: GatewayReport | null
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
}

/** Several looks of the control worker missed. */
const silentAfter = '15 seconds'

export async function listExecutors(pool: Pool): Promise<ExecutorSummary[]> {
  const { rows } = await pool.query<ExecutorSummary>(
    `select e.id, e.name, e.run_limit as "runLimit", e.state, e.detail, e.stop_file as "stopFile",
            ${isoOf('e.since')} as since,
            ${isoOf('l.reported_at')} as "lastReportAt", l.report,
            w.waiting as "waitingTasks", ${isoOf('w.oldest')} as "oldestWaitSince", w.running as "runningTasks",
            w.queued as "queuedRuns", ${isoOf('w.oldest_queued')} as "oldestQueuedAt",
            w.held as "heldRuns",
            case when (l.load->>'at')::timestamptz > now() - interval '${silentAfter}' then l.load end as load
       from executor e left join executor_link l on l.executor_id = e.id
       cross join lateral (
         select count(*) filter (where t.wait_kind = 'executor')::int as waiting,
                min(t.since) filter (where t.wait_kind = 'executor') as oldest,
                count(*) filter (where t.status = 'running')::int as running,
                count(t.queued_at)::int as queued, min(t.queued_at) as oldest_queued,
                count(*) filter (where t.hold_kind = 'limit' and t.state->'hold'->>'scope' = 'executor')::int as held
           from task t where t.executor_id = e.id and t.ended_at is null) w
      order by e.id`,
  )
  return rows.map((row) => ({
    ...row,
    report: row.report ? GatewayReport.parse(row.report) : null,
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

export async function isExecutor(pool: Pool, executorId: string): Promise<boolean> {
  return (await pool.query('select 1 from executor where id = $1', [executorId])).rowCount === 1
}

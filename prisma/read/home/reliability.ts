import type { Pool } from '../../client.ts'
import { isoOf } from '../tasks.ts'

/** Counted over all projects within a span of time. */
export interface Reliability {
  runs: number
  failedRuns: number
  retries: number
  undelivered: number
  /** Planned times of heartbeats at which nobody was there to beat. */
  missedBeats: number
}

/** From the entries of that span. */
export async function reliabilityWithin(pool: Pool, from: Date, to: Date): Promise<Reliability> {
  const { rows } = await pool.query<Reliability>(
    `select count(*) filter (where e.type = 'run_ended')::int as runs,
            count(*) filter (where e.type = 'run_ended' and e.body->>'outcome' <> 'ok')::int as "failedRuns",
            count(*) filter (where e.type = 'retry_scheduled')::int as retries,
            count(*) filter (where e.type = 'intent_undeliverable')::int as undelivered,
            (select coalesce(sum(b.count), 0)::int from beat b
              where b.outcome = 'missed' and b.at >= $1 and b.at < $2) as "missedBeats"
       from entry e
      where e.type in ('run_ended', 'retry_scheduled', 'intent_undeliverable')
        and e.at >= $1 and e.at < $2`,
    [from, to],
  )
  return rows[0] as Reliability
}

/** What the executors have otherwise than the record, as far as nobody has settled it. */
export interface OpenDrift {
  count: number
  /** When the oldest was first seen; null: there is none. */
  since: string | null
}

export async function openDrift(pool: Pool): Promise<OpenDrift> {
  const { rows } = await pool.query<OpenDrift>(
    `select count(*)::int as count, ${isoOf('min(first_seen)')} as since from finding where status in ('open', 'repairing')`,
  )
  return rows[0] as OpenDrift
}

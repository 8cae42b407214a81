import { crossGroups } from '#domain/ledger/groups.ts'
import { isUndelivered } from '../entries.ts'
import type { Rows } from '../in-one-statement.ts'
import { isoOf } from '../tasks.ts'

/** Counted over all projects within a span of time. */
export interface Reliability {
  runs: number
  failedRuns: number
  retries: number
  undelivered: number
  /** Planned times of heartbeats at which nobody was there to beat. */
  missedBeats: number
  /** How many entries tell of them. */
  missedEntries: number
}

/** Runs by when they ended, the rest from the entries of that span. */
export async function reliabilityWithin(read: Rows, from: Date, to: Date): Promise<Reliability> {
  const { rows } = await read.query<Reliability>(
    `select r.runs, r."failedRuns", e.retries, e.undelivered, b."missedBeats", b."missedEntries"
       from (select count(*)::int as runs, count(*) filter (where is_failed)::int as "failedRuns"
               from run_cost where ended_at >= $1 and ended_at < $2) r,
            (select count(*) filter (where e.type = 'retry_scheduled')::int as retries,
                    count(*) filter (where e.type <> 'retry_scheduled')::int as undelivered
               from entry e where e.type = any($3) and e.at >= $1 and e.at < $2 and ${isUndelivered}) e,
            (select coalesce(sum(count), 0)::int as "missedBeats", count(*)::int as "missedEntries"
               from beat where outcome = 'missed' and at >= $1 and at < $2) b`,
    [from, to, ['retry_scheduled', ...crossGroups.undelivered]],
  )
  return rows[0] as Reliability
}

/** What the executors have otherwise than the record, as far as nobody has settled it. */
export interface OpenDrift {
  count: number
  /** When the oldest was first seen; null: there is none. */
  since: string | null
}

export async function openDrift(read: Rows): Promise<OpenDrift> {
  const { rows } = await read.query<OpenDrift>(
    `select count(*)::int as count, ${isoOf('min(first_seen)')} as since from finding where status in ('open', 'repairing')`,
  )
  return rows[0] as OpenDrift
}

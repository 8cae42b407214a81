import type { Pool } from '../../client.ts'

/** Counted over all projects within a span of time. */
export interface Reliability {
  runs: number
  failedRuns: number
  retries: number
  undelivered: number
}

/** From the entries of that span. */
export async function reliabilityWithin(pool: Pool, from: Date, to: Date): Promise<Reliability> {
  const { rows } = await pool.query<Reliability>(
    `select count(*) filter (where e.type = 'run_ended')::int as runs,
            count(*) filter (where e.type = 'run_ended' and e.body->>'outcome' <> 'ok')::int as "failedRuns",
            count(*) filter (where e.type = 'retry_scheduled')::int as retries,
            count(*) filter (where e.type = 'intent_undeliverable')::int as undelivered
       from entry e
      where e.type in ('run_ended', 'retry_scheduled', 'intent_undeliverable')
        and e.at >= $1 and e.at < $2`,
    [from, to],
  )
  return rows[0] as Reliability
}

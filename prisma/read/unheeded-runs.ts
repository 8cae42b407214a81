import type { UnheededRun } from '#domain/drift/repair.ts'
import type { Pool } from '../client.ts'

/** Runs of an executor that heed no end, by the findings that stand of them, the oldest first. */
export async function unheededRuns(pool: Pool, executorId: string): Promise<UnheededRun[]> {
  const { rows } = await pool.query<UnheededRun>(
    `select key, r.state->>'sessionKey' as "sessionKey",
            jsonb_build_array(r.state->>'runId') || coalesce(r.state->'adoptedRunIds', '[]') as "runIds"
       from (select f.state->'subject'->>'key' as key, f.first_seen from finding f
              where f.scope = $1 and f.kind = 'run_end' and f.status in ('open', 'ignored')) one
       join task t on t.id = split_part(key, '/', 1)
       cross join lateral jsonb_array_elements(t.state->'runs') as r (state)
      where r.state->>'stepId' = split_part(key, '/', 2) order by one.first_seen, key`,
    [executorId],
  )
  return rows
}

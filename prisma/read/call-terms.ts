import { listedNames, namesOf } from '#domain/policy/effective-rules.ts'
import type { CallTerms } from '#domain/run/call-terms.ts'
import type { Pool } from '../client.ts'
import { type RunOwner, termsOf } from './run-terms.ts'

/** What holds by now for a call that this permission was given out for; one that was given back is none. */
export async function callTerms(pool: Pool, effectKey: string): Promise<CallTerms> {
  const { rows } = await pool.query<RunOwner>(
    `select t.project_id as "projectId", t.agent_id as "agentId"
       from (select substr(stream_id, 6) as id from effect_claim where effect_key = $1
             union all
             select task_id from advance_grant
              where task_id = split_part($1, '/', 2) and effect_key = $1 and released_at is null) c
       join task t on t.id = c.id limit 1`,
    [effectKey],
  )
  if (!rows[0]) return { isClaimed: false, deniedTools: [], domains: null }
  const { effective } = await termsOf(pool, rows[0], false)
  return {
    isClaimed: true,
    deniedTools: namesOf(effective.deniedTools),
    domains: listedNames(effective.domains),
  }
}

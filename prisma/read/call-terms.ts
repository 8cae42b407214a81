import { listedNames, namesOf } from '#domain/policy/effective-rules.ts'
import type { CallTerms } from '#domain/run/call-terms.ts'
import type { Pool } from '../client.ts'
import { type RunOwner, termsOf } from './run-terms.ts'

/** What holds by now for the call that this permission was given out for. */
export async function callTerms(pool: Pool, effectKey: string): Promise<CallTerms> {
  const { rows } = await pool.query<RunOwner>(
    `select t.project_id as "projectId", t.agent_id as "agentId"
       from effect_claim c join task t on c.stream_id = 'task/' || t.id where c.effect_key = $1`,
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

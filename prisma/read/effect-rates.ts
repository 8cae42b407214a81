import type { EffectRate } from '#domain/policy/effect-rate-rules.ts'
import type { Scope } from '#domain/policy/policy-document.ts'
import type { Tx } from '../client.ts'
import { type RunOwner, termsOf } from './run-terms.ts'

const within: Record<Scope, string> = {
  portfolio: '$2::text is not null and $3::text is not null',
  project: 't.project_id = $2 and $3::text is not null',
  agent: 't.agent_id = $3 and $2::text is not null',
}

/**
 * The limits of effects that hold for an agent, with what went out in the last hour. The documents that state them are
 * locked, so that two permissions that are due at once never share what is left.
 */
export async function effectRates(tx: Tx, of: RunOwner, now: Date): Promise<EffectRate[]> {
  const { effective } = await termsOf(tx, of, false)
  if (effective.effectLimits.length === 0) return []
  const locked = await termsOf(tx, of, true)
  const rates: EffectRate[] = []
  for (const { scope, limit } of locked.effective.effectLimits) {
    const { rows } = await tx.query<{ at: Date }>(
      `select c.at from effect_claim c join task t on c.stream_id = 'task/' || t.id
        where c.at > $1::timestamptz - interval '1 hour' and ${within[scope]} order by c.at`,
      [now.toISOString(), of.projectId, of.agentId],
    )
    rates.push({ scope, limit, givenOut: rows.map(({ at }) => at.toISOString()) })
  }
  return rates
}

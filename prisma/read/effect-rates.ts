import type { EffectRate } from '#domain/policy/effect-rate-rules.ts'
import type { EffectivePolicy } from '#domain/policy/effective-rules.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Tx } from '../client.ts'
import { type RunOwner, termsOf } from './run-terms.ts'

const within: Record<Scope, string> = {
  portfolio: '$2::text is not null and $3::text is not null',
  project: 't.project_id = $2 and $3::text is not null',
  agent: 't.agent_id = $3 and $2::text is not null',
}

/**
 * When effects went out in the last hour. What is allowed and not known to be done may go out at any moment, all of it at once
 * when an executor is back: it counts as going out now, and once it is done as of then. Of a task that is over it counts as
 * of when it was allowed. That is so of what somebody approved ($1: now), and of what a run brought along for calls that
 * nobody is asked about; of `own` ($4, $5), the step which is prepared, not at all.
 */
const out = `
  select case when t.ended_at is null then $1::timestamptz else c.at end as at, t.ended_at is null as is_due,
         t.project_id, t.agent_id
    from proposal p
    join effect_claim c on c.effect_key = p.state->>'effectKey'
    join task t on t.id = p.task_id
   where p.status = 'claimed' and (t.ended_at is null or c.at > $1::timestamptz - interval '1 hour')
  union all
  select least(min(e.at), $1::timestamptz), false, t.project_id, t.agent_id
    from entry e
    join effect_claim c on c.stream_id = e.stream_id and c.effect_key = e.body->>'effectKey'
    join task t on c.stream_id = 'task/' || t.id
   where e.type in ('effect_performed', 'effect_failed', 'effect_uncertain')
     and e.at > $1::timestamptz - interval '1 hour'
   group by c.effect_key, t.project_id, t.agent_id
  union all
  select coalesce(used_at, $1::timestamptz), used_at is null, project_id, agent_id from advance_grant
   where used_at > $1::timestamptz - interval '1 hour'
      or (used_at is null and released_at is null and not (task_id = $4 and step_id = $5))`

/**
 * The limits of effects that hold for an agent, with what went out in the last hour. The documents that state them are
 * locked, so that two permissions that are due at once never share what is left.
 */
export async function effectRates(tx: Tx, of: RunOwner, now: Date): Promise<EffectRate[]> {
  const { effective } = await termsOf(tx, of, false)
  if (effective.effectLimits.length === 0) return []
  return ratesUnder(tx, (await termsOf(tx, of, true)).effective, of, now)
}

/** The same under limits whose documents the caller has locked. `own`: the step which is prepared. */
export async function ratesUnder(
  tx: Tx,
  { effectLimits }: Pick<EffectivePolicy, 'effectLimits'>,
  of: RunOwner,
  now: Date,
  own: { taskId: string; stepId: string } = { taskId: '', stepId: '' },
): Promise<EffectRate[]> {
  const rates: EffectRate[] = []
  for (const { scope, limit } of effectLimits) {
    const { rows } = await tx.query<{ at: Date; isDue: boolean }>(
      `select t.at, t.is_due as "isDue" from (${out}) t where ${within[scope]} order by t.at`,
      [now.toISOString(), of.projectId, of.agentId, own.taskId, own.stepId],
    )
    const due = rows.filter(({ isDue }) => isDue).length
    rates.push({ scope, limit, givenOut: rows.map(({ at }) => at.toISOString()), due })
  }
  return rates
}

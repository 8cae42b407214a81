import { lowestAsked } from '#domain/approval/asked-rules.ts'
import { automaticRules, issuedTo } from '#domain/grant/advance-rules.ts'
import type { AdvanceGrant, AdvanceSource, GrantTarget } from '#domain/grant/grant.ts'
import { askingOf } from '#domain/grant/standing-asked-rules.ts'
import { standingRefusal } from '#domain/grant/standing-grant-rules.ts'
import { advanceKeyOf, newId } from '#domain/ids.ts'
import { periodOf } from '#domain/policy/budget-rules.ts'
import type { EffectivePolicy } from '#domain/policy/effective-rules.ts'
import type { Approvers, EffectClass, PolicyVersion } from '#domain/policy/policy.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'
import { knownTools } from '../read/allowed-before.ts'
import { ratesUnder } from '../read/effect-rates.ts'
import { requesterOf } from '../read/task-asker.ts'

interface Run {
  taskId: string
  stepId: string
  state: TaskState
  effective: EffectivePolicy
  /** That the policy was made of. */
  documents: PolicyVersion[]
  now: Date
}

/**
 * The permissions that a run brings along for calls that nobody is asked about, counted where they are kept so that two runs
 * never share what is left. The locks are those of the documents, which the caller holds, and then of the standing grants by
 * their ids. They are claimed with the entry that names them.
 */
export async function advanceFor(tx: Tx, run: Run): Promise<AdvanceGrant[]> {
  const { taskId, stepId, state, now } = run
  const offered = [...(await automatic(tx, run)), ...(await standing(tx, run))]
  if (offered.length === 0) return []
  const rates = await ratesUnder(tx, run.effective, state, now, { taskId, stepId })
  let left = rates.reduce((least, { limit, givenOut }) => Math.min(least, limit - givenOut.length), Infinity)
  const grants: AdvanceGrant[] = []
  for (const { name, source, limit, taken } of offered) {
    const count = issuedTo(limit, taken, left === Infinity ? null : left)
    left -= count
    for (let nth = 1; nth <= count; nth++)
      grants.push({ grantId: newId('grant'), effectKey: advanceKeyOf(taskId, stepId, name, nth), source })
  }
  return grants
}

interface Offered {
  /** In the effect keys. */
  name: string
  source: AdvanceSource
  limit: number
  taken: number
}

const within: Record<Scope, string> = {
  portfolio: '$3::text is not null and $4::text is not null',
  project: 'project_id = $3 and $4::text is not null',
  agent: 'agent_id = $4 and $3::text is not null',
}
/** Used, or out there and not given back. What this very step has already is given to it again. */
const counts = (since: string) => `not (task_id = $5 and step_id = $6 and used_at is null)
  and (used_at >= ${since} or (used_at is null and released_at is null))`

async function automatic(
  tx: Tx,
  { taskId, stepId, state, effective, documents, now }: Run,
): Promise<Offered[]> {
  const offered: Offered[] = []
  for (const { effectClass, scope, upToUsd, perDay, below } of automaticRules(effective)) {
    const { rows } = await tx.query<{ taken: number }>(
      `select count(*)::int as taken from advance_grant
        where standing_grant_id is null and effect_class = $1 and ${within[scope]} and ${counts('$2')}`,
      [effectClass, periodOf('day', now).start, state.projectId, state.agentId, taskId, stepId],
    )
    const policyVersion = documents.find((one) => one.scope === scope)?.version ?? 0
    const limited = below && { below, knownTools: await knownTools(tx, state.agentId, effectClass) }
    offered.push({
      name: `auto-${effectClass}`,
      source: { kind: 'automatic', effectClass, upToUsd, scope, policyVersion, ...limited },
      ...{ limit: perDay, taken: rows[0]?.taken ?? perDay },
    })
  }
  return offered
}

interface Standing {
  id: string
  tool: string
  effectClass: EffectClass
  target: GrantTarget
  count: number
  until: Date
  madeBy: string
  /** Of the call that it was made from. */
  parameters: Parameters
  hash: string
}

async function standing(tx: Tx, { taskId, stepId, state, effective, now }: Run): Promise<Offered[]> {
  const { rows } = await tx.query<Standing>(
    `select g.id, g.tool, g.effect_class as "effectClass", g.target, g.count, g.until, g.made_by as "madeBy",
            p.state->'parameters' as parameters, p.state->>'hash' as hash
       from standing_grant g join proposal p on p.id = g.proposal_id
      where g.agent_id = $1 and g.revoked_at is null and g.ended_at is null and g.until > $2
      order by g.id for update of g`,
    [state.agentId, now],
  )
  const offered: Offered[] = []
  const requestedBy = rows.length > 0 ? await requesterOf(tx, taskId) : null
  for (const { id, tool, effectClass, target, count, until, madeBy, ...call } of rows) {
    const who = { madeBy, requestedBy }
    const asking = askingOf(effective, { tool, effectClass, ...call }, who)
    const isRefused = (needs: Approvers) => standingRefusal({ ...asking, needs }) !== null
    if (isRefused(asking.needs)) continue
    const below = lowestAsked(effective, isRefused)
    const taken = await tx.query<{ taken: number }>(
      `select count(*)::int as taken from advance_grant
        where standing_grant_id = $1 and not (task_id = $2 and step_id = $3 and used_at is null)
          and (used_at is not null or released_at is null)`,
      [id, taskId, stepId],
    )
    offered.push({
      name: id,
      source: {
        kind: 'standing',
        ...{ standingGrantId: id, tool, effectClass, target, until: until.toISOString() },
        ...(below && { below }),
      },
      ...{ limit: count, taken: taken.rows[0]?.taken ?? count },
    })
  }
  return offered
}

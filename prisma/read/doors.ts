import type { GrantTarget } from '#domain/grant/grant.ts'
import { askingOf } from '#domain/grant/standing-asked-rules.ts'
import { standingRefusal } from '#domain/grant/standing-grant-rules.ts'
import type { EffectivePolicy } from '#domain/policy/effective-rules.ts'
import type { EffectClass } from '#domain/policy/policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { Pool } from '../client.ts'
import { policiesOf } from './agent-policies.ts'

export interface StandingGrantRow {
  id: string
  projectId: string
  projectName: string
  agentId: string
  agentName: string
  taskId: string
  proposalId: string
  tool: string
  effectClass: EffectClass
  target: GrantTarget
  count: number
  used: number
  /** Given to runs that neither used them nor gave them back. */
  out: number
  until: string
  madeAt: string
  madeByName: string
  revokedAt: string | null
  endedAt: string | null
  endReason: 'used_up' | 'expired' | null
  /** Why it lets nothing pass although it is open; null: it does, or it is over. */
  idle: string | null
}

const iso = (at: Date | null) => at?.toISOString() ?? null

type Kept = Omit<StandingGrantRow, 'until' | 'madeAt' | 'revokedAt' | 'endedAt' | 'idle'> &
  Record<'until' | 'madeAt', Date> &
  Record<'revokedAt' | 'endedAt', Date | null> & {
    madeBy: string
    /** Of the call that it was made from. */
    parameters: Parameters
    hash: string
    isRemoved: boolean
    isRetired: boolean
  }

/** Open ones first, the one that ends next at the top; then at most 50 that are over. */
export async function standingGrants(pool: Pool): Promise<StandingGrantRow[]> {
  const { rows } = await pool.query<Kept>(
    `select s.id, s.project_id as "projectId", p.name as "projectName", s.agent_id as "agentId", a.name as "agentName",
            s.task_id as "taskId", s.proposal_id as "proposalId", s.tool, s.effect_class as "effectClass", s.target,
            s.count, s.until, s.made_at as "madeAt", s.made_by as "madeBy", coalesce(u.name, s.made_by) as "madeByName",
            s.revoked_at as "revokedAt", s.ended_at as "endedAt", s.end_reason as "endReason", used, out,
            r.state->'parameters' as parameters, r.state->>'hash' as hash,
            p.removed_at is not null as "isRemoved", a.retired_at is not null as "isRetired"
       from standing_grant s join project p on p.id = s.project_id join agent a on a.id = s.agent_id
       join proposal r on r.id = s.proposal_id
       left join "user" u on 'operator:' || u.id = s.made_by,
       lateral (select count(*) filter (where used_at is not null)::int as used,
                       count(*) filter (where used_at is null and released_at is null)::int as out
                  from advance_grant g where g.standing_grant_id = s.id) uses
      order by s.revoked_at is not null or s.ended_at is not null, coalesce(s.revoked_at, s.ended_at) desc, s.until
      limit 250`,
  )
  const policies = await policiesOf(pool, rows.filter(isOpen))
  return rows.map(({ madeBy, parameters, hash, isRemoved, isRetired, ...row }) => ({
    ...row,
    until: row.until.toISOString(),
    madeAt: row.madeAt.toISOString(),
    revokedAt: iso(row.revokedAt),
    endedAt: iso(row.endedAt),
    idle: idleReason({ ...row, madeBy, parameters, hash, isRemoved, isRetired }, policies.get(row.agentId)),
  }))
}

const isOpen = ({ revokedAt, endedAt }: Kept) => revokedAt === null && endedAt === null

/** By the rule that its runs are given permissions by; whom each run's task is asked for by is not known yet. */
function idleReason(row: Kept, effective: EffectivePolicy | undefined): string | null {
  if (!isOpen(row) || !effective) return null
  const { madeBy, projectName, agentName } = row
  if (row.isRemoved) return `${projectName} is removed.`
  if (row.isRetired) return `${agentName} is retired.`
  return standingRefusal(askingOf(effective, row, { madeBy, requestedBy: null }))
}

import { Refused } from '#domain/errors.ts'
import { askingOf } from '#domain/grant/standing-asked-rules.ts'
import { standingRefusal } from '#domain/grant/standing-grant-rules.ts'
import { targetOf } from '#domain/grant/target-rules.ts'
import { standingGrantStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { type Role, refusalOf } from '#domain/operator/permissions.ts'
import { ProposalState } from '#domain/task/task.ts'
import { isOutside } from '#domain/task/task-rules.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { termsOf } from '../../read/run-terms.ts'
import { openGrantFor, riskRefusal } from '../../read/standing-offer.ts'
import { requesterSql } from '../../read/task-asker.ts'
import { wake } from '../wake.ts'
import { type By, factBy } from './by-operator.ts'
import { recordAllWithin } from './setting.ts'

export interface NewStandingGrant {
  standingGrantId: string
  proposalId: string
  count: number
  until: string
}

interface Approved {
  taskId: string
  projectId: string
  agentId: string
  requestedBy: string
  proposal: ProposalState
}

/**
 * From an approval: this tool, this target as the approved call names it. The same id again changes nothing; another one by
 * which that call would pass as well is refused, so that what is allowed is one row with one count.
 * Throws Refused: role_may_not, not_found, changed_meanwhile, high_risk, needs_another, tool_denied.
 */
export async function makeStandingGrant(
  pool: Pool,
  { standingGrantId, proposalId, count, until }: NewStandingGrant,
  by: By & { role: Role },
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const approved = await approvedCall(tx, proposalId)
    const { projectId, agentId, taskId, proposal } = approved
    const { tool, effectClass, hash, parameters } = proposal
    const target = targetOf(hash, parameters)
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`standing-grants/${agentId}`])
    await mayMake(tx, approved, by)
    const existingId = await openGrantFor(tx, agentId, proposal, by.at)
    if (existingId !== null && existingId !== standingGrantId)
      throw new Refused('changed_meanwhile', 'A standing grant lets it pass already. Revoke that one first.')
    const body = { projectId, agentId, taskId, proposalId, tool, effectClass, target, count, until }
    await recordOf(tx, standingGrantId, projectId, async () => {
      const fact: Fact = { ...factBy(by), type: 'standing_grant_made', body }
      const made = await tx.query(
        `insert into standing_grant (id, project_id, agent_id, task_id, proposal_id, tool, effect_class, target, count,
                                     until, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing`,
        [
          ...[standingGrantId, projectId, agentId, taskId, proposalId, tool, effectClass],
          ...[JSON.stringify(target), count, until, by.at, fact.actor],
        ],
      )
      return made.rowCount ? [fact] : []
    })
  })
  wake(pool, 'ledger')
}

/** A call that somebody approved. What passed without asking is nobody's yes. */
async function approvedCall(tx: Tx, proposalId: string): Promise<Approved> {
  const { rows } = await tx.query<Omit<Approved, 'proposal'> & { state: unknown }>(
    `select t.id as "taskId", t.project_id as "projectId", t.agent_id as "agentId",
            ${requesterSql} as "requestedBy", r.state
       from proposal r join task t on t.id = r.task_id where r.id = $1`,
    [proposalId],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such approval.')
  const { state, ...of } = rows[0]
  const proposal = ProposalState.parse(state)
  const isApproved = proposal.decidedBy !== null && (proposal.status === 'approved' || isOutside(proposal))
  if (!isApproved)
    throw new Refused('changed_meanwhile', 'It is not approved. A standing grant is made from an approval.')
  return { ...of, proposal }
}

/** Who may approve such an effect alone, and only what need not be looked at each time. */
async function mayMake(
  tx: Tx,
  { projectId, agentId, requestedBy, proposal }: Approved,
  by: By & { role: Role },
): Promise<void> {
  const refusal = refusalOf(by.role, 'makeStandingGrant') ?? refusalOf(by.role, 'decideApproval')
  if (refusal) throw new Refused('role_may_not', refusal)
  const { effective } = await termsOf(tx, { projectId, agentId }, true)
  const isRisky = riskRefusal(proposal)
  if (isRisky) throw new Refused('high_risk', isRisky)
  const asking = askingOf(effective, proposal, { madeBy: factBy(by).actor, requestedBy })
  const message = standingRefusal(asking)
  if (message) throw new Refused(asking.isToolDenied ? 'tool_denied' : 'needs_another', message)
}

const recordOf = (tx: Tx, id: string, projectId: string, apply: () => Promise<Fact[]>) =>
  recordAllWithin(tx, { streamId: standingGrantStreamId(id), projectId, writer: 'api' }, apply)

/** Runs that have it are ended by who looks for them (prisma/write/stops.ts). Throws Refused: not_found, already_ended. */
export async function revokeStandingGrant(
  pool: Pool,
  { standingGrantId, reason }: { standingGrantId: string; reason: string },
  by: By,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const projectId = await projectOf(tx, standingGrantId)
    const isRevoked = await revokeWithin(tx, { id: standingGrantId, projectId }, reason, by)
    if (!isRevoked) throw new Refused('already_ended', 'It is revoked already, or at its end.')
  })
  wake(pool, 'ledger')
}

/** What somebody allowed in advance who may not allow it any more: it would go on letting effects pass in their name. */
export async function revokeGrantsOf(tx: Tx, operatorId: string, reason: string, by: By): Promise<void> {
  const { rows } = await tx.query<{ id: string; projectId: string }>(
    `select id, project_id as "projectId" from standing_grant
      where made_by = $1 and revoked_at is null and ended_at is null order by id`,
    [factBy({ ...by, operatorId }).actor],
  )
  for (const grant of rows) await revokeWithin(tx, grant, reason, by)
}

/** Answers whether it was open until now. */
async function revokeWithin(
  tx: Tx,
  { id, projectId }: { id: string; projectId: string },
  reason: string,
  by: By,
): Promise<boolean> {
  let isRevoked = false
  await recordOf(tx, id, projectId, async () => {
    const fact: Fact = { ...factBy(by), type: 'standing_grant_revoked', body: { reason } }
    const done = await tx.query(
      `update standing_grant set revoked_at = $2, revoked_by = $3
        where id = $1 and revoked_at is null and ended_at is null`,
      [id, by.at, fact.actor],
    )
    isRevoked = done.rowCount === 1
    return isRevoked ? [fact] : []
  })
  return isRevoked
}

async function projectOf(tx: Tx, id: string): Promise<string> {
  const { rows } = await tx.query<{ projectId: string }>(
    'select project_id as "projectId" from standing_grant where id = $1',
    [id],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such standing grant.')
  return rows[0].projectId
}

/** Those whose time is over, or that are used up for good. Answers how many. */
export async function endStandingGrants(pool: Pool, now: Date): Promise<number> {
  const { rows } = await pool.query<{ id: string; projectId: string }>(
    `select id, project_id as "projectId" from standing_grant s
      where revoked_at is null and ended_at is null
        and (until <= $1 or count <= (select count(*) from advance_grant a
                                       where a.standing_grant_id = s.id and a.used_at is not null))
      order by id limit 100`,
    [now],
  )
  for (const { id, projectId } of rows)
    await inTransaction(pool, (tx) =>
      recordAllWithin(tx, { streamId: standingGrantStreamId(id), projectId, writer: 'reconciler' }, () =>
        ended(tx, id, now),
      ),
    )
  if (rows.length > 0) wake(pool, 'ledger')
  return rows.length
}

async function ended(tx: Tx, id: string, now: Date): Promise<Fact[]> {
  const { rows } = await tx.query<{ isOpen: boolean; count: number; uses: number }>(
    `select revoked_at is null and ended_at is null as "isOpen", count,
            (select count(*)::int from advance_grant a
              where a.standing_grant_id = s.id and a.used_at is not null) as uses
       from standing_grant s where id = $1 for update`,
    [id],
  )
  const grant = rows[0]
  if (!grant?.isOpen) return []
  const why = grant.uses >= grant.count ? 'used_up' : 'expired'
  await tx.query('update standing_grant set ended_at = $2, end_reason = $3 where id = $1', [id, now, why])
  const by = { at: now.toISOString(), actor: 'system:control' }
  return [{ ...by, type: 'standing_grant_ended', body: { why, uses: grant.uses } }]
}

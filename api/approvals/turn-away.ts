import type { Decision, DecisionRefusal } from '#domain/approval/approval-rules.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { approvalById } from '#prisma/read/approvals.ts'
import type { Source } from '#prisma/read/source.ts'
import { recordTurnedAway } from '#prisma/write/settings/turned-away.ts'
import type { OperatorCaller } from '../http/mount.ts'

interface Tried {
  operator: Pick<OperatorCaller, 'id'>
  taskId: string
  decision: Decision
}

/** A decision that never becomes one is in the ledger before whoever tried reads the no. */
export async function noteTurnedAway(
  { pool }: Source,
  { operator, taskId, decision: { proposalId, verdict, hash } }: Tried,
  { code, message }: DecisionRefusal,
): Promise<void> {
  await recordTurnedAway(pool, taskId, {
    type: 'decision_turned_away',
    at: new Date().toISOString(),
    actor: actorOf('operator', operator.id),
    body: { proposalId, verdict, hash, intentId: null, code, message },
  })
}

/** Throws Refused role_may_not, also of a proposal that is not there. */
export async function requireDecider(
  source: Source,
  operator: OperatorCaller,
  decisions: readonly Decision[],
): Promise<void> {
  const message = refusalOf(operator.role, 'decideApproval')
  if (!message) return
  const refusal = { code: 'role_may_not', message } as const
  for (const decision of decisions) {
    const approval = await approvalById(source.pool, decision.proposalId)
    if (approval) await noteTurnedAway(source, { operator, taskId: approval.taskId, decision }, refusal)
  }
  throw new Refused(refusal.code, message)
}

import { type Decision, type DecisionRefusal, decisionRefusal } from '#domain/approval/approval-rules.ts'
import { bulkRefusal } from '#domain/approval/bulk-rules.ts'
import { type RefusalCode, Refused } from '#domain/errors.ts'
import { killHold } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { ApprovalDetail } from '#prisma/read/approvals.ts'
import { intentById, type Outcome, outcomeOf } from '#prisma/read/intents.ts'
import { switchesOf } from '#prisma/read/kill-switches.ts'
import { nameOf } from '#prisma/read/names.ts'
import type { Source } from '#prisma/read/source.ts'
import { firstDecision, recordIntent } from '#prisma/write/intents.ts'
import type { OperatorCaller } from '../http/mount.ts'
import { isRepeat, patienceMs } from '../tasks/ask-task.ts'

interface Deciding {
  operator: OperatorCaller
  intentId: string
  approval: ApprovalDetail
  decision: Decision
  /** Decided together with others: what is of high risk is not. */
  isBulk?: boolean
}

/** Records a decision and waits a moment for the workflow, whose word binds. Throws Refused, naming who won. */
export async function decide({ pool }: Source, deciding: Deciding) {
  const { operator, intentId: id, approval, decision, isBulk = false } = deciding
  const intent = { id, taskId: approval.taskId, actor: actorOf('operator', operator.id) }
  // Of two approvals that are needed the second is no late one; the workflow says which counts.
  const isOneOfMany = approval.proposal.needs === 'two'
  if (!(await isRepeat(pool, intent))) {
    const stop = killHold(await switchesOf(pool, approval))
    refuseByRules(approval, decision, { ...operator, stopped: stop?.reason })
    if (isBulk) throwIf(bulkRefusal(approval.risk))
    if (!isOneOfMany) await refuseSecond(pool, id, decision.proposalId)
  }
  await recordIntent(pool, { ...intent, command: 'decideApproval', body: decision })
  if (!isOneOfMany) await refuseSecond(pool, id, decision.proposalId)
  const outcome = await outcomeOf(pool, intent, patienceMs)
  refuseByOutcome(outcome)
  return { intentId: id, isDecided: outcome !== null }
}

function refuseByRules(
  { proposal, decidedByName, requestedBy, taskStatus }: ApprovalDetail,
  decision: Decision,
  by: OperatorCaller & { stopped: string | undefined },
): void {
  const at = new Date().toISOString()
  const refusal = decisionRefusal(proposal, decision, {
    role: by.role,
    at,
    taskStatus,
    actor: actorOf('operator', by.id),
    requestedBy,
    ...(decidedByName && { decidedByName }),
    ...(by.stopped && { stopped: by.stopped }),
  })
  throwIf(refusal)
}

function throwIf(refusal: DecisionRefusal | null): void {
  if (refusal) throw new Refused(refusal.code, refusal.message)
}

/** The first intent wins, before any workflow has seen it. */
async function refuseSecond(pool: Source['pool'], intentId: string, proposalId: string): Promise<void> {
  const first = await firstDecision(pool, proposalId)
  if (!first || first.intentId === intentId) return
  const [name, winner] = await Promise.all([nameOf(pool, first.actor), intentById(pool, first.intentId)])
  const verdict = (winner?.body as Partial<Decision> | undefined)?.verdict ?? 'decided'
  throw new Refused('already_decided', `${name} ${verdict} this at ${winner?.at ?? 'an earlier time'}.`)
}

function refuseByOutcome(outcome: Outcome | null): void {
  if (outcome?.type === 'decision_refused') {
    throw new Refused(outcome.body.code as RefusalCode, String(outcome.body.message))
  }
  if (outcome?.type === 'intent_undeliverable') {
    throw new Refused('task_not_in_state', String(outcome.body.message))
  }
}

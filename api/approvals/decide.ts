import { type Decision, type DecisionRefusal, needOf } from '#domain/approval/approval-rules.ts'
import { bulkRefusal } from '#domain/approval/bulk-rules.ts'
import { asDecided, refusalOfDecision } from '#domain/approval/edit.ts'
import { type RefusalCode, Refused } from '#domain/errors.ts'
import { killHold } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { ApprovalDetail } from '#prisma/read/approvals.ts'
import { askedOf } from '#prisma/read/asked.ts'
import { editTerms } from '#prisma/read/edit-terms.ts'
import { intentById, type Outcome, outcomeOf } from '#prisma/read/intents.ts'
import { switchesOf } from '#prisma/read/kill-switches.ts'
import { nameOf } from '#prisma/read/names.ts'
import type { Source } from '#prisma/read/source.ts'
import { firstDecision, recordIntent } from '#prisma/write/intents.ts'
import type { OperatorCaller } from '../http/mount.ts'
import { isRepeat, patienceMs } from '../tasks/ask-task.ts'
import { noteTurnedAway } from './turn-away.ts'

interface Deciding {
  operator: OperatorCaller
  intentId: string
  approval: ApprovalDetail
  decision: Decision
  /** Decided together with others: what is of high risk is not. */
  isBulk?: boolean
}

/** Records a decision and waits a moment for the workflow, whose word binds. Throws Refused, naming who won. */
export async function decide(source: Source, deciding: Deciding) {
  const { pool } = source
  const { operator, intentId: id, approval, decision } = deciding
  const intent = { id, taskId: approval.taskId, actor: actorOf('operator', operator.id) }
  if (!(await isRepeat(pool, intent))) {
    const refusal = (await refusalNow(pool, deciding)) ?? (await lateRefusal(pool, deciding))
    if (refusal) await noteTurnedAway(source, { operator, taskId: approval.taskId, decision }, refusal)
    throwIf(refusal)
  }
  await recordIntent(pool, { ...intent, command: 'decideApproval', body: decision })
  const outcome = await outcomeOf(pool, intent, patienceMs)
  refuseByOutcome(outcome)
  // Its workflow has not said yet that it does not count, and will.
  if (outcome === null) throwIf(await lateRefusal(pool, deciding))
  return { intentId: id, isDecided: outcome !== null }
}

async function refusalNow(pool: Source['pool'], deciding: Deciding): Promise<DecisionRefusal | null> {
  const { operator, approval, decision, isBulk = false } = deciding
  const { proposal, decidedByName, requestedBy, taskStatus, isEnding, risk } = approval
  const stop = killHold(await switchesOf(pool, approval))
  const { wanted, needs } = await askedNow(pool, deciding)
  const refusal = refusalOfDecision(proposal, wanted, decision, {
    role: operator.role,
    at: new Date().toISOString(),
    ...{ taskStatus, isEnding },
    actor: actorOf('operator', operator.id),
    ...{ requestedBy, needs },
    ...(decidedByName && { decidedByName }),
    ...(stop && { stopped: stop.reason }),
  })
  return refusal ?? (isBulk ? bulkRefusal(risk, needs) : null)
}

/** What is decided, and whom the policy asks for by now: it may have become stricter while the proposal waited. */
async function askedNow(pool: Source['pool'], { approval, decision }: Deciding) {
  const { given, now } = await editTerms(pool, approval)
  const wanted = asDecided(approval.proposal, decision, given)
  return { wanted, needs: needOf(wanted, await askedOf(pool, now, wanted)) }
}

function throwIf(refusal: DecisionRefusal | null): void {
  if (refusal) throw new Refused(refusal.code, refusal.message)
}

/**
 * The first intent wins, before any workflow has seen it. Of two approvals that are needed the second is no late one; the
 * workflow says which counts.
 */
async function lateRefusal(pool: Source['pool'], deciding: Deciding): Promise<DecisionRefusal | null> {
  const { intentId, decision } = deciding
  const first = await firstDecision(pool, decision.proposalId)
  if (!first || first.intentId === intentId) return null
  if ((await askedNow(pool, deciding)).needs === 'two') return null
  const [name, winner] = await Promise.all([nameOf(pool, first.actor), intentById(pool, first.intentId)])
  const verdict = (winner?.body as Partial<Decision> | undefined)?.verdict ?? 'decided'
  return {
    code: 'already_decided',
    message: `${name} ${verdict} this at ${winner?.at ?? 'an earlier time'}.`,
  }
}

function refuseByOutcome(outcome: Outcome | null): void {
  if (outcome?.type === 'decision_refused') {
    throw new Refused(outcome.body.code as RefusalCode, String(outcome.body.message))
  }
  if (outcome?.type === 'intent_undeliverable') {
    throw new Refused('task_not_in_state', String(outcome.body.message))
  }
}

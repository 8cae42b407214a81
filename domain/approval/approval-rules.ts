import type { RefusalCode } from '../errors.ts'
import { frozenRefusal } from '../ledger/fork-rules.ts'
import { operatorCan, type Role, refusalOf } from '../operator/permissions.ts'
import { stricterOf } from '../policy/approval-need-rules.ts'
import type { Approvers, PolicyVersion } from '../policy/policy.ts'
import type { Parameters } from '../run/run.ts'
import type { ProposalState, TaskStatus } from '../task/task.ts'
import { isEnded, taskRefusalCode } from '../task/task-rules.ts'
import type { RiskOf } from './risk-rules.ts'

/** What an approver puts in place of what the agent asked for. */
export interface Edit {
  /** The hash of what the approver saw. */
  from: string
  parameters: Parameters
}

export interface Decision {
  proposalId: string
  verdict: 'approved' | 'rejected'
  reason: string
  /** What is agreed to: of the recorded parameters, or of those that the edit puts in their place. */
  hash: string
  edit?: Edit | undefined
}

/** A no of the rules, with the sentence that the operator reads. */
export interface DecisionRefusal {
  code: RefusalCode
  message: string
}

export interface Decider {
  role: Role
  at: string
  /** Of the task that the proposal belongs to. */
  taskStatus: TaskStatus
  /** Who decided it, where it is decided. */
  decidedByName?: string
  /** Who decides now, and who asked for the task. Left out: not asked whether they are the same. */
  actor?: string
  requestedBy?: string
  /** What the policy asks by now; the stricter of this and what the proposal was made under counts. */
  needs?: Approvers
  /** The risk by which it asks for that; null: what the call does asks for as much. */
  risk?: RiskOf | null
  /** The versions of the policy that say so. */
  policies?: PolicyVersion[]
  /** The policy forbids the tool, or where the call goes, by now. */
  isToolDenied?: boolean
  /** A kill switch that counts the task's agent, as a sentence. */
  stopped?: string
  /** Its task is being cancelled, and may wait for its executor to end it. */
  isEnding?: boolean
}

/**
 * Whether this decision counts now. Null: it does. Asked at the edge for a quick answer and again by the
 * workflow's claim, which is the one that binds. `decidedByName` names who won where it is decided already.
 */
export function decisionRefusal(
  proposal: ProposalState,
  decision: Decision,
  by: Decider,
): DecisionRefusal | null {
  if (!operatorCan(by.role, 'decideApproval')) {
    return { code: 'role_may_not', message: refusalOf(by.role, 'decideApproval') ?? '' }
  }
  const frozen = frozenRefusal('task', by.taskStatus, 'decideApproval')
  if (frozen) return { code: taskRefusalCode, message: frozen }
  if (proposal.status === 'expired' || (proposal.status === 'pending' && by.at >= proposal.expiresAt)) {
    return {
      code: 'proposal_expired',
      message: `The proposal expired at ${proposal.expiresAt}. Nothing was sent.`,
    }
  }
  if (proposal.status !== 'pending' && !isForgotten(proposal, by)) return settledRefusal(proposal, by)
  return (
    hashRefusal(proposal, decision) ?? (decision.verdict === 'approved' ? anotherRefusal(proposal, by) : null)
  )
}

/** A reset made its task forget that it had asked: what is decided now counts as soon as it asks again. */
const isForgotten = ({ status, reason }: ProposalState, { taskStatus }: Decider): boolean =>
  status === 'withdrawn' && reason === null && !isEnded(taskStatus)

function settledRefusal(proposal: ProposalState, by: Decider): DecisionRefusal {
  if (proposal.status === 'withdrawn' && proposal.decidedBy !== null) {
    const message = `The agent took this back itself at ${proposal.decidedAt}: ${proposal.reason}`
    return { code: 'proposal_withdrawn', message }
  }
  if (proposal.status === 'withdrawn') {
    const why = proposal.reason ?? 'the task ended without asking for this again'
    const message = `${why.charAt(0).toUpperCase()}${why.slice(1)}, so its proposal is withdrawn.`
    return { code: 'proposal_withdrawn', message }
  }
  const word = proposal.status === 'rejected' ? 'rejected' : 'approved'
  const winner = by.decidedByName ?? proposal.decidedBy ?? 'another operator'
  return {
    code: 'already_decided',
    message: `${winner} ${word} this at ${proposal.decidedAt ?? 'an earlier time'}.`,
  }
}

function hashRefusal(proposal: ProposalState, decision: Decision): DecisionRefusal | null {
  if (decision.hash !== proposal.hash) {
    return { code: 'hash_differs', message: 'The parameters are not those you saw. Open the proposal again.' }
  }
  return null
}

/**
 * Whom a proposal of this need waits for, besides whoever has agreed already. Who changed it is not somebody else than who
 * wants it, so where that is asked for, a change takes two.
 */
export function needOf(proposal: ProposalState, { needs }: Pick<Decider, 'needs'>): Approvers {
  const need = stricterOf(proposal.needs, needs)
  return need === 'other' && proposal.edited ? 'two' : need
}

/** What an approval depends on beside the role: the need it was made under, who asked for the task, who agreed already. */
export interface Asked {
  needs: Approvers
  requestedBy: string | null
  approvedBy: readonly string[]
}

/** Whether somebody other than this actor has to approve it. */
export const needsAnother = ({ needs, requestedBy, approvedBy }: Asked, actor: string | undefined): boolean =>
  actor !== undefined &&
  ((needs === 'other' && actor === requestedBy) || (needs === 'two' && approvedBy.includes(actor)))

function anotherRefusal(proposal: ProposalState, by: Decider): DecisionRefusal | null {
  if (by.isEnding)
    return {
      code: 'proposal_withdrawn',
      message: 'The task is being cancelled, so nothing that it asked for can be approved.',
    }
  if (by.isToolDenied)
    return {
      code: 'tool_denied',
      message: `The policy forbids ${proposal.tool}, or where it goes, by now. It can only be rejected.`,
    }
  if (by.stopped)
    return { code: 'kill_switch_on', message: `${by.stopped}. Nothing can be approved until that is lifted.` }
  const needs = needOf(proposal, by)
  const approvedBy = (proposal.approvedBy ?? []).map(({ actor }) => actor)
  if (!needsAnother({ needs, requestedBy: by.requestedBy ?? null, approvedBy }, by.actor)) return null
  const message =
    needs === 'other'
      ? 'You asked for this task, so somebody else must approve this.'
      : 'You approved this already; somebody else must approve it too.'
  return { code: 'needs_another', message }
}

/** Whether this approval is the first of two: it is recorded, and nothing is done yet. */
export const isFirstOfTwo = (proposal: ProposalState, by: Pick<Decider, 'needs'>): boolean =>
  needOf(proposal, by) === 'two' && (proposal.approvedBy ?? []).length === 0

import type { RefusalCode } from '../errors.ts'
import { operatorCan, type Role, refusalOf } from '../operator/permissions.ts'
import type { ProposalState } from '../task/task.ts'

export interface Decision {
  proposalId: string
  verdict: 'approved' | 'rejected'
  reason: string
  /** What the operator saw; must be the hash of the recorded parameters. */
  hash: string
}

/** A no of the rules, with the sentence that the operator reads. */
export interface DecisionRefusal {
  code: RefusalCode
  message: string
}

/**
 * Whether this decision counts now. Null: it does. Asked at the edge for a quick answer and again by the
 * workflow's claim, which is the one that binds. `decidedByName` names who won where it is decided already.
 */
export function decisionRefusal(
  proposal: ProposalState,
  decision: Decision,
  by: { role: Role; at: string; decidedByName?: string },
): DecisionRefusal | null {
  if (!operatorCan(by.role, 'decideApproval')) {
    return { code: 'role_may_not', message: refusalOf(by.role, 'decideApproval') ?? '' }
  }
  if (proposal.status === 'expired' || (proposal.status === 'pending' && by.at >= proposal.expiresAt)) {
    return {
      code: 'proposal_expired',
      message: `The proposal expired at ${proposal.expiresAt}. Nothing was sent.`,
    }
  }
  if (proposal.status === 'withdrawn') {
    return { code: 'proposal_withdrawn', message: 'The task was cancelled, so its proposal is withdrawn.' }
  }
  if (proposal.status !== 'pending') {
    const word = proposal.status === 'rejected' ? 'rejected' : 'approved'
    const winner = by.decidedByName ?? proposal.decidedBy ?? 'another operator'
    return {
      code: 'already_decided',
      message: `${winner} ${word} this at ${proposal.decidedAt ?? 'an earlier time'}.`,
    }
  }
  if (decision.hash !== proposal.hash) {
    return { code: 'hash_differs', message: 'The parameters are not those you saw. Open the proposal again.' }
  }
  return null
}

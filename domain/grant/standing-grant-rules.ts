import { effectOf } from '../policy/effect-of-rules.ts'
import type { Approvers } from '../policy/policy.ts'
import type { ProposalState } from '../task/task.ts'

export const mostUses = 100
export const longestDays = 90
/** What the form begins with. */
export const usualUses = 10
export const usualDays = 7

export interface Asking {
  /** By what the policy asks of the approved call now. */
  needs: Approvers
  isToolDenied: boolean
  /** What calls like the approved one do is told otherwise by now than when it was made. */
  isOtherwise: boolean
  /** Who made it, or would, and who asked for the task of the run. */
  madeBy: string
  requestedBy: string | null
}

/** Whether a call does another thing by now than when it was approved. */
export const isToldOtherwise = ({
  tool,
  effectClass,
  parameters,
}: Pick<ProposalState, 'tool' | 'effectClass' | 'parameters'>): boolean =>
  effectOf(tool, parameters).effectClass !== effectClass

/**
 * Why a standing grant lets nothing pass by what the policy says now; null: it does. Only what whoever made it may approve
 * alone: what needs two is never given by one, and nobody gives themselves what somebody else has to agree to.
 */
export function standingRefusal({
  needs,
  isToolDenied,
  isOtherwise,
  madeBy,
  requestedBy,
}: Asking): string | null {
  if (isToolDenied) return 'The policy forbids this tool.'
  if (isOtherwise)
    return 'What such a call does is told otherwise now than when it was allowed: allow it from a newer approval.'
  if (needs === 'two') return 'It needs two approvers, so nobody can allow it in advance.'
  if (needs === 'other' && madeBy === requestedBy)
    return 'Who asked for the task must not be the one who allows this.'
  return null
}

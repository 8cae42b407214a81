import type { ProposalState } from '../task/task.ts'
import type { GrantTarget } from './grant.ts'
import { isWithinTarget } from './target-rules.ts'

/** Like approvals in a row after which a standing grant is offered. */
export const offeredFrom = 3

type Decided = Pick<ProposalState, 'proposalId' | 'status' | 'hash' | 'parameters'>

/**
 * Those that somebody approved and that such a grant would have let pass, back to the last reject of the tool, whatever that
 * was about. `decided`: of one tool of one agent, the last one first.
 */
export function alikeUntilReject<T extends Decided>(target: GrantTarget, decided: readonly T[]): T[] {
  const rejected = decided.findIndex(({ status }) => status === 'rejected')
  const since = rejected < 0 ? decided : decided.slice(0, rejected)
  return since.filter(({ hash, parameters }) => isWithinTarget(target, hash, parameters))
}

import { askedInAdvance } from '../approval/asked-rules.ts'
import { type EffectivePolicy, isToolDenied } from '../policy/effective-rules.ts'
import type { ProposalState } from '../task/task.ts'
import { type Asking, isToldOtherwise } from './standing-grant-rules.ts'

/** What the policy says by now of calls like this approved one, for a standing grant of them. */
export const askingOf = (
  policy: EffectivePolicy,
  call: Pick<ProposalState, 'tool' | 'effectClass' | 'parameters' | 'hash'>,
  who: Pick<Asking, 'madeBy' | 'requestedBy'>,
): Asking => ({
  ...who,
  needs: askedInAdvance(policy, call),
  isToolDenied: isToolDenied(policy, call.tool),
  isOtherwise: isToldOtherwise(call),
})

import type { ProposalState } from '../task/task.ts'
import type { Grant } from './run.ts'

/** The permission of a proposal that was approved. What an approver changed goes along, because the Mac does not have it. */
export const grantOf = ({
  grantId,
  proposalId,
  effectKey,
  tool,
  hash,
  parameters,
  edited,
}: ProposalState): Grant => ({
  ...{ grantId: grantId ?? '', proposalId, effectKey, tool, hash },
  ...(edited && { parameters }),
})

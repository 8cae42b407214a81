import type { DecisionRefusal } from '../approval/approval-rules.ts'
import { openInquiry } from '../task/inquiry-state.ts'
import type { ProposalState, TaskState } from '../task/task.ts'
import { taskRefusalCode } from '../task/task-rules.ts'
import type { CommandBody } from './intent.ts'

type Inquiry = Pick<CommandBody<'askAgent'>, 'kind'>

/** Why the agent is not asked this about its proposal now; null where it is. Button, edge and workflow ask here. */
export function whyNotAsked(proposal: ProposalState, { kind }: Inquiry, at: string): string | null {
  const { status, expiresAt } = proposal
  if (kind === 'look' && status !== 'uncertain') return `It is known what became of it: it is ${status}.`
  if (kind === 'question' && (status !== 'pending' || at >= expiresAt))
    return `It does not wait for a decision any more: it is ${status === 'pending' ? 'expired' : status}.`
  return openInquiry(proposal) ? 'The agent was asked already, and its answer is awaited.' : null
}

export function inquiryRefusal(
  task: TaskState,
  { proposalId, kind }: CommandBody<'askAgent'>,
  at: string,
): DecisionRefusal | null {
  const proposal = task.proposals.find((p) => p.proposalId === proposalId)
  if (!proposal) return { code: 'not_found', message: 'The task has no such proposal.' }
  const message = whyNotAsked(proposal, { kind }, at)
  return message === null ? null : { code: taskRefusalCode, message }
}

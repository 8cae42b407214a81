import type { FactOf } from '../ledger/entry.ts'
import { type FoldsOf, onProposal, reopened, withIntent, withItem, withNews } from './fold.ts'
import type { InquiryState, ProposalState, TaskState } from './task.ts'

type InquiryEntry = 'inquiry_made' | 'inquiry_answered'

/** What an operator asked the agent about a proposal and has heard nothing of yet. */
export const openInquiry = ({ inquiries = [] }: Pick<ProposalState, 'inquiries'>): InquiryState | null =>
  inquiries.find((inquiry) => inquiry.endedAt === null) ?? null

/** Those that are open, and that it is, with this change. */
const changed = (
  { inquiries = [] }: ProposalState,
  isIt: (inquiry: InquiryState) => boolean,
  change: Partial<InquiryState>,
) => inquiries.map((one) => (one.endedAt === null && isIt(one) ? { ...one, ...change } : one))

const handedOn = (proposal: ProposalState, from: string | null, to: string | null): ProposalState =>
  openInquiry(proposal)
    ? { ...proposal, inquiries: changed(proposal, ({ stepId }) => stepId === from, { stepId: to }) }
    : proposal

/** A run takes along what it is asked. */
export const takenAlong = (proposal: ProposalState, stepId: string) => handedOn(proposal, null, stepId)

/** The run was not begun: another one takes it along. */
export const givenBackBy = (proposal: ProposalState, stepId: string) => handedOn(proposal, stepId, null)

/** Who ends its turn without the tool for it has answered with its last words; a run that failed answers nothing. */
export function answeredByEnd(proposal: ProposalState, { body, at }: FactOf<'run_ended'>): ProposalState {
  if (!openInquiry(proposal)) return proposal
  const answer = body.outcome === 'ok' && body.text.trim() !== '' ? body.text : null
  const inquiries = changed(proposal, ({ stepId }) => stepId === body.stepId, { answer, endedAt: at })
  return { ...proposal, inquiries }
}

/** The agent wants its own proposal no more. */
function takenBack(
  known: ProposalState,
  { body, at, actor }: FactOf<'inquiry_answered'>,
): Partial<ProposalState> {
  if (!body.isWithdrawn || known.status !== 'pending') return {}
  return { status: 'withdrawn', reason: body.text, decidedBy: actor, decidedAt: at }
}

/** What operators ask an agent about its proposals, and what it answers. */
export const inquiryFolds: FoldsOf<InquiryEntry> = {
  inquiry_made: (state, { body, at, actor }) => {
    const known = state.proposals.find((p) => p.proposalId === body.proposalId)
    const next = withIntent(state, body.intentId)
    if (!known) return next
    const { proposalId, kind, text } = body
    const inquiry = { kind, text, askedBy: actor, askedAt: at, stepId: null, answer: null, endedAt: null }
    const asked: TaskState = onProposal(next, proposalId, {
      inquiries: [...(known.inquiries ?? []), inquiry],
    })
    return withNews(reopened(asked, at), { kind, proposalId, tool: known.tool, text })
  },
  inquiry_answered: (state, fact) => {
    const { proposalId, itemId, text } = fact.body
    const known = state.proposals.find((p) => p.proposalId === proposalId)
    const next = withItem(state, itemId)
    if (!known) return next
    const inquiries = changed(known, () => true, { answer: text, endedAt: fact.at })
    const change = takenBack(known, fact)
    return onProposal(next, proposalId, { ...change, ...(inquiries.length > 0 && { inquiries }) })
  },
}

import type { FactOf } from '../ledger/entry.ts'
import { type FoldsOf, onProposal, withIntent, withItem, withNews } from './fold.ts'
import type { ProposalState, TaskNews, TaskState } from './task.ts'
import { isEnded, isOutside } from './task-rules.ts'

type ProposalEntry =
  | 'approval_requested'
  | 'approval_given'
  | 'approval_decided'
  | 'decision_refused'
  | 'approval_expired'
  | 'approval_withdrawn'
  | 'effect_claimed'
  | 'claim_refused'
  | 'effect_performed'
  | 'effect_failed'
  | 'effect_uncertain'
  | 'effect_settled'

const toolOf = (state: TaskState, id: string) => state.proposals.find((p) => p.proposalId === id)?.tool ?? id
const isPending = (state: TaskState, id: string) =>
  state.proposals.some((p) => p.proposalId === id && p.status === 'pending')

const isOpenRun = (state: TaskState, stepId: string | null) =>
  state.runs.some((run) => run.stepId === stepId && run.endedAt === null)

/** What is known of an effect only grows: performed stays, what was seen to fail is not uncertain again. Told once. */
function onEffect(
  state: TaskState,
  { proposalId, detail }: { proposalId: string; detail: string },
  status: 'performed' | 'failed' | 'uncertain',
): TaskState {
  const known = state.proposals.find((p) => p.proposalId === proposalId)
  if (!known || known.status === 'performed' || known.status === status) return state
  if (known.status === 'failed' && status === 'uncertain') return state
  const next = onProposal(state, proposalId, { status, detail })
  // The agent that was let do it has the tool's own answer; what nobody saw return is news to it as well.
  if (status !== 'uncertain' && isOpenRun(state, known.usedIn)) return next
  return withNews(next, { kind: status, tool: known.tool, text: detail })
}

/** What the agent has to hear of a proposal that got outside; null where somebody else says it. */
export function newsOfOutside({ status, via, usedIn, tool, detail }: ProposalState): TaskNews | null {
  if (status === 'performed' || status === 'failed' || status === 'uncertain')
    return { kind: status, tool, text: detail ?? '' }
  return status === 'claimed' && via === 'resume' && usedIn === null
    ? { kind: 'granted', tool, text: '' }
    : null
}

/** A run that a reset sent back asks again for what got outside already: it is told, and nobody is asked. */
function askedAgain(state: TaskState, known: ProposalState): TaskState {
  const news = newsOfOutside(known)
  const next = withItem(state, known.proposalId)
  return news ? withNews(next, news) : next
}

function asked(state: TaskState, { body, at }: FactOf<'approval_requested'>): TaskState {
  return {
    ...withItem(state, body.proposalId),
    proposals: [
      ...state.proposals.filter((p) => p.proposalId !== body.proposalId),
      {
        proposalId: body.proposalId,
        stepId: body.stepId,
        tool: body.tool,
        parameters: body.parameters,
        hash: body.hash,
        effectClass: body.effectClass,
        via: body.via,
        effectKey: body.effectKey,
        status: 'pending',
        requestedAt: at,
        expiresAt: body.expiresAt,
        decidedAt: null,
        decidedBy: null,
        reason: null,
        intentId: null,
        grantId: null,
        detail: null,
        usedIn: null,
        ...(body.needs && { needs: body.needs }),
      },
    ],
  }
}

/** Proposals, decisions on them, and what became of the effects. */
export const proposalFolds: FoldsOf<ProposalEntry> = {
  approval_requested: (state, fact) => {
    const known = state.proposals.find((p) => p.proposalId === fact.body.proposalId)
    return known && isOutside(known) ? askedAgain(state, known) : asked(state, fact)
  },
  approval_given: (state, { body, at, actor }) => {
    const known = state.proposals.find((p) => p.proposalId === body.proposalId)?.approvedBy ?? []
    const approvedBy = [...known, { actor, at }]
    return onProposal(withIntent(state, body.intentId), body.proposalId, { approvedBy })
  },
  approval_decided: (state, { body, at, actor }) => {
    const next = onProposal(withIntent(state, body.intentId), body.proposalId, {
      status: body.verdict,
      decidedAt: at,
      decidedBy: actor,
      reason: body.reason,
      intentId: body.intentId,
    })
    if (body.verdict === 'approved') return next
    return withNews(next, { kind: 'rejected', tool: toolOf(state, body.proposalId), text: body.reason })
  },
  decision_refused: (state, { body }) => withIntent(state, body.intentId),
  approval_expired: (state, { body }) =>
    isPending(state, body.proposalId)
      ? withNews(onProposal(state, body.proposalId, { status: 'expired' }), {
          kind: 'expired',
          tool: toolOf(state, body.proposalId),
          text: '',
        })
      : state,
  approval_withdrawn: (state, { body }) =>
    isPending(state, body.proposalId)
      ? onProposal(state, body.proposalId, { status: 'withdrawn', reason: body.reason })
      : state,
  effect_claimed: (state, { body }) => {
    const proposal = state.proposals.find((p) => p.proposalId === body.proposalId)
    const next = onProposal(state, body.proposalId, { status: 'claimed', grantId: body.grantId })
    if (proposal?.via !== 'resume') return next
    return withNews(next, { kind: 'granted', tool: proposal.tool, text: '' })
  },
  claim_refused: (state, { body }) =>
    onProposal(state, body.proposalId, { status: 'claimed', usedIn: 'earlier' }),
  effect_performed: (state, { body }) => onEffect(state, body, 'performed'),
  effect_failed: (state, { body }) => onEffect(state, body, 'failed'),
  effect_uncertain: (state, { body }) => onEffect(state, body, 'uncertain'),
  effect_settled: (state, { body }) => {
    const known = state.proposals.find((p) => p.proposalId === body.proposalId)
    const next = withIntent(state, body.intentId)
    if (known?.status !== 'uncertain') return next
    const status = body.hasHappened ? 'performed' : 'failed'
    const settled = onProposal(next, body.proposalId, { status, detail: body.note })
    // An ended task has nobody left to tell.
    return isEnded(state.status)
      ? settled
      : withNews(settled, { kind: status, tool: known.tool, text: body.note })
  },
}

import { changedWords, editsOf } from '../approval/difference-rules.ts'
import type { FactOf } from '../ledger/entry.ts'
import { type FoldsOf, onProposal, withIntent, withItem, withNews } from './fold.ts'
import type { ProposalState, TaskNews, TaskState } from './task.ts'
import { isEnded, isOutside } from './task-rules.ts'

type ProposalEntry =
  | 'approval_requested'
  | 'proposal_edited'
  | 'approval_given'
  | 'approval_decided'
  | 'decision_refused'
  | 'decision_turned_away'
  | 'approval_reminded'
  | 'approval_expired'
  | 'approval_withdrawn'
  | 'effect_claimed'
  | 'claim_refused'
  | 'effect_performed'
  | 'effect_failed'
  | 'effect_uncertain'
  | 'effect_settled'
  | 'effect_passed'
  | 'standing_grant_used'

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
  return withNews(next, { kind: status, ...calledOf(known), text: detail })
}

/** What the agent has to hear of a proposal that got outside; null where somebody else says it. */
export function newsOfOutside(proposal: ProposalState): TaskNews | null {
  const { status, via, usedIn, detail } = proposal
  if (status === 'performed' || status === 'failed' || status === 'uncertain')
    return { kind: status, ...calledOf(proposal), text: detail ?? '' }
  return status === 'claimed' && via === 'resume' && usedIn === null
    ? { kind: 'granted', ...calledOf(proposal), text: '' }
    : null
}

/** The tool, and what is called otherwise than its agent asked. */
function calledOf(proposal: ProposalState): { tool: string; changed?: string } {
  const changed = changedWords(proposal)
  return { tool: proposal.tool, ...(changed && { changed }) }
}

/** Who agreed to other parameters did not agree to these. */
function changedBy(
  { needs: _, askedRisk: ___, approvedBy: __, ...known }: ProposalState,
  { from, parameters, hash, effectClass, needs }: FactOf<'proposal_edited'>['body'],
  by: { at: string; actor: string },
): ProposalState {
  const { asked, changes } = editsOf(known)
  return {
    ...{ ...known, parameters, hash, effectClass },
    ...(needs && { needs }),
    edited: { asked, changes: [...changes, { ...by, from, to: hash }] },
  }
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
        ...(body.remindAt && { remindAt: body.remindAt }),
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

/** An effect of its own from the start: its permission went out before, and the run that had it uses it. */
function passed(
  state: TaskState,
  { body, at }: FactOf<'effect_passed' | 'standing_grant_used'>,
  passedBy: NonNullable<ProposalState['passedBy']>,
): TaskState {
  const { stepId, proposalId, tool, parameters, hash, effectClass, effectKey, grantId } = body
  const proposal: ProposalState = {
    ...{ proposalId, stepId, tool, parameters, hash, effectClass, effectKey, grantId, passedBy },
    ...{ via: 'resume', status: 'claimed', usedIn: stepId },
    ...{ requestedAt: at, expiresAt: at, decidedAt: at, decidedBy: null },
    ...{ reason: null, intentId: null, detail: null },
  }
  const isKnown = state.proposals.some((one) => one.proposalId === proposalId)
  return {
    ...withItem(state, proposalId),
    proposals: isKnown ? state.proposals : [...state.proposals, proposal],
  }
}

/** What a decision records where the policy asked for more by then. */
const moreOf = ({ needs, risk }: FactOf<'approval_given' | 'approval_decided'>['body']) => ({
  ...(needs && { needs }),
  ...(risk && { askedRisk: risk }),
})

/** Proposals, decisions on them, and what became of the effects. */
export const proposalFolds: FoldsOf<ProposalEntry> = {
  approval_requested: (state, fact) => {
    const known = state.proposals.find((p) => p.proposalId === fact.body.proposalId)
    return known && isOutside(known) ? askedAgain(state, known) : asked(state, fact)
  },
  proposal_edited: (state, { body, at, actor }) => ({
    ...state,
    proposals: state.proposals.map((p) =>
      p.proposalId === body.proposalId ? changedBy(p, body, { at, actor }) : p,
    ),
  }),
  approval_given: (state, { body, at, actor }) => {
    const known = state.proposals.find((p) => p.proposalId === body.proposalId)?.approvedBy ?? []
    const approvedBy = [...known, { actor, at }]
    const change = { approvedBy, ...moreOf(body) }
    return onProposal(withIntent(state, body.intentId), body.proposalId, change)
  },
  approval_decided: (state, { body, at, actor }) => {
    const next = onProposal(withIntent(state, body.intentId), body.proposalId, {
      status: body.verdict,
      decidedAt: at,
      decidedBy: actor,
      reason: body.reason,
      intentId: body.intentId,
      ...moreOf(body),
    })
    if (body.verdict === 'approved') return next
    return withNews(next, { kind: 'rejected', tool: toolOf(state, body.proposalId), text: body.reason })
  },
  decision_refused: (state, { body }) => withIntent(state, body.intentId),
  // What an operator asked here has no intent, and the task need not know of it.
  decision_turned_away: (state, { body }) =>
    body.intentId === null ? state : withIntent(state, body.intentId),
  approval_reminded: (state, { body, at }) =>
    isPending(state, body.proposalId) ? onProposal(state, body.proposalId, { remindedAt: at }) : state,
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
    return withNews(next, { kind: 'granted', ...calledOf(proposal), text: '' })
  },
  claim_refused: (state, { body }) =>
    onProposal(state, body.proposalId, { status: 'claimed', usedIn: 'earlier' }),
  effect_performed: (state, { body }) => onEffect(state, body, 'performed'),
  effect_failed: (state, { body }) => onEffect(state, body, 'failed'),
  effect_uncertain: (state, { body }) => onEffect(state, body, 'uncertain'),
  effect_passed: (state, fact) => {
    const { scope, policyVersion, upToUsd } = fact.body
    return passed(state, fact, { kind: 'automatic', scope, policyVersion, upToUsd })
  },
  standing_grant_used: (state, fact) =>
    passed(state, fact, { kind: 'standing', standingGrantId: fact.body.standingGrantId }),
  effect_settled: (state, { body }) => {
    const known = state.proposals.find((p) => p.proposalId === body.proposalId)
    const next = withIntent(state, body.intentId)
    if (known?.status !== 'uncertain') return next
    const status = body.hasHappened ? 'performed' : 'failed'
    const settled = onProposal(next, body.proposalId, { status, detail: body.note })
    // An ended task has nobody left to tell.
    return isEnded(state.status)
      ? settled
      : withNews(settled, { kind: status, ...calledOf(known), text: body.note })
  },
}

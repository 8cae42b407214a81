import type { Fact, FactOf } from '../ledger/entry.ts'
import type { Command, CommandBody } from './intent.ts'

/** An intent as far as a fact that came of it tells. */
export type Asked = {
  [C in Command]: { id: string; command: C; actor: string; at: string; body: CommandBody<C> }
}[Command]

/** What was asked, told from the fact that came of it; null where nobody asked, or the fact does not hold all of it. */
export function askedBy(fact: Fact): Asked | null {
  const { at, actor } = fact
  // Temporal's own cancellation carries the run's id.
  if (actor === 'system:temporal' || !('intentId' in fact.body)) return null
  const by = { id: fact.body.intentId ?? '', actor, at }
  switch (fact.type) {
    case 'task_requested':
      return { ...by, command: 'startTask', body: {} }
    case 'message_sent':
      return { ...by, command: 'sendMessage', body: { text: fact.body.text } }
    case 'question_answered':
      return { ...by, command: 'answerQuestion', body: without(fact.body) }
    case 'priority_changed':
      return { ...by, command: 'setPriority', body: without(fact.body) }
    case 'deadline_changed':
      return { ...by, command: 'setDeadline', body: without(fact.body) }
    case 'task_budget_set':
      return { ...by, command: 'setTaskBudget', body: without(fact.body) }
    case 'budget_raised':
      return { ...by, command: 'raiseBudget', body: without(fact.body) }
    case 'cancel_requested':
      return { ...by, command: 'cancelTask', body: { reason: fact.body.reason } }
    case 'retry_requested':
      return { ...by, command: 'retryTask', body: {} }
    case 'work_accepted':
      return { ...by, command: 'acceptWork', body: without(fact.body) }
    case 'deliverable_reviewed':
      return { ...by, command: 'reviewDeliverable', body: without(fact.body) }
    case 'recheck_requested':
      return { ...by, command: 'checkAgain', body: {} }
    case 'inquiry_made':
      return { ...by, command: 'askAgent', body: without(fact.body) }
    case 'effect_settled':
      return { ...by, command: 'settleEffect', body: without(fact.body) }
    case 'fork_settled':
      return { ...by, command: 'settleFork', body: without(fact.body) }
    case 'proposal_edited': {
      // The agreement that follows bears the same intent, and says less.
      const { proposalId, hash, reason, from, parameters } = fact.body
      const body = { proposalId, verdict: 'approved', reason, hash, edit: { from, parameters } } as const
      return { ...by, command: 'decideApproval', body }
    }
    case 'approval_given':
      return { ...by, command: 'decideApproval', body: { ...decision(fact.body), verdict: 'approved' } }
    case 'approval_decided':
      return {
        ...by,
        command: 'decideApproval',
        body: { ...decision(fact.body), verdict: fact.body.verdict },
      }
    default:
      return null
  }
}

/** Under which versions of the policy it counted, nobody asked. */
const decision = ({ proposalId, reason, hash }: FactOf<'approval_given' | 'approval_decided'>['body']) => ({
  ...{ proposalId, reason, hash },
})

const without = <B extends { intentId: string }>({ intentId: _, ...body }: B): Omit<B, 'intentId'> => body

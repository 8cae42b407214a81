import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { aHash } from './builders.ts'
import { aFact, afterFacts, minutesOn } from './stories.ts'

export const requestedAs = (proposalId: string, change: Partial<FactOf<'approval_requested'>['body']> = {}) =>
  aFact('approval_requested', {
    stepId: 's1',
    proposalId,
    tool: 'send_message',
    parameters: { to: 'a' },
    hash: aHash,
    effectClass: 'send',
    via: 'invoke',
    effectKey: `task/t_1/s1/${proposalId}`,
    expiresAt: minutesOn(60),
    ...change,
  })
export const decidedAs = (verdict: 'approved' | 'rejected', proposalId = 'p_1') =>
  aFact(
    'approval_decided',
    { proposalId, verdict, reason: 'because', hash: aHash, intentId: 'in_2' },
    2,
    'operator:op_1',
  )
export const claimed = aFact('effect_claimed', { proposalId: 'p_1', effectKey: 'k', grantId: 'gr_1' }, 3)
export const outcome = (type: 'effect_performed' | 'effect_failed' | 'effect_uncertain', detail = 'id 1') =>
  aFact(type, { proposalId: 'p_1', effectKey: 'k', detail }, 4)
/** The state after this one call was asked for, and these facts. */
export const after = (...facts: Fact[]) => afterFacts(requestedAs('p_1'), ...facts)

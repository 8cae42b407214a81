import { z } from 'zod'
import { Approvers, EffectClass } from '../../policy/policy.ts'
import { Parameters, ProposalVia } from '../../run/run.ts'
import { at, step, text } from './fields.ts'

/** What a task's stream holds of its effects, from the proposal to what became of it. */
export const approvalBodies = {
  approval_requested: z.strictObject({
    ...step,
    proposalId: text,
    tool: text,
    parameters: Parameters,
    hash: text,
    effectClass: EffectClass,
    via: ProposalVia,
    effectKey: text,
    expiresAt: at,
    /** Absent: one approver. */
    needs: Approvers.optional(),
  }),
  /** The first of two approvals that are needed; nothing is done yet. */
  approval_given: z.strictObject({ proposalId: text, reason: text, hash: text, intentId: text }),
  approval_decided: z.strictObject({
    proposalId: text,
    verdict: z.enum(['approved', 'rejected']),
    reason: text,
    hash: text,
    intentId: text,
  }),
  decision_refused: z.strictObject({ proposalId: text, intentId: text, code: text, message: text }),
  approval_expired: z.strictObject({ proposalId: text }),
  approval_withdrawn: z.strictObject({ proposalId: text, reason: text }),
  effect_claimed: z.strictObject({ proposalId: text, effectKey: text, grantId: text }),
  claim_refused: z.strictObject({ proposalId: text, effectKey: text }),
  effect_performed: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  effect_failed: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  effect_uncertain: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  /** A person looked where an uncertain effect would have arrived. */
  effect_settled: z.strictObject({ proposalId: text, hasHappened: z.boolean(), note: text, intentId: text }),
} as const

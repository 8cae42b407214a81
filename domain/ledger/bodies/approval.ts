import { z } from 'zod'
import { RiskFound } from '../../approval/risk.ts'
import { Approvers, EffectClass, PolicyVersion } from '../../policy/policy.ts'
import { scopes } from '../../policy/scope.ts'
import { Parameters, ProposalVia } from '../../run/run.ts'
import { inquiryKinds } from '../../task/task-words.ts'
import { at, step, text } from './fields.ts'

/** The versions of the policy that held then. Absent in older entries. */
const policies = z.array(PolicyVersion).optional()

/**
 * Where the policy asks for more by now than the proposal was made under, and the risk by which it does. Absent: as it was, or by
 * what the call does, and in older entries.
 */
const askedMore = { needs: Approvers.optional(), risk: RiskFound.optional() }

/** A call that passed without asking: what was done, and the one permission that it used up. */
const passed = {
  ...step,
  proposalId: text,
  tool: text,
  parameters: Parameters,
  hash: text,
  effectClass: EffectClass,
  effectKey: text,
  grantId: text,
}

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
    /** When it is brought up once more, where nobody decided until then. Absent: never. */
    remindAt: at.optional(),
    /** Absent: one approver. */
    needs: Approvers.optional(),
    policies,
  }),
  /** An approver changed it before agreeing; the agreement follows in the same breath. What was agreed before counts no more. */
  proposal_edited: z.strictObject({
    proposalId: text,
    /** Of what the approver saw. */
    from: text,
    parameters: Parameters,
    hash: text,
    effectClass: EffectClass,
    /** Absent: one approver. */
    needs: Approvers.optional(),
    reason: text,
    intentId: text,
  }),
  /** The first of two approvals that are needed; nothing is done yet. */
  approval_given: z.strictObject({
    ...{ proposalId: text, reason: text, hash: text, intentId: text, policies },
    ...askedMore,
  }),
  approval_decided: z.strictObject({
    proposalId: text,
    verdict: z.enum(['approved', 'rejected']),
    reason: text,
    hash: text,
    intentId: text,
    policies,
    /** Of a yes. */
    ...askedMore,
  }),
  decision_refused: z.strictObject({ proposalId: text, intentId: text, code: text, message: text }),
  /**
   * A decision that never became one: refused where it was asked, or told of by a signal with nobody behind it. Of a signal
   * only its id is known; of what an operator asked here all but an id is.
   */
  decision_turned_away: z.strictObject({
    proposalId: text.nullable(),
    verdict: z.enum(['approved', 'rejected']).nullable(),
    /** Of the parameters that it was meant for. */
    hash: text.nullable(),
    intentId: text.nullable(),
    code: text,
    message: text,
  }),
  /** An operator asks the agent: back, about what it proposed; or to look what became of an uncertain effect. */
  inquiry_made: z.strictObject({
    proposalId: text,
    kind: z.enum(inquiryKinds),
    text,
    intentId: text,
  }),
  /** What the agent says or found. It may take its proposal back with it. */
  inquiry_answered: z.strictObject({
    ...step,
    proposalId: text,
    itemId: text,
    text,
    isWithdrawn: z.boolean(),
  }),
  approval_reminded: z.strictObject({ proposalId: text }),
  approval_expired: z.strictObject({ proposalId: text }),
  approval_withdrawn: z.strictObject({ proposalId: text, reason: text }),
  effect_claimed: z.strictObject({ proposalId: text, effectKey: text, grantId: text }),
  claim_refused: z.strictObject({ proposalId: text, effectKey: text }),
  effect_performed: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  effect_failed: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  effect_uncertain: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  /** By a rule of the policy: in the document of which scope, and which version of that document; 0: it had none. */
  effect_passed: z.strictObject({
    ...passed,
    scope: z.enum(scopes),
    policyVersion: z.int(),
    upToUsd: z.number(),
  }),
  standing_grant_used: z.strictObject({ ...passed, standingGrantId: text }),
  /** A person looked where an uncertain effect would have arrived. */
  effect_settled: z.strictObject({ proposalId: text, hasHappened: z.boolean(), note: text, intentId: text }),
} as const

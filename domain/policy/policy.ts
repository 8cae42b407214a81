import { z } from 'zod'
import { scopes } from './scope.ts'

export const effectClasses = ['send', 'publish', 'pay', 'delete', 'deploy', 'buy', 'exec', 'other'] as const
export const EffectClass = z.enum(effectClasses)
export type EffectClass = z.infer<typeof EffectClass>

export const approvers = ['one', 'other', 'two'] as const
/** One approver, somebody other than who asked for the task, or two approvers: from lax to strict. */
export const Approvers = z.enum(approvers)
export type Approvers = z.infer<typeof Approvers>

/** What may never pass by itself: it may do anything. */
export const neverAutomatic: readonly EffectClass[] = ['exec', 'other']

const ruleChoices = ['auto', ...approvers] as const

/** Who must agree to an effect of one class. */
export const ApprovalRule = z
  .strictObject({
    /** auto: nobody, up to the amount and so many times a day. */
    who: z.enum(ruleChoices),
    /** US dollars. Above it, and where the amount is not known, `above` must agree. Null: whatever the amount. */
    upToUsd: z.number().min(0).max(1_000_000).nullable().default(null),
    above: Approvers.default('two'),
    /** How many pass by themselves in a day of UTC, in the scope of the document that says it. Only with auto. */
    perDay: z.int().min(1).max(1_000).optional(),
  })
  .refine(
    ({ who, upToUsd, above }) => upToUsd === null || ruleChoices.indexOf(above) > ruleChoices.indexOf(who),
    {
      path: ['above'],
      message: 'must be stricter than what is asked up to that amount',
    },
  )
  .refine(({ who, upToUsd }) => who !== 'auto' || upToUsd !== null, {
    path: ['upToUsd'],
    message: 'must say up to how much: an effect of unknown amount never passes by itself',
  })
  .refine(({ who, perDay }) => who !== 'auto' || perDay !== undefined, {
    path: ['perDay'],
    message: 'must say how many a day: an amount for each is no limit',
  })
  .refine(({ who, perDay }) => who === 'auto' || perDay === undefined, {
    path: ['perDay'],
    message: 'is only for what passes by itself',
  })
export type ApprovalRule = z.infer<typeof ApprovalRule>

/** Who must agree to what is of that risk, whatever it does. Null says nothing. */
export const RiskApprovers = z
  .strictObject({ medium: Approvers.nullable().default(null), high: Approvers.nullable().default(null) })
  .refine(
    ({ medium, high }) =>
      medium === null || high === null || approvers.indexOf(high) >= approvers.indexOf(medium),
    { path: ['high'], message: 'must not be less than what is asked of medium risk' },
  )
export type RiskApprovers = z.infer<typeof RiskApprovers>

/** A version of a policy document, as `policy_changed` has it. */
export const PolicyVersion = z.strictObject({
  scope: z.enum(scopes),
  scopeId: z.string(),
  version: z.int().min(1),
})
export type PolicyVersion = z.infer<typeof PolicyVersion>

/** By what an effect does. What may do anything is never let pass by itself. */
export const ApprovalRules = z.partialRecord(EffectClass, ApprovalRule).superRefine((rules, context) => {
  for (const effect of neverAutomatic)
    if (rules[effect]?.who === 'auto')
      context.addIssue({
        code: 'custom',
        path: [effect, 'who'],
        message: 'may do anything, so it never passes by itself: choose who has to agree',
      })
})

/** Whose work an operator looks at before it is done, the laxest first: what its task says, also work that declares nothing, all. */
export const workReviews = ['declared', 'undeclared', 'all'] as const
export const WorkReview = z.enum(workReviews)
export type WorkReview = z.infer<typeof WorkReview>

/** What a run may do without asking, taken along to the Mac. Times in milliseconds. */
export const Policy = z
  .strictObject({
    version: z.int().min(1).default(1),
    /** How long a proposal waits for a decision before it expires. */
    approvalTtlMs: z
      .int()
      .min(1_000)
      .max(90 * 86_400_000)
      .default(3 * 86_400_000),
    /** After which part of that it is brought up once more. Absent: it is not, as in runs of older versions. */
    remindAfter: z.number().min(0).max(1).optional(),
    /** How long one run may take on the gateway once it is there; waiting for the executor does not count. */
    runDeadlineMs: z
      .int()
      .min(1_000)
      .max(7 * 86_400_000)
      .default(2 * 3_600_000),
    /** Further tries after a run that failed for a passing reason. */
    maxRetries: z.int().min(0).max(5).default(2),
    /** How often the agent is told what did not pass its check before an operator is asked. */
    maxReturns: z.int().min(0).max(5).default(1),
    retryDelayMs: z.int().min(100).max(86_400_000).default(60_000),
    /** Absent: an operator looks at what the task says, and at nothing else. */
    review: WorkReview.optional(),
    /** Tools beyond the built-in safe list that this project lets pass without asking. */
    extraSafeTools: z.array(z.string().min(1).max(120)).max(100).default([]),
    /** Who must agree to an effect, where it is not one approver. Absent: one, for all. */
    approvals: ApprovalRules.optional(),
    /** Blocked whatever is approved. Absent: none. */
    deniedTools: z.array(z.string().min(1).max(120)).max(900).optional(),
    /** Where tools may go, and what lies below. Absent: anywhere. */
    domains: z.array(z.string().min(1).max(255)).max(600).optional(),
    /** Skills that the agent may use. Absent: every one that its gateway has for it. */
    skills: z.array(z.string().min(1).max(120)).max(200).optional(),
    /** The documents that it was made of, the widest first; a scope that has none is not there. Absent: not told. */
    documents: z.array(PolicyVersion).max(3).optional(),
  })
  .meta({ id: 'Policy', description: 'What a run may do without asking, and how long things wait' })
export type Policy = z.infer<typeof Policy>

export const defaultPolicy: Policy = Policy.parse({})

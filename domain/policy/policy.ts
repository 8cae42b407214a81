import { z } from 'zod'

export const effectClasses = ['send', 'publish', 'pay', 'delete', 'deploy', 'buy', 'exec', 'other'] as const
export const EffectClass = z.enum(effectClasses)
export type EffectClass = z.infer<typeof EffectClass>

export const approvers = ['one', 'other', 'two'] as const
/** One approver, somebody other than who asked for the task, or two approvers: from lax to strict. */
export const Approvers = z.enum(approvers)
export type Approvers = z.infer<typeof Approvers>

const noAuto =
  'Effects cannot pass by themselves yet: choose one approver, somebody other than the requester, or two approvers.'
const Who = z.enum(approvers, { error: ({ input }) => (input === 'auto' ? noAuto : undefined) })

/** Who must agree to an effect of one class. */
export const ApprovalRule = z
  .strictObject({
    who: Who,
    /** US dollars. Above it, and where the amount is not known, `above` must agree. Null: whatever the amount. */
    upToUsd: z.number().min(0).max(1_000_000).nullable().default(null),
    above: Who.default('two'),
  })
  .refine(
    ({ who, upToUsd, above }) => upToUsd === null || approvers.indexOf(above) > approvers.indexOf(who),
    {
      path: ['above'],
      message: 'must be stricter than what is asked up to that amount',
    },
  )
export type ApprovalRule = z.infer<typeof ApprovalRule>

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
    /** Tools beyond the built-in safe list that this project lets pass without asking. */
    extraSafeTools: z.array(z.string().min(1).max(120)).max(100).default([]),
    /** Who must agree to an effect, where it is not one approver. Absent: one, for all. */
    approvals: z.partialRecord(EffectClass, ApprovalRule).optional(),
    /** Blocked whatever is approved. Absent: none. */
    deniedTools: z.array(z.string().min(1).max(120)).max(900).optional(),
  })
  .meta({ id: 'Policy', description: 'What a run may do without asking, and how long things wait' })
export type Policy = z.infer<typeof Policy>

export const defaultPolicy: Policy = Policy.parse({})

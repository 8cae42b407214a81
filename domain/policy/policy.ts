import { z } from 'zod'

export const effectClasses = ['send', 'publish', 'pay', 'delete', 'deploy', 'buy', 'exec', 'other'] as const
export const EffectClass = z.enum(effectClasses)
export type EffectClass = z.infer<typeof EffectClass>

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
    extraSafeTools: z.array(z.string().min(1).max(120)).max(50).default([]),
  })
  .meta({ id: 'Policy', description: 'What a run may do without asking, and how long things wait' })
export type Policy = z.infer<typeof Policy>

export const defaultPolicy: Policy = Policy.parse({})

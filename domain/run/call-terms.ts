import { z } from 'zod'

/** What holds for an approved call at the time it is made: the policy of its agent by now, not of when it was approved. */
export const CallTerms = z.strictObject({
  /** Whether the control plane gave out this permission. */
  isClaimed: z.boolean(),
  deniedTools: z.array(z.string()),
  /** Null: no list. */
  domains: z.array(z.string()).nullable(),
})
export type CallTerms = z.infer<typeof CallTerms>

import { z } from 'zod'

/** What holds for a run by the time that its gateway is to be asked for it. */
export const StartTerms = z.strictObject({
  /** Why it is not begun, as a sentence for its record; null: it may begin. */
  refusal: z.string().nullable(),
})
export type StartTerms = z.infer<typeof StartTerms>

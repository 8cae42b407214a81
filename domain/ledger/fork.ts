import { z } from 'zod'

/** What the ledger has under a key, and what a run wanted to write there. Counts for nothing until it is settled. */
export const Fork = z.strictObject({
  /** Of Temporal. */
  runId: z.string(),
  firstSeq: z.int(),
  held: z.array(z.strictObject({ streamSeq: z.int(), fact: z.json() })),
  wanted: z.array(z.json()),
})
export type Fork = z.infer<typeof Fork>

/** On from what the ledger holds, or the end of it. */
export const forkVerdicts = ['go_on', 'end'] as const
export const ForkVerdict = z.enum(forkVerdicts)
export type ForkVerdict = z.infer<typeof ForkVerdict>

import { z } from 'zod'

export const text = z.string()
export const at = z.iso.datetime({ precision: 3 })
export const step = { stepId: text }
/** Entries that were put back from histories, by their numbers in the stream; of those lost nobody knows what they were. */
export const backfilled = { from: z.int(), to: z.int(), lost: z.array(z.int()) }
export const lostEntry = { streamSeq: z.int() }
/** What a run of Temporal wanted to write to a stream that is not its own any more. It counts for nothing. */
export const refusedAppend = { runId: text, firstSeq: z.int(), message: text, wanted: z.array(z.json()) }

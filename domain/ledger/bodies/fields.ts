import { z } from 'zod'

export const text = z.string()
export const at = z.iso.datetime({ precision: 3 })
export const step = { stepId: text }
/** What a run of Temporal wanted to write to a stream that is not its own any more. It counts for nothing. */
export const refusedAppend = { runId: text, firstSeq: z.int(), message: text, wanted: z.array(z.json()) }

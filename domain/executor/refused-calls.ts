import { z } from 'zod'

/** Calls of the bridge on the Mac that came without its token, or with a wrong one. Nothing came of them. */
export const RefusedCalls = z.strictObject({
  count: z.int().min(1).max(1_000_000_000),
  /** What they asked for, the first few. */
  paths: z.array(z.string().max(100)).max(10),
  since: z.iso.datetime({ precision: 3 }),
})
export type RefusedCalls = z.infer<typeof RefusedCalls>

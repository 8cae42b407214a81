import { z } from 'zod'

const head = { position: z.int(), hash: z.string() }

/** That the ledger was put back to an older moment: how far it went then, and the heads that were noted and are gone. */
export const Acknowledged = z.strictObject({
  ...head,
  gone: z.array(z.strictObject({ place: z.string(), ...head })),
})
export type Acknowledged = z.infer<typeof Acknowledged>

import { z } from 'zod'
import { Entry } from '../ledger/contract.ts'

/** Server-sent events at /api/stream: one `entry` event per ledger entry in order, `id:` is its position and the begin
 *  of the chain's hash there. `restored`: the ledger was set back; what came after `through` is not the record any more,
 *  and comes again as it is now. Who resumes by an id, or a position, that is not of this ledger gets it through 0: all of
 *  the record comes then. A position without its hash can't tell a ledger that was set back and has grown past it since.
 *  `behind`: you read too slowly and are let go; resume after this position.
 *  Between them `looking` events, without an id: who has which inbox item open, all of them each time.
 *  Resume with Last-Event-ID or ?after=<position or id>; a comment line every 15 s keeps it open. */
export const streamPath = '/stream'
export const StreamEntry = Entry
export const Looking = z.array(
  z.strictObject({ operatorId: z.string(), name: z.string(), itemId: z.string() }),
)
export type Looking = z.infer<typeof Looking>

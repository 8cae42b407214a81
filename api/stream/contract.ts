import { Entry } from '../ledger/contract.ts'

/** Server-sent events at /api/stream: one `entry` event per ledger entry in order, `id:` is its position.
 *  Resume with Last-Event-ID or ?after=<position>; a comment line every 15 s keeps it open. */
export const streamPath = '/stream'
export const StreamEntry = Entry

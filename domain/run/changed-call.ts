import { z } from 'zod'
import { AnyJson } from './any-json.ts'

/** Parameters as they were at one moment of a call, secrets masked; null where they are longer than the record holds. */
export const CallSide = z.strictObject({
  hash: z.string(),
  parameters: z.record(z.string(), AnyJson).nullable(),
})
export type CallSide = z.infer<typeof CallSide>

/** A call that ran otherwise than the gate had let it pass: something on the gateway changed it, or passed the gate by. */
export const ChangedCall = z.strictObject({
  tool: z.string(),
  /** Null: the gate had let nothing pass. */
  allowed: CallSide.nullable(),
  effective: CallSide,
  /** The effect whose permission it had. Absent: it needed none, or there was none. */
  proposalId: z.string().optional(),
  /** Where it ran. Absent: a worker told it that did not say so yet. */
  sessionKey: z.string().max(300).optional(),
  /** What the tool answered, secrets masked. Absent: it was let pass. */
  answer: z.string().max(5_000).optional(),
})
export type ChangedCall = z.infer<typeof ChangedCall>

/** Such a call that no open run is behind: its executor tells of it. */
export const PastCall = ChangedCall.omit({ proposalId: true }).extend({
  tool: z.string().max(200),
  sessionKey: z.string().max(300),
  runId: z.string().max(300).nullable(),
  at: z.iso.datetime({ precision: 3 }),
})
export type PastCall = z.infer<typeof PastCall>

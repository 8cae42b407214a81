import { z } from 'zod'
import { EffectClass } from '../policy/policy.ts'

/** Why the gate let a call not pass, where that is no proposal of its own. */
export const blockWhys = [
  /** A run may not do it, by its policy. */
  'denied',
  /** Where it would go is on no list of the policy. */
  'domain',
  'kill_switch',
  /** It used all that was reserved for it, or what it used could not be counted. */
  'run_stopped',
  'turn_ended',
  /** The same call was proposed in this run already. */
  'held',
  'too_long',
  /** The permission for exactly this call was used before. */
  'grant_replayed',
  /** There is a permission, for other parameters than these. */
  'parameters_differ',
  /** There is a permission, and what was approved is not on the executor any more. */
  'parameters_gone',
  /** No run of the session is open: it is over, or its id belongs to another one. */
  'run_unknown',
  /** Nobody here started the run, and no policy of it is on the executor. */
  'no_snapshot',
  /** The plugin did not reach the worker, so nobody decided. */
  'gate_away',
] as const
export const BlockWhy = z.enum(blockWhys)
export type BlockWhy = z.infer<typeof BlockWhy>

/** The longest name of a host. */
export const mostHostLength = 253

/** A call that did not pass. Of its parameters only the hash, and where it may not go: they were not before anybody. */
export const BlockedCall = z.strictObject({
  tool: z.string().max(200),
  effectClass: EffectClass,
  hash: z.string().max(64),
  why: BlockWhy,
  /** Where it may not go, for `domain`; absent where that could not be told, and in entries from before it was recorded. */
  host: z.string().max(mostHostLength).optional(),
  /** How often by now; after a restart of the worker at least so often. */
  times: z.int().min(1),
  /** The effect that it would have been. */
  proposalId: z.string().max(60).optional(),
  /** It stands for all further calls of a run that tried too many different ones; tool and hash are of the first of these. */
  isRest: z.boolean().optional(),
})
export type BlockedCall = z.infer<typeof BlockedCall>

/** Calls that no task is behind: told together, at most one telling a minute. */
export const StrayCalls = z.strictObject({
  count: z.int().min(1).max(1_000_000_000),
  /** The first few, with the session and run that they gave. */
  calls: z
    .array(
      BlockedCall.omit({ times: true, proposalId: true, isRest: true, host: true }).extend({
        sessionKey: z.string().max(300),
        runId: z.string().max(300).nullable(),
      }),
    )
    .max(10),
  since: z.iso.datetime({ precision: 3 }),
})
export type StrayCalls = z.infer<typeof StrayCalls>

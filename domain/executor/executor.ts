import { z } from 'zod'

export const presenceStates = [
  'ready',
  'gateway_down',
  'gateway_refuses',
  'draining',
  'worker_stopped',
  'unreachable',
  'unknown',
] as const
export const PresenceState = z.enum(presenceStates)
export type PresenceState = z.infer<typeof PresenceState>

/** An operator asked its worker to let its runs end and take no more. */
export interface Drain {
  reason: string
  at: string
  /** The operator's id. */
  by: string
}

export const RunLimit = z
  .int('must be a whole number of runs')
  .min(1, 'must be at least 1; a paused project starts nothing')
  .max(1_000, 'must be at most 1,000')

/** What Temporal says of an executor: it knows who polls, and how much lies on the queue of runs. */
export const ExecutorLoad = z.strictObject({
  at: z.string(),
  /** Runs at once. Null: no worker of it is seen. */
  slots: z.strictObject({ used: z.int(), free: z.int() }).nullable(),
  /** Runs that no worker has taken yet: Temporal's own count, which it calls approximate. */
  backlog: z.strictObject({ count: z.int(), oldestSince: z.string().nullable() }),
})
export type ExecutorLoad = z.infer<typeof ExecutorLoad>

/** The file that stops everything on a Mac was laid there with this reason, or taken away; by that Mac's clock. */
export const StopFileChange = z.strictObject({
  at: z.iso.datetime(),
  reason: z.string().max(2_000).nullable(),
})
export type StopFileChange = z.infer<typeof StopFileChange>
/** The last ones are told. */
export const mostStopFileChanges = 20

/** Of a version's name, in characters. */
export const longestVersion = 60
const Version = z.string().max(longestVersion)

/** What the worker on the executor says of its gateway, a few times a minute and on every change. */
export const GatewayReport = z.strictObject({
  /** `draining`: asked to stop, it lets its runs end and takes no more. */
  link: z.enum(['connected', 'down', 'refused', 'draining', 'stopping']),
  /** A sentence: what is wrong and which file to fix. Empty when connected. */
  detail: z.string().max(1_000),
  gateway: z.strictObject({ version: Version, isPractice: z.boolean() }).nullable(),
  workerVersion: Version,
  /** What the file that stops everything on this Mac says; null: it is not there. Absent: an older worker. */
  stopFile: z.string().max(2_000).nullable().optional(),
  /** Its last changes, oldest first, also those that nobody heard of. Absent: an older worker. */
  stopFileChanges: z.array(StopFileChange).max(mostStopFileChanges).optional(),
  /** Who had it drain, and why; null: no operator did. Absent: an older worker. */
  drain: z.string().max(1_000).nullable().optional(),
  /** Of our plugin in the gateway, and of the wire between the two. Null or absent: not known. */
  plugin: Version.nullable().optional(),
  protocol: z.int().nullable().optional(),
})
export type GatewayReport = z.infer<typeof GatewayReport>

/** Its last word as it is kept: while it is not connected, with what it was connected to last. */
export const KeptReport = GatewayReport.extend({
  lastSeen: GatewayReport.pick({ gateway: true, plugin: true, protocol: true }).optional(),
})
export type KeptReport = z.infer<typeof KeptReport>

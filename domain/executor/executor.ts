import { z } from 'zod'

export const presenceStates = [
  'ready',
  'gateway_down',
  'gateway_refuses',
  'worker_stopped',
  'unreachable',
  'unknown',
] as const
export const PresenceState = z.enum(presenceStates)
export type PresenceState = z.infer<typeof PresenceState>

/** What the worker on the executor says of its gateway, a few times a minute and on every change. */
export const GatewayReport = z.strictObject({
  link: z.enum(['connected', 'down', 'refused', 'stopping']),
  /** A sentence: what is wrong and which file to fix. Empty when connected. */
  detail: z.string().max(1_000),
  gateway: z.strictObject({ version: z.string().max(60), isPractice: z.boolean() }).nullable(),
  workerVersion: z.string().max(60),
  /** What the file that stops everything on this Mac says; null: it is not there. Absent: an older worker. */
  stopFile: z.string().max(2_000).nullable().optional(),
})
export type GatewayReport = z.infer<typeof GatewayReport>

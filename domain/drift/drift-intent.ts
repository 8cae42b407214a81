import { z } from 'zod'

/** What an operator asked about drift, recorded before it is delivered. */
export const driftCommands = {
  /** In the order of the finding's stream. */
  repairFinding: z.strictObject({ findingId: z.string() }),
  /** In the order of the executor's stream. */
  lookNow: z.strictObject({ executorId: z.string() }),
  /** At Front Office itself, and nothing is put right after it. In the order of the executor's stream. */
  onlyLook: z.strictObject({ executorId: z.string() }),
} as const
export type DriftCommand = keyof typeof driftCommands

export type DriftIntent = {
  [C in DriftCommand]: { id: string; command: C; actor: string; body: z.infer<(typeof driftCommands)[C]> }
}[DriftCommand]

export const isDriftCommand = (command: string): command is DriftCommand => command in driftCommands

import { z } from 'zod'
import { ForkVerdict } from '../ledger/fork.ts'
import { stepOutcomes } from './runbook.ts'

/** What is asked of a run, recorded before it is delivered. The signal carries the intent's id only. */
export const runCommands = {
  startRunbook: z.strictObject({}),
  /** From the record of a task that a step is carried out by. */
  taskEnded: z.strictObject({
    taskId: z.string(),
    outcome: z.enum(stepOutcomes),
    summary: z.string(),
    error: z.string().nullable(),
  }),
  decideStep: z.strictObject({
    stepId: z.string(),
    attempt: z.int(),
    verdict: z.enum(['approved', 'rejected']),
    note: z.string(),
  }),
  resumeRun: z.strictObject({}),
  cancelRun: z.strictObject({ reason: z.string() }),
  settleFork: z.strictObject({ verdict: ForkVerdict, reason: z.string() }),
} as const

export type RunCommand = keyof typeof runCommands
export type RunIntent = {
  [C in RunCommand]: {
    id: string
    runId: string
    command: C
    actor: string
    body: z.infer<(typeof runCommands)[C]>
  }
}[RunCommand]

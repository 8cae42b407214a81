import { z } from 'zod'
import { Fork } from '../ledger/fork.ts'
import { runbookRunStatuses } from './run-words.ts'
import { InputValue, RunbookDefinition, stepOutcomes } from './runbook.ts'

const text = z.string()

export const StepOutcome = z.enum(stepOutcomes)

/** What became of a step so far: its last try. Steps that were not begun have none. */
export const StepRun = z.strictObject({
  stepId: text,
  /** From 1; the next one after a resume. */
  attempt: z.int(),
  /** Null: to be begun again. */
  startedAt: text.nullable(),
  endedAt: text.nullable(),
  outcome: StepOutcome.nullable(),
  /** Of a task: the one that carries the step out. */
  taskId: text.nullable(),
  /** Of a wait: when it is over. */
  dueAt: text.nullable(),
  /** Of an approval: what is asked. */
  text: text.nullable(),
  /** Of a branch: the case that it took; null where there was none for the outcome. */
  picked: text.nullable(),
  summary: text.nullable(),
  error: text.nullable(),
  /** Of an approval: who decided. */
  decidedBy: text.nullable(),
  /** The task was told to end, because the run is cancelled. */
  isToldToEnd: z.boolean(),
})
export type StepRun = z.infer<typeof StepRun>

export const RunbookRunStatus = z.enum(runbookRunStatuses)

/** The fold of a run's stream. */
export const RunbookRunState = z.strictObject({
  status: RunbookRunStatus,
  since: text,
  /** What it stands still for; null while something moves by itself. */
  wait: z.strictObject({ kind: z.enum(['approval', 'time']), until: text.nullable() }).nullable(),
  projectId: text,
  runbookId: text,
  version: z.int(),
  definition: RunbookDefinition,
  inputs: z.record(text, InputValue),
  requestedBy: text,
  requestedAt: text,
  /** By which rules its steps are passed. Absent, of a run from before there were others: any branch that asks for an outcome. */
  rules: z.literal(2).optional(),
  endedAt: text.nullable(),
  steps: z.array(StepRun),
  /** Set once somebody cancelled. */
  cancelReason: text.nullable(),
  /** The first step that was not passed: nothing new begins after it. */
  failedStep: text.nullable(),
  error: text.nullable(),
  /** While it is frozen: both contents, where they were kept, and what it was before. Absent in older states. */
  fork: Fork.partial().extend({ was: RunbookRunStatus, error: text.nullable() }).nullable().optional(),
  /** Intents that the workflow has recorded the effect of. */
  intentIds: z.array(text),
})
export type RunbookRunState = z.infer<typeof RunbookRunState>

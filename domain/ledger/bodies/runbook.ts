import { z } from 'zod'
import { InputValue, RunbookDefinition, stepOutcomes } from '../../runbook/runbook.ts'
import { Fork, ForkVerdict } from '../fork.ts'
import { at, backfilled, lostEntry, refusedAppend, text } from './fields.ts'

/** What the stream of a runbook holds: its versions. */
export const runbookDefinitionBodies = {
  runbook_created: z.strictObject({ name: text, version: z.int(), yaml: text, sha256: text }),
  runbook_changed: z.strictObject({ name: text, version: z.int(), yaml: text, sha256: text }),
  runbook_removed: z.strictObject({ name: text }),
} as const

const tried = { stepId: text, attempt: z.int() }

/** What the stream of one run of a runbook holds. */
export const runbookRunBodies = {
  runbook_run_requested: z.strictObject({
    projectId: text,
    runbookId: text,
    version: z.int(),
    definition: RunbookDefinition,
    inputs: z.record(text, InputValue),
    intentId: text,
    rules: z.literal(2).optional(),
  }),
  runbook_step_started: z.strictObject({
    ...tried,
    taskId: text.nullable(),
    dueAt: at.nullable(),
    text: text.nullable(),
    picked: text.nullable(),
  }),
  runbook_step_ended: z.strictObject({
    ...tried,
    outcome: z.enum(stepOutcomes),
    summary: text,
    error: text.nullable(),
    /** Of who decided, or of the task's own word; null where the run itself saw the end. */
    intentId: text.nullable(),
  }),
  runbook_tasks_told_to_end: z.strictObject({ stepIds: z.array(text) }),
  runbook_run_cancel_requested: z.strictObject({ reason: text, intentId: text }),
  runbook_run_resumed: z.strictObject({ intentId: text }),
  runbook_run_done: z.strictObject({}),
  runbook_run_failed: z.strictObject({ stepId: text, error: text }),
  runbook_run_cancelled: z.strictObject({ reason: text }),
  /** `fork` is absent in entries from before both contents were kept. */
  runbook_run_frozen: z.strictObject({ code: text, message: text, fork: Fork.optional() }),
  runbook_run_fork_settled: z.strictObject({ verdict: ForkVerdict, reason: text, intentId: text }),
  runbook_run_late_append_refused: z.strictObject(refusedAppend),
  runbook_run_entries_backfilled: z.strictObject(backfilled),
  runbook_run_entry_lost: z.strictObject(lostEntry),
  /** The run took it up and a rule said no; where somebody decided first, say. */
  runbook_intent_refused: z.strictObject({ intentId: text, command: text, message: text }),
  /** It never reached the run, or nobody is known to have asked it: as `intent_undeliverable` of a task. */
  runbook_intent_undeliverable: z.strictObject({ intentId: text, command: text, message: text }),
  /** As `rewound` of a task. */
  runbook_run_rewound: z.strictObject({ after: z.int(), unknown: z.array(z.int()), state: z.json() }),
} as const

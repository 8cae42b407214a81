import { z } from 'zod'
import { Raise } from '../../policy/raise.ts'
import { Declared } from '../../quality/deliverable.ts'
import { Adopted } from '../../run/foreign-run.ts'
import { Deadline } from '../../task/deadline.ts'
import { TaskBudget } from '../../task/task-budget.ts'
import { priorities } from '../../task/task-words.ts'
import { Fork, ForkVerdict } from '../fork.ts'
import { backfilled, lostEntry, refusedAppend, step, text } from './fields.ts'

/** What a task's stream holds beside its runs and effects. */
export const taskBodies = {
  task_requested: z.strictObject({
    projectId: text,
    agentId: text,
    executorId: text,
    title: text,
    intent: text,
    deliverables: z.array(Declared),
    intentId: text,
    /** Absent: normal. */
    priority: z.enum(priorities).optional(),
    /** Absent: it is due at no time. */
    deadline: Deadline.optional(),
    /** Absent: only the budgets of its project and agent count it. */
    budget: TaskBudget.optional(),
    /** Set: it carries out this step of a run of a runbook. */
    runbook: z.strictObject({ runId: text, stepId: text }).optional(),
    /** Set: nobody here asked for it; it is the record of a run that began on the gateway. */
    adopted: Adopted.optional(),
  }),
  priority_changed: z.strictObject({ priority: z.enum(priorities), intentId: text }),
  /** It has not begun, and runs where its agent lives by now. */
  task_moved: z.strictObject({ executorId: text, intentId: text }),
  /** Its run is on that executor, or may be: it ends there. `intentId`: absent where Temporal was asked and said so. */
  task_stayed: z.strictObject({ executorId: text, intentId: text.optional() }),
  deadline_changed: z.strictObject({
    from: Deadline.nullable(),
    to: Deadline.nullable(),
    intentId: text,
  }),
  /** From its next run on; what was used before counts. */
  task_budget_set: z.strictObject({ budget: TaskBudget, intentId: text }),
  /** How far its next run may go beyond spent budgets, once. */
  budget_raised: z.strictObject({ raise: Raise, intentId: text }),
  /** The task was open then. With `cancel` nobody else asks for its end. */
  deadline_passed: Deadline,
  question_asked: z.strictObject({ ...step, questionId: text, text, options: z.array(text) }),
  question_answered: z.strictObject({ questionId: text, answer: text, intentId: text }),
  message_sent: z.strictObject({ text, intentId: text }),
  retry_requested: z.strictObject({ intentId: text }),
  cancel_requested: z.strictObject({ reason: text, intentId: text }),
  verification_failed: z.strictObject({ missing: z.array(text) }),
  /** `stepId`: as of `deliverable_reviewed`. */
  work_accepted: z.strictObject({ note: text, stepId: text.optional(), intentId: text }),
  task_done: z.strictObject({ summary: text }),
  task_failed: z.strictObject({ error: text }),
  task_cancelled: z.strictObject({ reason: text }),
  /** `fork` is absent in entries from before both contents were kept. */
  task_frozen: z.strictObject({ code: text, message: text, fork: Fork.optional() }),
  fork_settled: z.strictObject({ verdict: ForkVerdict, reason: text, intentId: text }),
  late_append_refused: z.strictObject(refusedAppend),
  entries_backfilled: z.strictObject(backfilled),
  entry_lost: z.strictObject(lostEntry),
  intent_undeliverable: z.strictObject({ intentId: text, command: text, message: text }),
  /** Carries the state it goes back to, so that the fold stays a plain left fold. */
  rewound: z.strictObject({ after: z.int(), unknown: z.array(z.int()), state: z.json() }),
} as const

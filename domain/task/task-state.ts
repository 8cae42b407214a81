import type { Fact } from '../ledger/entry.ts'
import { forkFolds } from '../ledger/fork-state.ts'
import { outlastsBudget, raisedBy } from '../policy/raise-rules.ts'
import { qualityFolds } from '../quality/quality-state.ts'
import { shippedBy } from '../quality/shipped-rules.ts'
import { deadlineReason } from './deadline-rules.ts'
import { type FoldsOf, reopened, withIntent, withItem, withNews } from './fold.ts'
import { inquiryFolds } from './inquiry-state.ts'
import { moveFolds } from './move-state.ts'
import { proposalFolds } from './proposal-state.ts'
import { runFolds } from './run-state.ts'
import { standing } from './standing-rules.ts'
import type { RunState, TaskState, Wait } from './task.ts'
import { endedStatuses, isInLine } from './task-rules.ts'
import type { Priority } from './task-words.ts'

const { frozenBy, unfrozenBy } = forkFolds<TaskState>({ atWork: 'preparing', ends: endedStatuses })

/** The state of a task whose stream is empty. `task_requested` is always first. */
export const noTask: TaskState = {
  status: 'requested',
  since: '',
  wait: null,
  projectId: '',
  agentId: '',
  executorId: '',
  title: '',
  intent: '',
  deliverables: [],
  requestedBy: '',
  requestedAt: '',
  endedAt: null,
  runs: [],
  proposals: [],
  questions: [],
  artifacts: [],
  itemIds: [],
  intentIds: [],
  news: [],
  cancelReason: null,
  retryAt: null,
  hold: null,
  policy: null,
  summary: null,
  error: null,
  missing: [],
  isAccepted: false,
  runbook: null,
}

const ended = (
  { dueSince: _, raise, ...state }: TaskState,
  fact: Fact,
  status: TaskState['status'],
  change: Partial<TaskState>,
): TaskState => ({
  ...state,
  // Raised for a run that it was to have: opened again, it is asked for anew.
  ...(raise && !outlastsBudget(raise) && { raise }),
  ...change,
  status,
  hold: null,
  endedAt: fact.at,
})

type TaskEntry =
  | 'task_requested'
  | 'priority_changed'
  | 'deadline_changed'
  | 'deadline_passed'
  | 'task_budget_set'
  | 'budget_raised'
  | 'question_asked'
  | 'question_answered'
  | 'message_sent'
  | 'retry_requested'
  | 'cancel_requested'
  | 'verification_failed'
  | 'work_accepted'
  | 'task_done'
  | 'task_failed'
  | 'task_cancelled'
  | 'task_frozen'
  | 'fork_settled'
  | 'late_append_refused'
  | 'entries_backfilled'
  | 'entry_lost'
  | 'intent_undeliverable'
  | 'rewound'

const taskFolds: FoldsOf<TaskEntry> = {
  task_requested: (_, { body, at, actor }) => ({
    ...noTask,
    intentIds: [body.intentId],
    projectId: body.projectId,
    agentId: body.agentId,
    executorId: body.executorId,
    title: body.title,
    intent: body.intent,
    deliverables: body.deliverables,
    runbook: body.runbook ?? null,
    ...(body.priority && { priority: body.priority }),
    ...(body.deadline && { deadline: body.deadline }),
    ...(body.budget && { budget: body.budget }),
    ...(body.adopted && { adopted: body.adopted }),
    requestedBy: actor,
    requestedAt: at,
  }),
  priority_changed: (state, { body, at }) => ({
    ...withIntent(state, body.intentId),
    priority: body.priority,
    runs: state.runs.map((run) => (isInLine(run) ? placedAnew(run, body.priority, at) : run)),
  }),
  deadline_changed: (state, { body }) => ({ ...withIntent(state, body.intentId), deadline: body.to }),
  task_budget_set: ({ budget: _, ...state }, { body, at }) => ({
    ...lookedAtAgain(withIntent(state, body.intentId), at),
    ...(body.budget.length > 0 && { budget: body.budget }),
  }),
  budget_raised: (state, { body, at }) => ({
    ...lookedAtAgain(withIntent(state, body.intentId), at),
    raise: raisedBy(state.raise, body.raise),
  }),
  deadline_passed: (state, { body, at }) => ({
    ...state,
    deadline: { ...body, passedAt: at },
    cancelReason: body.end === 'cancel' ? deadlineReason : state.cancelReason,
  }),
  question_asked: (state, { body, at }) => ({
    ...withItem(state, body.questionId),
    questions: [
      ...state.questions,
      {
        questionId: body.questionId,
        stepId: body.stepId,
        text: body.text,
        options: body.options,
        askedAt: at,
        answer: null,
        answeredBy: null,
        answeredAt: null,
      },
    ],
  }),
  question_answered: (state, { body, at, actor }) => {
    const asked = state.questions.find((q) => q.questionId === body.questionId)
    const questions = state.questions.map((q) =>
      q === asked ? { ...q, answer: body.answer, answeredBy: actor, answeredAt: at } : q,
    )
    const news = { kind: 'answer', question: asked?.text ?? '', text: body.answer } as const
    return withNews({ ...withIntent(state, body.intentId), questions }, news)
  },
  message_sent: (state, { body, at }) =>
    withNews(reopened(withIntent(state, body.intentId), at), { kind: 'message', text: body.text }),
  retry_requested: (state, { body, at }) =>
    withNews(reopened(withIntent(state, body.intentId), at), { kind: 'again', text: state.error ?? '' }),
  cancel_requested: (state, { body }) => ({
    ...withIntent(state, body.intentId),
    cancelReason: body.reason,
  }),
  verification_failed: (state, { body }) => ({
    ...state,
    status: 'needs_verification',
    missing: body.missing,
  }),
  work_accepted: (state, { body, at, actor }) => ({
    ...withIntent(state, body.intentId),
    status: 'verifying',
    missing: [],
    isAccepted: true,
    waiver: { by: actor, at, note: body.note },
  }),
  task_done: (state, fact) => {
    const shipped = shippedBy(state, fact.at)
    const change = { summary: fact.body.summary, error: null, missing: [] }
    return ended(state, fact, 'done', shipped.length > 0 ? { ...change, shipped } : change)
  },
  task_failed: (state, fact) => ended(state, fact, 'failed', { error: fact.body.error }),
  task_cancelled: (state, fact) => ended(state, fact, 'cancelled', { error: fact.body.reason }),
  task_frozen: frozenBy,
  fork_settled: (state, fact) => withIntent(unfrozenBy(state, fact), fact.body.intentId),
  late_append_refused: (state) => state,
  entries_backfilled: (state) => state,
  entry_lost: (state) => state,
  intent_undeliverable: (state, { body }) => withIntent(state, body.intentId),
  rewound: (_, { body }) => body.state as unknown as TaskState,
}

/** What a budget holds is prepared again at once: whether it still holds, is decided there. */
const lookedAtAgain = (state: TaskState, at: string): TaskState =>
  state.hold?.kind === 'budget' ? { ...state, hold: { ...state.hold, until: at } } : state

/** In the line of that priority, behind those of its project that are in it. */
function placedAnew(run: RunState, priority: Priority, at: string): RunState {
  const { priority: before = 'normal', movedAt, queuedAt, left = [] } = run
  if (priority === before) return run
  return {
    ...run,
    priority,
    movedAt: at,
    left: [...left, { priority: before, queuedAt: movedAt ?? queuedAt }],
  }
}

const folds = {
  ...{ ...taskFolds, ...moveFolds, ...runFolds },
  ...{ ...proposalFolds, ...inquiryFolds, ...qualityFolds },
}
type TaskFact = Fact & { type: keyof typeof folds }

export const taskEntryTypes = Object.keys(folds) as (keyof typeof folds)[]
export const isTaskFact = (fact: { type: string }): fact is TaskFact => fact.type in folds

/** Not the task's own doing: one brings the whole state, the others say something of the record. */
const leavesStanding: ReadonlySet<string> = new Set([
  'rewound',
  'late_append_refused',
  'entries_backfilled',
  'entry_lost',
  'decision_turned_away',
])

const isSameWait = (a: Wait | null, b: Wait | null) =>
  a?.kind === b?.kind && a?.until === b?.until && a?.detail === b?.detail

/**
 * One fact onto the state of its task. Drives the workflow, the row beside the entry, and a rebuild.
 * Throws on a type that no task stream holds: a defect of the writer.
 */
export function applyEntry(state: TaskState, fact: Fact): TaskState {
  if (!isTaskFact(fact)) throw new Error(`${fact.type} has no fold in a task's stream`)
  const fold = folds[fact.type] as (state: TaskState, fact: Fact) => TaskState
  const next = fold(state, fact)
  if (leavesStanding.has(fact.type)) return next
  const stands = standing(next, fact)
  const isSame = stands.status === state.status && isSameWait(stands.wait, state.wait) && state.since !== ''
  return {
    ...next,
    ...stands,
    wait: isSame ? state.wait : stands.wait,
    since: isSame ? state.since : fact.at,
  }
}

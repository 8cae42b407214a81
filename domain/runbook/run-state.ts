import type { Fact, FactOf } from '../ledger/entry.ts'
import { forkFolds } from '../ledger/fork-state.ts'
import { keptFacts, type RewindPlace, type StreamEntry } from '../ledger/rewind.ts'
import type { RunbookRunState, StepRun } from './run.ts'
import { isPassed, overStatuses } from './run-rules.ts'

const { frozenBy, unfrozenBy } = forkFolds<RunbookRunState>({ atWork: 'running', ends: overStatuses })

/** The state of a run whose stream is empty. `runbook_run_requested` is always first. */
export const noRunbookRun: RunbookRunState = {
  status: 'requested',
  since: '',
  wait: null,
  projectId: '',
  runbookId: '',
  version: 0,
  definition: { name: '', description: '', inputs: [], steps: [] },
  inputs: {},
  requestedBy: '',
  requestedAt: '',
  endedAt: null,
  steps: [],
  cancelReason: null,
  failedStep: null,
  error: null,
  intentIds: [],
}

const noStep: Omit<StepRun, 'stepId' | 'attempt'> = {
  startedAt: null,
  endedAt: null,
  outcome: null,
  taskId: null,
  dueAt: null,
  text: null,
  picked: null,
  summary: null,
  error: null,
  decidedBy: null,
  isToldToEnd: false,
}

type Folds = {
  [T in Extract<Fact['type'], `runbook_run_${string}` | `runbook_step_${string}` | RunEntry>]: (
    state: RunbookRunState,
    fact: FactOf<T>,
  ) => RunbookRunState
}
type RunEntry = 'runbook_tasks_told_to_end' | 'runbook_intent_refused' | 'runbook_intent_undeliverable'

const withIntent = (state: RunbookRunState, intentId: string | null): RunbookRunState =>
  intentId === null ? state : { ...state, intentIds: [...state.intentIds, intentId] }

const withStep = (state: RunbookRunState, stepId: string, next: StepRun): RunbookRunState => {
  const isKnown = state.steps.some((step) => step.stepId === stepId)
  const steps = isKnown
    ? state.steps.map((step) => (step.stepId === stepId ? next : step))
    : [...state.steps, next]
  return { ...state, steps }
}

const onStep = (state: RunbookRunState, stepId: string, change: Partial<StepRun>): RunbookRunState => ({
  ...state,
  steps: state.steps.map((step) => (step.stepId === stepId ? { ...step, ...change } : step)),
})

/** Which way a branch goes, and so what an earlier failure is to the run, may be known only later. */
const stopped = (state: RunbookRunState): RunbookRunState => {
  const stop = state.steps.find((step) => step.endedAt !== null && !isPassed(state, step))
  return { ...state, failedStep: state.failedStep ?? stop?.stepId ?? null }
}

const over = (
  state: RunbookRunState,
  fact: Fact,
  change: Pick<RunbookRunState, 'status'> & Partial<RunbookRunState>,
): RunbookRunState => ({ ...state, ...change, endedAt: fact.at })

const folds: Folds = {
  runbook_run_requested: (_, { at, actor, body: { intentId, ...asked } }) => ({
    ...noRunbookRun,
    ...asked,
    intentIds: [intentId],
    requestedBy: actor,
    requestedAt: at,
  }),
  runbook_step_started: (state, { at, body: { stepId, attempt, ...given } }) =>
    stopped(withStep(state, stepId, { ...noStep, ...given, stepId, attempt, startedAt: at })),
  runbook_step_ended: (state, { at, actor, body }) => {
    const { stepId, outcome, summary, error, intentId } = body
    const isDecision = outcome === 'approved' || outcome === 'rejected'
    const decidedBy = isDecision ? actor : null
    const known = withIntent(state, intentId)
    return stopped(onStep(known, stepId, { endedAt: at, outcome, summary, error, decidedBy }))
  },
  runbook_tasks_told_to_end: (state, { body }) =>
    body.stepIds.reduce((next, stepId) => onStep(next, stepId, { isToldToEnd: true }), state),
  runbook_run_cancel_requested: (state, { body }) => ({
    ...withIntent(state, body.intentId),
    cancelReason: body.reason,
  }),
  runbook_run_resumed: (state, { body }) => ({
    ...withIntent(state, body.intentId),
    status: 'running',
    endedAt: null,
    cancelReason: null,
    failedStep: null,
    error: null,
    // What is done stays; what was not passed is begun again, and what was taken up by it stays known.
    steps: state.steps.map((step) => (step.endedAt === null || isPassed(state, step) ? step : again(step))),
  }),
  runbook_run_done: (state, fact) => over(state, fact, { status: 'done', error: null }),
  runbook_run_failed: (state, fact) =>
    over(state, fact, { status: 'failed', failedStep: fact.body.stepId, error: fact.body.error }),
  runbook_run_cancelled: (state, fact) =>
    over(state, fact, { status: 'cancelled', failedStep: null, error: fact.body.reason }),
  runbook_run_frozen: frozenBy,
  runbook_run_fork_settled: (state, fact) => withIntent(unfrozenBy(state, fact), fact.body.intentId),
  runbook_run_late_append_refused: (state) => state,
  runbook_run_entries_backfilled: (state) => state,
  runbook_run_entry_lost: (state) => state,
  runbook_intent_refused: (state, { body }) => withIntent(state, body.intentId),
  runbook_intent_undeliverable: (state, { body }) => withIntent(state, body.intentId),
  runbook_run_rewound: (_, { body }) => body.state as unknown as RunbookRunState,
}

const again = (step: StepRun): StepRun => ({
  ...noStep,
  stepId: step.stepId,
  attempt: step.attempt + 1,
  // A task that was brought to its end since then is taken as it is.
  taskId: step.taskId,
})

const standsStill: readonly RunbookRunState['status'][] = [...overStatuses, 'frozen']

/** What a run does now, from what is open in it. */
function standing(state: RunbookRunState): Pick<RunbookRunState, 'status' | 'wait'> {
  if (standsStill.includes(state.status)) return { status: state.status, wait: null }
  const open = state.steps.filter((step) => step.startedAt !== null && step.endedAt === null)
  if (open.some((step) => step.text !== null))
    return { status: 'waiting', wait: { kind: 'approval', until: null } }
  const until = open.flatMap((step) => step.dueAt ?? []).sort()[0]
  if (until && !open.some((step) => step.taskId !== null))
    return { status: 'waiting', wait: { kind: 'time', until } }
  return { status: state.steps.length === 0 ? state.status : 'running', wait: null }
}

/** Not the run's own doing: one brings the whole state, the others say something of the record. */
const leavesStanding: ReadonlySet<string> = new Set([
  'runbook_run_rewound',
  'runbook_run_late_append_refused',
  'runbook_run_entries_backfilled',
  'runbook_run_entry_lost',
])

/** One fact onto the state of its run. Drives the workflow, the row beside the entry, and a rebuild. */
export function applyRunEntry(state: RunbookRunState, fact: Fact): RunbookRunState {
  if (!(fact.type in folds)) throw new Error(`${fact.type} has no fold in a runbook run's stream`)
  const fold = folds[fact.type as keyof Folds] as (state: RunbookRunState, fact: Fact) => RunbookRunState
  const next = fold(state, fact)
  if (leavesStanding.has(fact.type)) return next
  const stands = standing(next)
  const isSame = stands.status === state.status && state.since !== ''
  return { ...next, ...stands, since: isSame ? state.since : fact.at }
}

/** The entry of a run of the workflow that starts again before where the stream ends. */
export function rewoundRun(
  entries: readonly StreamEntry[],
  { after, lastSeq, at }: RewindPlace,
): FactOf<'runbook_run_rewound'> {
  const { facts, unknown } = keptFacts(entries, after, lastSeq)
  const state = facts.reduce(applyRunEntry, noRunbookRun)
  const body = { after, unknown, state: state as never }
  return { type: 'runbook_run_rewound', at, actor: 'system:runbook', body }
}

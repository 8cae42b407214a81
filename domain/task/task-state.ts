import type { Fact, FactOf } from '../ledger/entry.ts'
import type { ProposalState, RunState, TaskState, Wait } from './task.ts'

type TaskFact = Fact & { type: keyof typeof folds }
type Fold<T extends Fact['type']> = (state: TaskState, fact: FactOf<T>) => TaskState

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
  summary: null,
  error: null,
  missing: [],
}

const onRun = (state: TaskState, stepId: string, change: Partial<RunState>): TaskState => ({
  ...state,
  runs: state.runs.map((run) => (run.stepId === stepId ? { ...run, ...change } : run)),
})

const onProposal = (state: TaskState, id: string, change: Partial<ProposalState>): TaskState => ({
  ...state,
  proposals: state.proposals.map((p) => (p.proposalId === id ? { ...p, ...change } : p)),
})

const withItem = (state: TaskState, itemId: string): TaskState => ({
  ...state,
  itemIds: [...state.itemIds, itemId],
})
const withIntent = (state: TaskState, intentId: string): TaskState => ({
  ...state,
  intentIds: [...state.intentIds, intentId],
})

/** What is known of an effect only grows: what was seen performed stays performed. */
function onEffect(state: TaskState, id: string, status: ProposalState['status'], detail: string): TaskState {
  const known = state.proposals.find((p) => p.proposalId === id)
  return known?.status === 'performed' ? state : onProposal(state, id, { status, detail })
}

const ended = (
  state: TaskState,
  fact: Fact,
  status: TaskState['status'],
  change: Partial<TaskState>,
): TaskState => ({
  ...state,
  ...change,
  status,
  endedAt: fact.at,
})

const folds = {
  task_requested: ((_, { body, at, actor }) => ({
    ...noTask,
    ...withIntent(noTask, body.intentId),
    projectId: body.projectId,
    agentId: body.agentId,
    executorId: body.executorId,
    title: body.title,
    intent: body.intent,
    deliverables: body.deliverables,
    requestedBy: actor,
    requestedAt: at,
  })) as Fold<'task_requested'>,
  task_prepared: ((state) => ({ ...state, status: 'preparing' })) as Fold<'task_prepared'>,
  run_queued: ((state, { body, at }) => ({
    ...state,
    status: 'waiting',
    endedAt: null,
    error: null,
    missing: [],
    runs: [
      ...state.runs,
      {
        stepId: body.stepId,
        runId: body.runId,
        sessionKey: body.sessionKey,
        reason: body.reason,
        contextHash: body.contextHash,
        queuedAt: at,
        acceptedAt: null,
        startedAt: null,
        endedAt: null,
        outcome: null,
        text: null,
        error: null,
        usage: null,
        gateway: null,
      },
    ],
  })) as Fold<'run_queued'>,
  run_accepted: ((state, { body, at }) =>
    withItem(onRun(state, body.stepId, { acceptedAt: at }), body.itemId)) as Fold<'run_accepted'>,
  gateway_awaited: ((state, { body }) => withItem(state, body.itemId)) as Fold<'gateway_awaited'>,
  run_ended: ((state, { body, at }) =>
    onRun({ ...state, status: body.outcome === 'ok' ? 'verifying' : 'preparing' }, body.stepId, {
      endedAt: at,
      startedAt: body.startedAt,
      outcome: body.outcome,
      text: body.text,
      error: body.error,
      usage: body.usage,
      gateway: body.gateway,
    })) as Fold<'run_ended'>,
  retry_scheduled: ((state, { body }) => ({ ...state, error: body.error })) as Fold<'retry_scheduled'>,
  update_posted: ((state, { body }) => withItem(state, body.itemId)) as Fold<'update_posted'>,
  artifact_recorded: ((state, { body, at }) => ({
    ...withItem(state, body.itemId),
    artifacts: [
      ...state.artifacts,
      {
        itemId: body.itemId,
        title: body.title,
        artifactKind: body.artifactKind,
        location: body.location,
        hash: body.hash,
        size: body.size,
        at,
      },
    ],
  })) as Fold<'artifact_recorded'>,
  summary_given: ((state, { body }) => ({
    ...withItem(state, body.itemId),
    summary: body.summary,
  })) as Fold<'summary_given'>,
  question_asked: ((state, { body, at }) => ({
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
  })) as Fold<'question_asked'>,
  question_answered: ((state, { body, at, actor }) => ({
    ...withIntent(state, body.intentId),
    questions: state.questions.map((q) =>
      q.questionId === body.questionId ? { ...q, answer: body.answer, answeredBy: actor, answeredAt: at } : q,
    ),
  })) as Fold<'question_answered'>,
  message_sent: ((state, { body }) => withIntent(state, body.intentId)) as Fold<'message_sent'>,
  retry_requested: ((state, { body }) => withIntent(state, body.intentId)) as Fold<'retry_requested'>,
  approval_requested: ((state, { body, at }) => ({
    ...withItem(state, body.proposalId),
    proposals: [
      ...state.proposals,
      {
        proposalId: body.proposalId,
        stepId: body.stepId,
        tool: body.tool,
        parameters: body.parameters,
        hash: body.hash,
        effectClass: body.effectClass,
        via: body.via,
        effectKey: body.effectKey,
        status: 'pending',
        requestedAt: at,
        expiresAt: body.expiresAt,
        decidedAt: null,
        decidedBy: null,
        reason: null,
        intentId: null,
        grantId: null,
        detail: null,
      },
    ],
  })) as Fold<'approval_requested'>,
  approval_decided: ((state, { body, at, actor }) =>
    onProposal(withIntent(state, body.intentId), body.proposalId, {
      status: body.verdict,
      decidedAt: at,
      decidedBy: actor,
      reason: body.reason,
      intentId: body.intentId,
    })) as Fold<'approval_decided'>,
  decision_refused: ((state, { body }) => withIntent(state, body.intentId)) as Fold<'decision_refused'>,
  approval_expired: ((state, { body }) =>
    onProposal(state, body.proposalId, { status: 'expired' })) as Fold<'approval_expired'>,
  approval_withdrawn: ((state, { body }) =>
    onProposal(state, body.proposalId, {
      status: 'withdrawn',
      reason: body.reason,
    })) as Fold<'approval_withdrawn'>,
  effect_claimed: ((state, { body }) =>
    onProposal(state, body.proposalId, {
      status: 'claimed',
      grantId: body.grantId,
    })) as Fold<'effect_claimed'>,
  claim_refused: ((state) => state) as Fold<'claim_refused'>,
  effect_performed: ((state, { body }) =>
    onEffect(state, body.proposalId, 'performed', body.detail)) as Fold<'effect_performed'>,
  effect_failed: ((state, { body }) =>
    onEffect(state, body.proposalId, 'failed', body.detail)) as Fold<'effect_failed'>,
  effect_uncertain: ((state, { body }) =>
    onEffect(state, body.proposalId, 'uncertain', body.detail)) as Fold<'effect_uncertain'>,
  cancel_requested: ((state, { body }) => withIntent(state, body.intentId)) as Fold<'cancel_requested'>,
  verification_failed: ((state, { body }) => ({
    ...state,
    status: 'needs_verification',
    missing: body.missing,
  })) as Fold<'verification_failed'>,
  work_accepted: ((state, { body }) => withIntent(state, body.intentId)) as Fold<'work_accepted'>,
  task_done: ((state, fact) =>
    ended(state, fact, 'done', {
      summary: fact.body.summary,
      error: null,
      missing: [],
    })) as Fold<'task_done'>,
  task_failed: ((state, fact) =>
    ended(state, fact, 'failed', { error: fact.body.error })) as Fold<'task_failed'>,
  task_cancelled: ((state, fact) =>
    ended(state, fact, 'cancelled', { error: fact.body.reason })) as Fold<'task_cancelled'>,
  task_frozen: ((state, { body }) => ({
    ...state,
    status: 'frozen',
    error: body.message,
  })) as Fold<'task_frozen'>,
  intent_undeliverable: ((state, { body }) =>
    withIntent(state, body.intentId)) as Fold<'intent_undeliverable'>,
  rewound: ((_, { body }) => body.state as unknown as TaskState) as Fold<'rewound'>,
}

export const taskEntryTypes = Object.keys(folds) as (keyof typeof folds)[]

const standsStill = new Set<TaskState['status']>([
  'needs_verification',
  'done',
  'failed',
  'cancelled',
  'frozen',
])

type Standing = Pick<TaskState, 'status' | 'wait'>

/** What is open in a task holds it up, in this order: a proposal, a question, a retry. Null: nothing does. */
function openWait(state: TaskState, fact: Fact): Omit<Wait, 'since'> | null {
  const pending = state.proposals.filter((p) => p.status === 'pending')
  const soonest = pending.map((p) => p.expiresAt).sort()[0]
  if (pending[0] && soonest) {
    const more = pending.length > 1 ? ` and ${pending.length - 1} more` : ''
    return { kind: 'approval', detail: `${pending[0].tool}${more}`, until: soonest }
  }
  const question = state.questions.find((q) => q.answer === null)
  if (question) return { kind: 'operator', detail: question.text.slice(0, 200), until: null }
  return fact.type === 'retry_scheduled'
    ? { kind: 'retry', detail: fact.body.error, until: fact.body.retryAt }
    : null
}

function runStanding(state: TaskState, run: RunState, fact: Fact): Standing {
  if (run.acceptedAt) return { status: 'running', wait: null }
  const known = state.wait?.kind === 'executor' ? state.wait.detail : state.executorId
  const detail = fact.type === 'gateway_awaited' ? fact.body.reason : known
  return { status: 'waiting', wait: { kind: 'executor', detail, until: null, since: fact.at } }
}

/** What a task does now, from what is open in it. */
function standing(state: TaskState, fact: Fact): Standing {
  if (state.status === 'needs_verification') {
    const detail = `missing: ${state.missing.join(', ')}`
    return { status: state.status, wait: { kind: 'operator', detail, until: null, since: fact.at } }
  }
  if (standsStill.has(state.status)) return { status: state.status, wait: null }
  const run = state.runs.findLast((r) => r.endedAt === null)
  if (run) return runStanding(state, run, fact)
  const wait = openWait(state, fact)
  if (wait) return { status: 'waiting', wait: { ...wait, since: fact.at } }
  const isMoving = state.status === 'waiting' || state.status === 'running'
  return { status: isMoving ? 'preparing' : state.status, wait: null }
}

const sameWait = (a: Wait | null, b: Wait | null) =>
  a?.kind === b?.kind && a?.until === b?.until && a?.detail === b?.detail

export const isTaskFact = (fact: { type: string }): fact is TaskFact => fact.type in folds

/**
 * One fact onto the state of its task. Drives the workflow, the row beside the entry, and a rebuild.
 * Throws on a type that no task stream holds: a defect of the writer.
 */
export function applyEntry(state: TaskState, fact: Fact): TaskState {
  if (!isTaskFact(fact)) throw new Error(`${fact.type} has no fold in a task's stream`)
  const fold = folds[fact.type] as (state: TaskState, fact: Fact) => TaskState
  const next = fold(state, fact)
  if (fact.type === 'rewound') return next
  const stands = standing(next, fact)
  const isSame =
    stands.status === state.status && sameWait(stands.wait, state.wait) && fact.type !== 'task_requested'
  return {
    ...next,
    ...stands,
    wait: isSame ? state.wait : stands.wait,
    since: isSame ? state.since : fact.at,
  }
}

import type { FactOf } from '../ledger/entry.ts'
import type { Hold } from '../policy/hold.ts'
import { outlastsBudget } from '../policy/raise-rules.ts'
import type { RunOutcome } from '../run/run.ts'
import { type FoldsOf, onRun, withIntent, withItem } from './fold.ts'
import { answeredByEnd, takenAlong } from './inquiry-state.ts'
import { forgetful, givenBack, takenBy } from './not-begun-state.ts'
import type { LearningState, TaskState } from './task.ts'

type RunEntry =
  | 'task_prepared'
  | 'run_queued'
  | 'grants_released'
  | 'run_held'
  | 'run_released'
  | 'run_stop_ordered'
  | 'run_accepted'
  | 'gateway_awaited'
  | 'start_unanswered'
  | 'end_unheeded'
  | 'run_ended'
  | 'call_blocked'
  | 'call_changed'
  | 'reservation_freed'
  | 'transcript_recorded'
  | 'retry_scheduled'
  | 'update_posted'
  | 'artifact_recorded'
  | 'learning_recorded'
  | 'summary_given'

/** Once each, like its row. */
const withLearning = (known: LearningState[], one: LearningState): LearningState[] =>
  known.some(({ itemId }) => itemId === one.itemId) ? known : [...known, one]

/** A run that used all that was reserved for it goes on when an operator says so: by a word, or by the policy. */
const stopHold = (error: string | null, since: string): Hold => ({
  kind: 'budget',
  reason: error ?? 'The run used all that was reserved for it',
  until: null,
  since,
})

/** A run that a kill switch ended goes on when nothing stops it any more; the release loop asks the rules. */
const killedHold = (error: string | null, since: string): Hold => ({
  kind: 'kill_switch',
  reason: error ?? 'The run was stopped by a kill switch',
  until: null,
  since,
})

function holdAfter(outcome: RunOutcome, error: string | null, at: string): Hold | null {
  if (outcome === 'over_budget') return stopHold(error, at)
  return outcome === 'killed' ? killedHold(error, at) : null
}

const answered = (state: TaskState, end: FactOf<'run_ended'>): TaskState => ({
  ...state,
  proposals: state.proposals.map((proposal) => answeredByEnd(proposal, end)),
})

/** Runs and what agents report from them. */
export const runFolds: FoldsOf<RunEntry> = {
  task_prepared: (state, { body }) => ({ ...state, status: 'preparing', policy: body.policy }),
  // A new run takes the news along, and the grants that nobody has used.
  run_queued: (before, { body, at }) => {
    const { checks: _checks, waiver: _waiver, raise: _raise, dueSince, ...state } = before
    return {
      ...state,
      status: 'waiting',
      endedAt: null,
      error: null,
      missing: [],
      isAccepted: false,
      news: [],
      retryAt: null,
      hold: null,
      cancelReason: null,
      proposals: state.proposals.map((p) =>
        p.status === 'claimed' && p.via === 'resume' && !p.usedIn
          ? { ...takenAlong(p, body.stepId), usedIn: body.stepId }
          : takenAlong(p, body.stepId),
      ),
      runs: [
        ...state.runs,
        {
          stepId: body.stepId,
          runId: body.runId,
          sessionKey: body.sessionKey,
          reason: body.reason,
          contextHash: body.contextHash,
          queuedAt: at,
          ...(dueSince && { dueAt: dueSince }),
          ...(state.priority && { priority: state.priority }),
          acceptedAt: null,
          startedAt: null,
          endedAt: null,
          outcome: null,
          text: null,
          error: null,
          usage: null,
          gateway: null,
          isRetryable: false,
          ...(body.reserved && { reserved: body.reserved }),
          ...(body.advance && { advance: body.advance }),
          ...takenBy(before),
        },
      ],
    }
  },
  // What became of them is in their rows.
  grants_released: (state) => state,
  // Raised in one metric, it may have to be raised in another before a run takes both along.
  run_held: ({ raise, ...state }, { body, at }) => ({
    ...state,
    ...(raise && (body.kind !== 'budget' || outlastsBudget(raise)) && { raise }),
    hold: { ...body, since: at },
    dueSince: state.dueSince ?? at,
  }),
  run_released: (state, { body }) => ({ ...withIntent(state, body.intentId), hold: null }),
  // A run that ended by itself meanwhile needs no stop.
  run_stop_ordered: (state, { body }) => {
    const isOpen = state.runs.some((run) => run.stepId === body.stepId && run.endedAt === null)
    const told = isOpen ? onRun(state, body.stepId, { stopReason: body.reason }) : state
    return withIntent(told, body.intentId)
  },
  run_accepted: (state, { body, at }) =>
    withItem(onRun(forgetful(state, body.stepId), body.stepId, { acceptedAt: at }), body.itemId),
  gateway_awaited: (state, { body }) => withItem(state, body.itemId),
  start_unanswered: (state, { body }) =>
    withItem(onRun(state, body.stepId, { isUnanswered: true }), body.itemId),
  end_unheeded: (state, { body }) => withItem(state, body.itemId),
  run_ended: (before, fact) => {
    const { body, at } = fact
    const isBegun = body.outcome !== 'not_begun'
    const state = forgetful(isBegun ? answered(before, fact) : givenBack(before, body.stepId), body.stepId)
    const ended = {
      endedAt: at,
      startedAt: isBegun ? body.startedAt : null,
      outcome: body.outcome,
      text: body.text,
      error: body.error,
      usage: body.usage,
      ...(body.isUsageLastReported && { isUsageLastReported: true }),
      gateway: body.gateway,
      isRetryable: body.isRetryable,
      ...(body.adoptedRunIds.length > 0 && { adoptedRunIds: body.adoptedRunIds }),
    }
    return {
      ...state,
      status: body.outcome === 'ok' ? 'verifying' : 'preparing',
      hold: holdAfter(body.outcome, body.error, at) ?? state.hold ?? null,
      // One that has ended did begin, and has its cost.
      runs: state.runs.map((run) =>
        run.stepId === body.stepId && (isBegun || run.endedAt === null) ? { ...run, ...ended } : run,
      ),
    }
  },
  call_blocked: (state, { body }) => withItem(state, body.itemId),
  call_changed: (state, { body }) => withItem(state, body.itemId),
  // Whether the run ended, its own workflow says; what it used so far is known from here on.
  reservation_freed: (state, { body }) => {
    const isUnknown = state.runs.some((run) => run.stepId === body.stepId && run.usage === null)
    if (!isUnknown || body.usage === null) return state
    return onRun(state, body.stepId, { usage: body.usage, isUsageLastReported: true })
  },
  transcript_recorded: (state, { body }) => withItem(state, body.itemId),
  retry_scheduled: (state, { body }) => ({ ...state, error: body.error, retryAt: body.retryAt }),
  update_posted: (state, { body }) => withItem(state, body.itemId),
  artifact_recorded: (state, { body, at }) => ({
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
        ...(body.notHashed && { notHashed: body.notHashed }),
      },
    ],
  }),
  learning_recorded: (state, { body, at }) => ({
    ...withItem(state, body.itemId),
    learnings: withLearning(state.learnings ?? [], {
      itemId: body.itemId,
      text: body.text,
      about: body.about,
      at,
    }),
  }),
  summary_given: (state, { body }) => ({ ...withItem(state, body.itemId), summary: body.summary }),
}

import {
  ActivityFailure,
  CancelledFailure,
  isCancellation,
  patched,
  TimeoutFailure,
} from '@temporalio/workflow'
import type { LeftRun } from '#activities/openclaw/contract.ts'
import type { RunItem, RunResult, Usage } from '#domain/run/run.ts'
import { toldUsage } from '#domain/run/usage-rules.ts'
import { now } from './open-task.ts'
import { causeOf } from './task-checks.ts'

/** No gateway is known where nobody saw it end. */
export type EndedRun = Omit<RunResult, 'gateway'> & { gateway: RunResult['gateway'] | null }

const silent = 'The worker on the Mac fell silent while it had the run.'
const causeIn = (error: unknown) => (error instanceof ActivityFailure ? error.cause : error)

/** The activity ended without a result: cancelled, or refused for good. */
export function unreturned(error: unknown, stepId: string, startedAt: string): EndedRun {
  const isCancelled = isCancellation(error)
  const isSilent = !isCancelled && hasFallenSilent(error)
  const isAborted = isCancelled || isSilent
  return {
    outcome: isAborted ? 'aborted' : 'failed',
    text: '',
    error: isAborted ? 'The task was cancelled.' : causeOf(error),
    isRetryable: false,
    startedAt,
    endedAt: now(),
    ...toldUsage({ transcript: null, reported: usageLeft(error) }, false),
    gateway: null,
    adoptedRunIds: [],
    items: isSilent ? [unanswered(stepId)] : itemsLeft(error),
  }
}

/** Of what was cancelled, Temporal waits for no further attempt. What the last one did there is not known. */
function hasFallenSilent(error: unknown): boolean {
  const cause = causeIn(error)
  return cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT' && patched('silent run')
}

const unanswered = (stepId: string): RunItem => ({
  kind: 'start_unanswered',
  id: `silent-${stepId}`,
  at: now(),
  stepId,
  reason: silent,
})

/** What the plugin counted of it: by the attempt that was cancelled, or by the last sign of life of one that fell silent. */
function usageLeft(error: unknown): Usage | null {
  const cause = causeIn(error)
  if (cause instanceof TimeoutFailure) return usageIn(cause.lastHeartbeatDetails)
  return cause instanceof CancelledFailure ? usageIn(cause.details?.[0]) : null
}

const usageIn = (details: unknown): Usage | null =>
  (details as { usage?: Usage | null } | null)?.usage ?? null

/** Before any attempt began Temporal cancels it itself, with words in this place. */
function itemsLeft(error: unknown): RunItem[] {
  const cause = causeIn(error)
  const [left] = cause instanceof CancelledFailure ? (cause.details ?? []) : []
  return (left as LeftRun | undefined)?.items ?? []
}

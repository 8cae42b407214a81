import { ActivityFailure, CancelledFailure, isCancellation } from '@temporalio/workflow'
import type { LeftRun } from '#activities/openclaw/contract.ts'
import type { RunItem, RunResult } from '#domain/run/run.ts'
import { now } from './open-task.ts'
import { causeOf } from './task-checks.ts'

/** No gateway is known where nobody saw it end. */
export type EndedRun = Omit<RunResult, 'gateway'> & { gateway: RunResult['gateway'] | null }

const causeIn = (error: unknown) => (error instanceof ActivityFailure ? error.cause : error)

/** The activity ended without a result: cancelled, or refused for good. */
export function unreturned(error: unknown, startedAt: string): EndedRun {
  const isCancelled = isCancellation(error)
  return {
    outcome: isCancelled ? 'aborted' : 'failed',
    text: '',
    error: isCancelled ? 'The task was cancelled.' : causeOf(error),
    isRetryable: false,
    startedAt,
    endedAt: now(),
    usage: null,
    gateway: null,
    adoptedRunIds: [],
    items: itemsLeft(error),
  }
}

/** Before any attempt began Temporal cancels it itself, with words in this place. */
function itemsLeft(error: unknown): RunItem[] {
  const cause = causeIn(error)
  const [left] = cause instanceof CancelledFailure ? (cause.details ?? []) : []
  return (left as LeftRun | undefined)?.items ?? []
}

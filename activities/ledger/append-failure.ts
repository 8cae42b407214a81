import { activityInfo, log } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { ZodError } from 'zod'
import { LedgerFork, StaleRun } from '#domain/ledger/batch.ts'
import type { RefusedBatch } from '#prisma/write/freeze.ts'

/** The run comes from the activity's context: a reset re-dispatches a pending activity with the old input. */
export function runIdOfContext(): string {
  const runId = activityInfo().workflowExecution?.runId
  if (!runId) throw new Error('this activity belongs to a workflow')
  return runId
}

/** Content that no later try would write: not our shape, or data that Postgres refuses. */
function isForGood(error: unknown): error is Error {
  if (error instanceof ZodError) return true
  return error instanceof Error && 'code' in error && /^22/.test(String(error.code))
}

export interface Refusals {
  freeze(refused: RefusedBatch, message: string): Promise<void>
  recordLate(refused: RefusedBatch, message: string): Promise<void>
}

/**
 * What can't be written freezes the stream and ends its run; a stale run ends, and what it wanted to say is kept as
 * that; all else is tried again.
 */
export async function sorted(error: unknown, refused: RefusedBatch, to: Refusals): Promise<unknown> {
  if (error instanceof LedgerFork || isForGood(error)) {
    await to.freeze(refused, error.message)
    return ApplicationFailure.nonRetryable(error.message, error.name)
  }
  if (error instanceof StaleRun) {
    await to.recordLate(refused, error.message)
    return ApplicationFailure.nonRetryable(error.message, error.name)
  }
  log.warn('append failed', { streamId: refused.batch.streamId, error: String(error) })
  return error
}

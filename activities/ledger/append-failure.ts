import { activityInfo, log } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { ZodError } from 'zod'
import { LedgerFork, StaleRun } from '#domain/ledger/batch.ts'
import type { Pool } from '#prisma/client.ts'
import { freeze, type RefusedBatch } from '#prisma/write/freeze.ts'
import { recordLateAppend } from '#prisma/write/late-append.ts'

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

/**
 * What can't be written freezes the stream and ends its run; a stale run ends, and what it wanted to say is kept as
 * that; all else is tried again.
 */
export async function sorted(error: unknown, pool: Pool, refused: RefusedBatch): Promise<unknown> {
  if (error instanceof LedgerFork || isForGood(error)) {
    await freeze(pool, refused, error.message)
    return ApplicationFailure.nonRetryable(error.message, error.name)
  }
  if (error instanceof StaleRun) {
    await recordLateAppend(pool, refused, error.message)
    return ApplicationFailure.nonRetryable(error.message, error.name)
  }
  log.warn('append failed', { streamId: refused.batch.streamId, error: String(error) })
  return error
}

import { activityInfo, log } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { ZodError } from 'zod'
import { LedgerFork, StaleRun } from '#domain/ledger/batch.ts'

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

/** What can't be written freezes the stream and ends its run; a stale run just ends; all else is tried again. */
export async function sorted(
  error: unknown,
  streamId: string,
  freeze: (message: string) => Promise<void>,
): Promise<unknown> {
  if (error instanceof LedgerFork || isForGood(error)) {
    await freeze(error.message)
    return ApplicationFailure.nonRetryable(error.message, error.name)
  }
  if (error instanceof StaleRun) return ApplicationFailure.nonRetryable(error.message, error.name)
  log.warn('append failed', { streamId, error: String(error) })
  return error
}

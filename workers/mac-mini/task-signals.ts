import { isGrpcServiceError, ServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { SignalRefused } from './spool/item-sender.ts'

const invalidArgument = 3
const resourceExhausted = 8

/** Told apart from a Temporal that is away: what it refuses for good is not tried again. */
export function sortedSignalError(error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError) return new SignalRefused(error.message, true)
  const cause = error instanceof ServiceError ? error.cause : error
  if (!isGrpcServiceError(cause)) return error
  const isTooLarge = cause.code === resourceExhausted && /larger than max/i.test(cause.message)
  return isTooLarge || cause.code === invalidArgument ? new SignalRefused(cause.message, false) : error
}

import { isGrpcServiceError, ServiceError } from '@temporalio/client'

const invalidArgument = 3
const resourceExhausted = 8

/**
 * In Temporal's words, why it takes something at no time, however often it is asked: it is too large, or its workflow has
 * been told as much as one may be. Null: the error may pass.
 */
export function refusedForGood(error: unknown): string | null {
  const cause = error instanceof ServiceError ? error.cause : error
  if (!isGrpcServiceError(cause)) return null
  const isTooLarge = cause.code === resourceExhausted && /larger than max/i.test(cause.message)
  return isTooLarge || cause.code === invalidArgument ? cause.message : null
}

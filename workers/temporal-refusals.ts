import { isGrpcServiceError, ServiceError } from '@temporalio/client'

const invalidArgument = 3
const resourceExhausted = 8

/**
 * In Temporal's words, what is wrong with what it was sent: too large, or not as it takes it. Null: nothing, it is away or
 * its trouble passes. Whoever starts a workflow reads the words: a namespace that was just made refuses what it will know soon.
 */
export function refusedAsSent(error: unknown): string | null {
  const cause = error instanceof ServiceError ? error.cause : error
  if (!isGrpcServiceError(cause)) return null
  const isTooLarge = cause.code === resourceExhausted && /larger than max/i.test(cause.message)
  return isTooLarge || cause.code === invalidArgument ? cause.message : null
}

import { z } from 'zod'

/** What the wire answers instead of a payload. */
export class MethodError extends Error {
  override name = 'MethodError'
  constructor(
    readonly code: string,
    message: string,
    readonly more: { details?: unknown; retryable?: boolean; retryAfterMs?: number } = {},
  ) {
    super(message)
  }
}

export interface Caller {
  scopes: Set<string>
  /** A second answer on the same request, as `agent` gives one at the end. */
  later(payload: Record<string, unknown>): void
}

export interface Method {
  scope: string
  params: z.ZodObject
  run(params: never, caller: Caller): unknown
}

export const text = z.string().min(1)
export const none = z.strictObject({})

export const method = <T extends z.ZodObject>(
  scope: string,
  params: T,
  run: (params: z.output<T>, caller: Caller) => unknown,
): Method => ({ scope: `operator.${scope}`, params, run: run as Method['run'] })

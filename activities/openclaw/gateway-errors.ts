import { GatewayClientRequestError } from '@openclaw/gateway-client'

/** The gateway answered a request with an error. */
export class GatewayRefusal extends Error {
  override name = 'GatewayRefusal'
  constructor(
    readonly code: string,
    message: string,
    readonly isPassing: boolean,
    readonly retryAfterMs: number,
    readonly method = '',
  ) {
    super(message)
  }
}

/** No answer came: the connection was lost, or it took too long. What was asked may have happened. */
export class GatewayLost extends Error {
  override name = 'GatewayLost'
}

/** The client’s own limit, past which it closes the connection. */
const mostBytes = 26_214_400

/** No connection brings the answer, however often it is asked for. */
export class AnswerTooLarge extends GatewayLost {
  override name = 'AnswerTooLarge'
  constructor(method: string) {
    const most = mostBytes.toLocaleString('en-US')
    super(`Asked ${method}, the gateway sent more than ${most} bytes at once, the most that the worker takes`)
  }
}

const patienceOf = (ms: unknown) => (typeof ms === 'number' && ms > 0 ? Math.min(ms, 5_000) : 500)

/** What the client threw when it was asked that, as one of these. */
export function sorted(error: unknown, method: string): Error {
  if (error instanceof GatewayLost) return error
  if (error instanceof GatewayClientRequestError) {
    const isPassing = error.retryable || error.gatewayCode === 'UNAVAILABLE'
    const patience = patienceOf(error.retryAfterMs)
    return new GatewayRefusal(error.gatewayCode, error.message, isPassing, patience, method)
  }
  return new GatewayLost(error instanceof Error ? error.message : String(error))
}

import { GatewayClientRequestError } from '@openclaw/gateway-client'

/** The gateway answered a request with an error. */
export class GatewayRefusal extends Error {
  override name = 'GatewayRefusal'
  constructor(
    readonly code: string,
    message: string,
    readonly isPassing: boolean,
    readonly retryAfterMs: number,
  ) {
    super(message)
  }
}

/** No answer came: the connection was lost, or it took too long. What was asked may have happened. */
export class GatewayLost extends Error {
  override name = 'GatewayLost'
}

const patienceOf = (ms: unknown) => (typeof ms === 'number' && ms > 0 ? Math.min(ms, 5_000) : 500)

/** What the client threw, as one of the two. */
export function sorted(error: unknown): Error {
  if (error instanceof GatewayClientRequestError) {
    const isPassing = error.retryable || error.gatewayCode === 'UNAVAILABLE'
    return new GatewayRefusal(error.gatewayCode, error.message, isPassing, patienceOf(error.retryAfterMs))
  }
  return new GatewayLost(error instanceof Error ? error.message : String(error))
}

import { testedVersions } from '#domain/executor/tested-versions.ts'

/** Of the wire that the worker speaks; a gateway that speaks another one refuses it. */
export const wireProtocol = 4

/** Failures to connect are told apart by `details.code`: they arrive as INVALID_REQUEST (brief 2). */
export function detailCodeOf(error: Error): string | null {
  const details = (error as { details?: { code?: unknown } }).details
  return typeof details?.code === 'string' ? details.code : null
}

export function refusalWords(code: string): string | null {
  if (/AUTH_(TOKEN_MISMATCH|UNAUTHORIZED|REQUIRED|TOKEN_MISSING|PASSWORD_MISMATCH)/.test(code))
    return 'The gateway refuses the token (gatewayToken).'
  if (/DEVICE_IDENTITY_REQUIRED|PAIRING_REQUIRED|NOT_PAIRED/.test(code))
    return 'The gateway wants a paired device: the worker must run on the same machine, with its token (gatewayToken, gatewayUrl).'
  if (/PROTOCOL_MISMATCH|CLIENT_VERSION_MISMATCH/.test(code))
    return `The gateway speaks another version of the protocol than this worker (${wireProtocol}). Install openclaw ${testedVersions.gateway}.`
  return /^(AUTH_|MISSING_SCOPE)/.test(code) && code !== 'AUTH_RATE_LIMITED'
    ? `The gateway refuses the worker (${code}).`
    : null
}

/** By which the other side says that a message to it was larger than it takes. */
const tooLarge = 1009

export const closedWords = (code: number): string =>
  code === tooLarge
    ? 'A message to the gateway was larger than it takes, and it closed the connection over it.'
    : 'The gateway closed the connection; it may be restarting.'

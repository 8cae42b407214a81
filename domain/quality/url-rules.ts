import { isAddress, isPublicAddress } from './address-rules.ts'

/** Without the brackets of a v6 address and the root's dot. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** Named in the configuration, with or without its port: may be inside. */
export const isAllowedHost = (url: URL, allowed: readonly string[]): boolean =>
  allowed.includes(url.host) || allowed.includes(hostOf(url))

const privateName = /(^|\.)(localhost|local|internal|home\.arpa|lan)$/

/**
 * Null where it is none. Not by URL.canParse, which in Node 20 and 22 says no to letters as ü after some thousand calls (V8's
 * fast path reads Latin-1 as UTF-8).
 */
export function urlOf(text: string, base?: string): URL | null {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}

/** Why nobody looks at such an address, wherever it is: what follows its name in a sentence. Null where it may be. */
export function urlShapeRefusal(text: string): string | null {
  const url = urlOf(text)
  if (!url) return 'is not an address; addresses look like https://example.com/page'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http:// or https://'
  const hasSecret = url.username !== '' || url.password !== ''
  return hasSecret ? 'must not hold a name or a password: the ledger would keep them' : null
}

/** The same, and not inside where that is not allowed. A name is looked up later and may still lead inside. */
export function urlRefusal(text: string, allowed: readonly string[]): string | null {
  const refusal = urlShapeRefusal(text)
  if (refusal !== null) return refusal
  const url = new URL(text)
  if (isAllowedHost(url, allowed)) return null
  const host = hostOf(url)
  const isInside = isAddress(host) ? !isPublicAddress(host) : privateName.test(host) || !host.includes('.')
  return isInside
    ? `must be on the public internet; ${host} is not, unless FRONT_OFFICE_CHECK_HOSTS names it`
    : null
}

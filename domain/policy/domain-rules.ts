import { urlOf } from '../quality/url-rules.ts'
import type { Parameters } from '../run/run.ts'
import { type ShellPlace, shellPlaces } from './shell-place-rules.ts'
import { commandIn, isShellTool } from './shell-tool-rules.ts'

/** What a list of allowed domains lets through; null: there is no list, so everything. */
export type Domains = readonly string[] | null

/** A place that a call names. Host null: it can't be told, so where there is a list it is not on it. */
interface Address {
  text: string
  host: string | null
}

/** Lower case, in ASCII (punycode), without port or the root's dot; null where there is none. */
const normalHost = (address: string): string | null => urlOf(address)?.hostname.replace(/\.+$/, '') || null

/** A browser leaves these out. */
const asBrowser = (text: string) => text.replaceAll(/[\t\n\r]/g, '').trim()

const isWeb = /^(https?|wss?|ftp):/i
const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i

/** As a browser reads it: what stands before an @ is no host, a backslash is a slash, 0x7f000001 is an address. */
export function hostOfAddress(text: string): string | null {
  const bare = asBrowser(text)
  const withScheme = isWeb.test(bare) ? bare : withHttp(bare)
  return withScheme === null ? null : normalHost(withScheme)
}

/** `//host/page` and `host/page` are read as a page's; of another scheme what follows its `//`. */
function withHttp(bare: string): string | null {
  if (!hasScheme.test(bare)) return `http://${bare}`
  const after = /^[a-z][a-z0-9+.-]*:\/\/([^\\]*)$/i.exec(bare)?.[1]
  return after === undefined || /^file:/i.test(bare) ? null : `http://${after}`
}

const isV4 = /^\d+(\.\d+){3}$/

/** A line of a list in its normal form; null where it is not the name of a host: no scheme, port, path or wildcard. */
export function domainOf(text: string): string | null {
  const bare = text.trim()
  const isPlain = !/[/\\?#@*\s]/.test(bare)
  const isPortless = /^\[.*\]$/.test(bare) || !bare.includes(':')
  return isPlain && isPortless ? normalHost(`http://${bare}/`) : null
}

/** An address and a name of one word are themselves alone; any other name also what lies below it. */
const isBelow = (host: string, domain: string): boolean =>
  host === domain || (domain.includes('.') && !isV4.test(domain) && host.endsWith(`.${domain}`))

export const isAllowedHost = (host: string, domains: Domains): boolean =>
  domains === null || domains.some((domain) => isBelow(host, domain))

/** What both lists let through, as one list: of two where one lies below the other, the narrower. */
export function bothDomains(a: Domains, b: Domains): Domains {
  if (a === null || b === null) return a ?? b
  const within = [...a.filter((one) => isAllowedHost(one, b)), ...b.filter((one) => isAllowedHost(one, a))]
  return [...new Set(within)]
}

/** Tools by whose name it is plain that they go somewhere. */
const goesOut = /fetch|browser|http|navigate|download|crawl|scrape|webhook|^web_/i
const addressKey = /(url|uri|href|webhook|hostname)s?$|^(host|endpoint|origin)s?$/i
/** They may hold something else as well, so they name a place where it begins as a page's address does. */
const placeKey = /(page|link|target|site|address|src|source|destination|location)s?$/i
const beginsAsPage = /^https?:/i
const wholePage = /^https?:\S+$/i
const wholeAddress = /^\s*([a-z][a-z0-9+.-]*:)?[/\\]{2}\S+\s*$/i
const inCommands = /\b[a-z][a-z0-9+.-]*:[/\\]{2}[^\s"'`|;<>()]+/gi
/** Nobody is asked anything. */
const goesNowhere = /^\s*(about:blank|data:)/i

/**
 * The places that a call names: by the keys of its parameters, every text that is the address of a page and nothing else,
 * of tools that go out one of any scheme, and of commands each that stands in one and each that a network program is told.
 * A command can hide one: it is held for approval besides.
 */
export function addressesIn(tool: string, parameters: Parameters): Address[] {
  const found: string[] = []
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const one of value) visit(one, key)
    else if (value && typeof value === 'object')
      for (const [name, one] of Object.entries(value)) visit(one, name)
    else if (typeof value === 'string') found.push(...addressesOf(tool, key, value))
  }
  visit(parameters, '')
  const places = isShellTool(tool) ? shellPlaces(commandIn(parameters).text) : []
  return [
    ...found.map((text) => ({ text, host: hostOfAddress(text) })),
    ...places.filter(({ place }) => place === null || !found.includes(place)).map(addressOfPlace),
  ]
}

const isPlainHost = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])$/

/** What a shell would put in there is not known. */
function addressOfPlace({ program, place, style }: ShellPlace): Address {
  const host = place && (style === 'page' ? hostOfAddress(place) : hostOfLogin(place))
  return host && isPlainHost.test(host)
    ? { text: host, host }
    : { text: `a host that can’t be read from the words of ${program}: name it plainly`, host: null }
}

/** `host`, `user@host`, `host:path`, `[::1]:path`. */
function hostOfLogin(text: string): string | null {
  if (text.includes('://')) return hostOfAddress(text)
  const [, host = ''] = /^(?:[^:/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(text) ?? []
  return domainOf(host)
}

function addressesOf(tool: string, key: string, value: string): string[] {
  if (value.trim() === '' || goesNowhere.test(value)) return []
  if (isShellTool(tool)) return value.match(inCommands) ?? []
  // As a browser reads it, also where a line ends within.
  const bare = asBrowser(value)
  const isPage = wholePage.test(bare) || (placeKey.test(key) && beginsAsPage.test(bare))
  const isNamed = isPage || addressKey.test(key) || (goesOut.test(tool) && wholeAddress.test(value))
  return isNamed ? [value] : []
}

const mostShown = 100
const mostNamed = 20

const awayIn = (tool: string, parameters: Parameters, domains: readonly string[]) =>
  addressesIn(tool, parameters).find(({ host }) => host === null || !isAllowedHost(host, domains))

/** The host for which a call is refused, for the record: nothing else of it. Null: none, or it can't be told. */
export const refusedHost = (tool: string, parameters: Parameters, domains: Domains): string | null =>
  domains === null ? null : (awayIn(tool, parameters, domains)?.host ?? null)

/** Why a call may not go where it wants, for the agent and the record; null: it may. */
export function addressRefusal(tool: string, parameters: Parameters, domains: Domains): string | null {
  if (domains === null) return null
  const away = awayIn(tool, parameters, domains)
  if (!away) return null
  const where = (away.host ?? away.text).slice(0, mostShown)
  const named = domains.slice(0, mostNamed).join(', ')
  const allowed =
    named === '' ? 'no address is allowed here' : `only these are allowed here, and what lies below: ${named}`
  return `${tool} may not go to ${where}. By policy ${allowed}`
}

/** The same of a call as it is recorded, where secrets are masked: only what can be read counts. */
export const isAway = (tool: string, parameters: Parameters, domains: Domains): boolean =>
  addressesIn(tool, parameters).some(({ host }) => host !== null && !isAllowedHost(host, domains))

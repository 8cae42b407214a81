import { createHash } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isAddress, isPublicAddress } from '#domain/quality/address-rules.ts'
import type { UrlLook, UrlSeen } from '#domain/quality/check-rules.ts'
import { hostOf, isAllowedHost, urlOf, urlRefusal } from '#domain/quality/url-rules.ts'

export interface UrlCheckDeps {
  /** Hosts that may be inside: names, with or without a port. */
  allowedHosts: readonly string[]
  resolve?(host: string): Promise<LookupAddress[]>
  /** Of one try, milliseconds: from the first question to the last byte. */
  timeoutMs?: number
  mostBytes?: number
  /** Between tries of what may pass by itself. */
  pauseMs?: number
}

const mostRedirects = 5
const tries = 3
const defaults = { timeoutMs: 15_000, mostBytes: 5 * 1_024 * 1_024, pauseMs: 1_500 }
const redirects = new Set([301, 302, 303, 307, 308])

/** Not asked, or left: the sentence is for the operator. */
class Refusal extends Error {}

type Settings = Required<UrlCheckDeps>

/** An address as anybody on the internet would see it. Never throws: what went wrong is what was seen. */
export async function checkUrl(deps: UrlCheckDeps, look: UrlLook): Promise<UrlSeen> {
  const settings = { ...defaults, resolve: (host: string) => lookup(host, { all: true }), ...deps }
  for (let attempt = 1; ; attempt++) {
    const seen = await tryOnce(settings, look)
    const mayPass = 'problem' in seen ? seen.mayPass : seen.status >= 500
    if (!mayPass || attempt === tries) return 'problem' in seen ? { problem: seen.problem } : seen
    await new Promise((resolve) => setTimeout(resolve, settings.pauseMs))
  }
}

type Tried = Exclude<UrlSeen, { problem: string }> | { problem: string; mayPass: boolean }

async function tryOnce(settings: Settings, { url, contains }: UrlLook): Promise<Tried> {
  const signal = AbortSignal.timeout(settings.timeoutMs)
  try {
    const { response, at } = await followed(settings, url, signal)
    const body = await readBody(response, settings.mostBytes)
    return {
      status: response.statusCode ?? 0,
      url: at,
      hasText: textOf(response, body).includes(contains),
      hash: createHash('sha256').update(body).digest('hex'),
      size: body.length,
    }
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message, mayPass: false }
    const why = signal.aborted ? `nothing within ${settings.timeoutMs / 1_000} s` : causeOf(error)
    return { problem: `It did not answer: ${why}.`, mayPass: true }
  }
}

function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}

async function followed(settings: Settings, first: string, signal: AbortSignal) {
  let at = first
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const response = await ask(settings, at, signal)
    const { location } = response.headers
    if (!redirects.has(response.statusCode ?? 0) || !location) return { response, at }
    response.destroy()
    const next = urlOf(location, at)
    if (!next) throw new Refusal(`It leads to ${location}, which is no address.`)
    at = next.href
  }
  throw new Refusal(`It leads on more than ${mostRedirects} times.`)
}

/** One question, at an address that was looked at before: a name that leads elsewhere a moment later changes nothing. */
async function ask(settings: Settings, at: string, signal: AbortSignal): Promise<IncomingMessage> {
  const refusal = urlRefusal(at, settings.allowedHosts)
  if (refusal) throw new Refusal(`${at.slice(0, 200)} ${refusal}.`)
  const url = new URL(at)
  const addresses = await addressesOf(settings, url)
  const options: RequestOptions = {
    signal,
    agent: false,
    headers: { 'user-agent': 'Front-Office-check/1', accept: '*/*', 'accept-encoding': 'identity' },
    lookup: (_host, { all }, done) => {
      const [one] = addresses
      if (all) (done as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses)
      else done(null, one?.address ?? '', one?.family)
    },
  }
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    send(url, options, resolve).on('error', reject).end()
  })
}

async function addressesOf({ resolve, allowedHosts }: Settings, url: URL): Promise<LookupAddress[]> {
  const host = hostOf(url)
  if (isAddress(host)) return []
  const addresses = await resolve(host)
  if (isAllowedHost(url, allowedHosts)) return addresses
  const inside = addresses.find(({ address }) => !isPublicAddress(address))
  if (inside) throw new Refusal(`${host} leads to ${inside.address}, which is not on the public internet.`)
  return addresses
}

async function readBody(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const encoding = response.headers['content-encoding']
  if (encoding && encoding !== 'identity')
    throw new Refusal(`Its answer is packed as ${encoding}, though plain was asked for.`)
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length
    if (size > mostBytes)
      throw new Refusal(`Its answer is longer than ${mostBytes.toLocaleString('en-US')} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function textOf(response: IncomingMessage, body: Buffer): string {
  const charset = /charset="?([^";\s]+)/i.exec(response.headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(body)
  } catch {
    return body.toString('utf8')
  }
}

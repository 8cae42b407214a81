import type { z } from 'zod'
import type { Input, Output, Problem, Route } from '#api/http/contract.ts'
import type { Account } from '../cli/session.ts'

/** The answer was not the one that the route promises. */
export class HttpProblem extends Error {
  override name = 'HttpProblem'
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${status} ${problem.title}: ${problem.detail ?? ''}`)
  }
}

interface Asked<R extends Route> {
  params?: Input<R['params']>
  query?: Input<R['query']>
  body?: Input<R['body']>
  headers?: Record<string, string>
}

export type Ask = <R extends Route>(route: R, asked?: Asked<R>) => Promise<Output<R['response']>>

interface Session {
  ask: Ask
  cookie: string
  account: Account
}

/** The owner's session with a running api, by the routes' own contracts. The link works once. */
export async function ownerOf(url: string, setUpUrl: string): Promise<Session> {
  const account = { url, email: 'owner@example.com', password: crypto.randomUUID() }
  await createAccount('/api/set-up', setUpUrl, { name: 'The owner', ...account })
  return signedIn(account)
}

/** The session of somebody who joins by an invite's link. It works once. */
export async function joinedBy(link: string, { name, email }: { name: string; email: string }) {
  const account = { url: new URL(link).origin, email, password: crypto.randomUUID() }
  await createAccount('/api/join', link, { name, ...account })
  return signedIn(account)
}

/** A script with an API key's token. */
export const askByKey =
  (url: string, token: string): Ask =>
  (route, asked) =>
    askFor(url, { authorization: `Bearer ${token}` }, route, asked)

/** The link's hash is the token that lets it. */
async function createAccount(path: string, link: string, { url, ...who }: Account & { name: string }) {
  await post(`${url}${path}`, { token: new URL(link).hash.slice(1), ...who })
}

export async function signedIn(account: Account): Promise<Session> {
  const { url, email, password } = account
  const answer = await post(`${url}/api/auth/sign-in/email`, { email, password })
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return { cookie, account, ask: (route, asked) => askFor(url, { cookie }, route, asked) }
}

async function askFor<R extends Route>(
  url: string,
  proof: Record<string, string>,
  route: R,
  { params, query, body, headers }: Asked<R> = {},
): Promise<Output<R['response']>> {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(String((params as Record<string, unknown> | undefined)?.[name])),
  )
  const target = new URL(`/api${path}`, url)
  for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, String(value))
  const answer = await fetch(target, {
    method: route.method.toUpperCase(),
    headers: {
      ...proof,
      origin: target.origin,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new HttpProblem(answer.status, JSON.parse(text) as Problem)
  return (text ? (route.response as z.ZodType).parse(JSON.parse(text)) : undefined) as Output<R['response']>
}

async function post(url: string, body: unknown): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { origin: new URL(url).origin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

import type { z } from 'zod'
import type { Input, Output, Problem, Route } from '#api/http/contract.ts'
import type { Account } from '../cli/ledger-client.ts'

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

/** The owner's session with a running api, by the routes' own contracts. The link works once. */
export async function ownerOf(
  url: string,
  setUpUrl: string,
): Promise<{ ask: Ask; cookie: string; account: Account }> {
  const token = new URL(setUpUrl).hash.slice(1)
  const password = crypto.randomUUID()
  const email = 'owner@example.com'
  await post(`${url}/api/set-up`, { token, name: 'The owner', email, password })
  const answer = await post(`${url}/api/auth/sign-in/email`, { email, password })
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return {
    cookie,
    account: { url, email, password },
    ask: (route, asked) => askFor(url, cookie, route, asked),
  }
}

async function askFor<R extends Route>(
  url: string,
  cookie: string,
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
      cookie,
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

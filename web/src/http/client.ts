import type { Input, Output, Problem, Route } from '#api/http/contract.ts'

/** Why a request was not carried out: the server's own words, or that it could not be reached. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly code: string | undefined
  readonly requestId: string | undefined
  readonly errors: { path: string; message: string }[]

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.status = problem.status
    this.title = problem.title
    this.detail = problem.detail
    this.code = problem.code
    this.requestId = problem.requestId
    this.errors = problem.errors ?? []
  }
}

interface Asked<R extends Route> {
  params?: Input<R['params']>
  query?: Input<R['query']>
  body?: Input<R['body']>
  idempotencyKey?: string
  signal?: AbortSignal
}

/** A question is asked again by itself; what would change something is not. */
const away = (method: Route['method']): Problem => ({
  type: 'about:blank',
  status: 0,
  title: 'Front Office does not answer',
  detail:
    method === 'get'
      ? 'Front Office does not answer. Check that it runs; this page tries again by itself.'
      : 'Front Office does not answer. No answer came that says it is recorded, and it is not sent again by itself.',
})

/** One request by its contract: what it takes and what comes back are typed from there. Throws ApiProblem. */
export async function call<R extends Route>(
  route: R,
  { params, query, body, idempotencyKey, signal }: Asked<R> = {},
): Promise<Output<R['response']>> {
  const answer = await fetch(urlOf(route.path, params, query), {
    method: route.method.toUpperCase(),
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error) => {
    if (signal?.aborted) throw error
    throw new ApiProblem(away(route.method))
  })
  if (!answer.ok) throw await problemOf(answer, route.method)
  return (answer.status === 204 ? undefined : await answer.json()) as Output<R['response']>
}

function urlOf(path: string, params: unknown, query: unknown): string {
  const values = (params ?? {}) as Record<string, unknown>
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(values[name])))
  const asked = Object.entries((query ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  )
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString()
  return `/api${filled}${search ? `?${search}` : ''}`
}

/** Also of better-auth, whose errors are `{ message, code }`. */
export async function problemOf(answer: Response, method: Route['method']): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => null)) as (Partial<Problem> & { message?: string }) | null
  if (answer.status >= 502 && !body?.title) return new ApiProblem(away(method))
  return new ApiProblem({
    type: 'about:blank',
    ...body,
    status: answer.status,
    title: body?.title ?? body?.message ?? `The server answered ${answer.status}`,
  })
}

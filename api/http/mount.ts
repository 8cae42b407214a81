import type { Request, RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import type { KeyScope } from '#domain/api-key/api-key-rules.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { type BytesAnswer, sendBytes } from './bytes.ts'
import type { Input, Output, Route } from './contract.ts'
import { isDeeperThan, mostDepth } from './depth.ts'
import { InvalidRequest, sendProblem } from './problem.ts'

export interface OperatorCaller {
  id: string
  name: string
  email: string
  role: Role
}

/** A script with an API key. */
export interface KeyCaller extends KeyScope {
  id: string
  name: string
}

/** Who asks where both may; `actor` as the ledger has it. */
export type Caller = { actor: string } & (
  | { kind: 'operator'; operator: OperatorCaller }
  | { kind: 'apiKey'; key: KeyCaller }
)

/** Who asks. Each throws Unauthenticated where the request does not say. */
export interface Callers {
  operator(req: Request): Promise<OperatorCaller>
  operatorOrKey(req: Request): Promise<Caller>
  /** The id of the executor whose token it is. */
  executor(req: Request): Promise<string>
}

type CallerOf<A extends Route['auth']> = A extends 'operator'
  ? { operator: OperatorCaller }
  : A extends 'operatorOrKey'
    ? { caller: Caller }
    : A extends 'executor'
      ? { executorId: string }
      : object

export type Asked<R extends Route> = CallerOf<R['auth']> & {
  params: Output<R['params']>
  query: Output<R['query']>
  body: Output<R['body']>
  req: Request
}
/** One handler per operation of a contract; what it answers must have the contract's shape. */
export type Handlers<C extends Record<string, Route>> = {
  [K in keyof C]: (asked: Asked<C[K]>) => Promise<Input<C[K]['response']>>
}

export interface Mount {
  router: Router
  callers: Callers
}

const nothing = z.strictObject({})

/** Puts a contract on a router: who asks, what they ask, the answer checked. Other methods of its paths are 405. */
export function mount<C extends Record<string, Route>>(
  { router, callers }: Mount,
  contract: C,
  handlers: Handlers<C>,
): void {
  const methods = new Map<string, string[]>()
  for (const [name, route] of Object.entries(contract)) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    methods.set(path, [...(methods.get(path) ?? []), route.method.toUpperCase()])
    // The types of a route and its handler belong together by name, which a loop over both can't say.
    const handler = handlers[name] as unknown as (asked: object) => Promise<unknown>
    router[route.method](path, answering(route, handler, callers))
  }
  for (const [path, allowed] of methods) router.all(path, refuseMethod(allowed))
}

function answering(
  route: Route,
  handler: (asked: object) => Promise<unknown>,
  callers: Callers,
): RequestHandler {
  return async (req: Request, res: Response) => {
    const caller = await callerOf(route, req, callers)
    const asked = parsed(route, req)
    const answer = await handler({ ...caller, ...asked, req })
    res.status(route.status)
    if (route.gives) await sendBytes(res, answer as BytesAnswer)
    else if (route.status === 204) res.end()
    else res.json(route.response.parse(answer))
  }
}

async function callerOf(route: Route, req: Request, callers: Callers): Promise<object> {
  if (route.auth === 'operator') return { operator: await callers.operator(req) }
  if (route.auth === 'operatorOrKey') return { caller: await callers.operatorOrKey(req) }
  return route.auth === 'executor' ? { executorId: await callers.executor(req) } : {}
}

function parsed(route: Route, req: Request) {
  if (route.body && !req.is('application/json')) {
    throw new InvalidRequest([{ path: 'body', message: 'must be sent as application/json' }], 415)
  }
  if (route.takes && !req.is('application/octet-stream')) {
    throw new InvalidRequest([{ path: 'body', message: 'must be sent as application/octet-stream' }], 415)
  }
  if (route.body && isDeeperThan(req.body, mostDepth)) {
    throw new InvalidRequest([{ path: 'body', message: `is nested more than ${mostDepth} deep` }])
  }
  const issues: z.core.$ZodIssue[] = []
  const part = (where: string, schema: z.ZodType, value: unknown) => {
    const result = schema.safeParse(cleaned(value))
    if (result.success) return result.data
    issues.push(...result.error.issues.flatMap((issue) => meant({ ...issue, path: [where, ...issue.path] })))
  }
  const asked = {
    params: part('params', route.params ?? nothing, { ...req.params }),
    query: part('query', route.query ?? nothing, { ...req.query }),
    body: route.body ? part('body', route.body, req.body) : undefined,
  }
  if (issues.length) {
    throw new InvalidRequest(issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })))
  }
  return asked
}

/** Of a value that may have several shapes: what is wrong with it in the one that it comes closest to. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const closest = issue.errors.find((errors) => errors.some(({ path }) => path.length > 0))
  const inner = closest ?? issue.errors.find((errors) => errors.some(({ code }) => code !== 'invalid_type'))
  return inner ? inner.flatMap((one) => meant({ ...one, path: [...issue.path, ...one.path] })) : [issue]
}

const refuseMethod =
  (allowed: string[]): RequestHandler =>
  (req, res) => {
    res.set('Allow', allowed.join(', '))
    sendProblem(res, {
      status: 405,
      title: 'Method not allowed',
      detail: `${req.method} is not one of: ${allowed}`,
    })
  }

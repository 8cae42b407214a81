import type { ErrorRequestHandler, Response } from 'express'
import { type RefusalCode, Refused } from '#domain/errors.ts'
import { isUnavailable } from '#prisma/read/availability.ts'
import type { Problem } from './contract.ts'
import { InvalidRequest, sendProblem, TooManyRequests, Unauthenticated, Unavailable } from './problem.ts'

export const bodyLimit = 256 * 1024

const statusOf: Record<RefusalCode, 403 | 404 | 409> = {
  role_may_not: 403,
  not_found: 404,
  already_decided: 409,
  already_answered: 409,
  proposal_expired: 409,
  proposal_withdrawn: 409,
  hash_differs: 409,
  finding_settled: 409,
  finding_by_hand: 409,
  finding_changed: 409,
  version_differs: 409,
  task_not_in_state: 409,
  agent_without_executor: 409,
  project_removed: 409,
  project_wound_down: 409,
  project_not_active: 409,
  name_taken: 409,
  link_used: 409,
  key_reused: 409,
  invite_revoked: 409,
  invite_expired: 409,
  email_differs: 409,
  last_owner: 409,
  would_lock_out: 409,
  already_booked: 409,
  already_ended: 409,
  key_may_not: 403,
  key_revoked: 409,
  changed_meanwhile: 409,
  agent_retired: 409,
  agent_not_paused: 409,
  no_heartbeat: 409,
  already_assigned: 409,
  triage_refused: 409,
  policy_changed: 409,
  needs_another: 409,
  tool_denied: 409,
  effect_rate: 409,
  run_not_in_state: 409,
  runbook_changed: 409,
  runbook_broken: 409,
  kill_switch_on: 409,
  kill_switch_off: 409,
  executor_in_use: 409,
  executor_retired: 409,
  executor_away: 409,
  drain_on: 409,
  drain_off: 409,
  high_risk: 409,
  edit_refused: 409,
}

export interface Reporter {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
}

type Answer = Omit<Problem, 'type'>

/** The only place where an error becomes an HTTP answer. A defect says its request id and nothing else. */
export function errorHandler(reporter: Reporter): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const requestId = String(req.id)
    const answer = answerOf(error, req.path) ?? defect(requestId)
    if (answer.status >= 500) {
      const level = answer.status === 503 ? 'warn' : 'error'
      reporter[level]({ err: error, requestId, method: req.method, path: req.path }, answer.title)
    }
    if (res.headersSent) return void res.destroy()
    if (error instanceof TooManyRequests) res.set('Retry-After', String(error.retryAfterSeconds))
    if (answer.status === 503) res.set('Retry-After', '1')
    send(res, { ...answer, requestId })
  }
}

function send(res: Response, answer: Answer): void {
  res.set('Cache-Control', 'no-store')
  sendProblem(res, answer)
}

const defect = (requestId: string): Answer => ({
  status: 500,
  title: 'Something is broken here',
  detail: `The log says what, under ${requestId}.`,
})

function answerOf(error: unknown, path: string): Answer | null {
  if (error instanceof Refused) {
    return { status: statusOf[error.code], title: 'Refused', detail: error.message, code: error.code }
  }
  if (error instanceof InvalidRequest) {
    return { status: error.status, title: 'Invalid request', detail: error.message, errors: error.errors }
  }
  if (error instanceof Unauthenticated) return { status: 401, title: 'Not signed in', detail: error.message }
  if (error instanceof TooManyRequests) {
    return { status: 429, title: 'Too many requests', detail: error.message }
  }
  if (error instanceof Unavailable || isUnavailable(error)) {
    return {
      status: 503,
      title: 'Not available',
      detail: 'The database does not answer. Try again in a moment.',
    }
  }
  return answerOfParser(error, path)
}

/** Express and its body parser mark what the client did wrong by a status. */
function answerOfParser(error: unknown, path: string): Answer | null {
  const { status, type, message, limit } = error as Partial<
    Record<'status' | 'type' | 'message' | 'limit', unknown>
  >
  if (typeof status !== 'number' || status < 400 || status > 499) return null
  if (type === 'entity.too.large') {
    return {
      status,
      title: 'Too large',
      detail: `The body of ${path} may have ${Number(limit) / 1024} KB at most.`,
    }
  }
  const what = type === 'entity.parse.failed' ? `The body of ${path} is not JSON` : `${path} can't be read`
  return {
    status,
    title: 'Invalid request',
    detail: `${what}: ${String(message)}`,
    errors: [{ path: type === undefined ? 'path' : 'body', message: String(message) }],
  }
}

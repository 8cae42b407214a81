import type { z } from 'zod'
import type { LoggedRun } from '#domain/drift/unaccounted-rules.ts'
import { agentOfKey, isOwnRun, isOwnSession } from '#domain/run/foreign-run-rules.ts'
import { GatewayRefusal } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import { Activities, type Message } from './openclaw-wire.ts'
import { oddityIn, RunSession } from './run-session.ts'
import { askedIn, isAskedIn, isTakeUp } from './transcript.ts'

type Asked = Pick<Gateway, 'request'>

const pageSize = 500
const mostPages = 20
/** Of our sessions that others ran in, at one reading, the newest first. */
const mostSessions = 200
/** Until then what a run was asked may not be in its transcript yet, milliseconds. */
const unwrittenMs = 60_000
/** The log is kept 30 days. What is claimed to lie further off is a clock that is wrong. */
const nearMs = 400 * 86_400_000

export const nearTime = (ms: number | null | undefined, now = Date.now()): number | null =>
  typeof ms === 'number' && Number.isFinite(ms) && Math.abs(ms - now) < nearMs ? Math.trunc(ms) : null

/** What earlier readings found out. */
export interface KnownSoFar {
  isKnown(runId: string): boolean
  /** It is ours for good. */
  noteOurs(runId: string): void
}
const nothingKnown: KnownSoFar = { isKnown: () => false, noteOurs: () => {} }

/** What began earlier than all that was read at once, to be asked for with this. */
export interface EarlierRuns {
  before: number
  /** Runs of ours that began later. */
  ownLater: string[]
}

/**
 * Runs that began on the gateway after a time, oldest first, without those of our tasks, those by which the gateway went
 * on with them, and what is known. What others began in a task's session is among them. The newest are read first;
 * `earlier`: there are more. `hasLeftOut`: some were not read, and are not to be had by `earlier`.
 */
export async function foreignRunsSince(
  gateway: Asked,
  after: number,
  known = nothingKnown,
  part: EarlierRuns | null = null,
): Promise<{ runs: LoggedRun[]; hasLeftOut: boolean; earlier: EarlierRuns | null }> {
  const { runs: all, hasMore, oldest } = await loggedSince(gateway, after, part?.before ?? null)
  const asked = all.filter(({ runId }) => !isOwnRun(runId) && !known.isKnown(runId))
  const ours = new Set(asked.map(({ sessionKey }) => sessionKey).filter(isOwnSession))
  const read = new Map<string, Message[] | null>()
  for (const key of [...ours].slice(0, mostSessions)) {
    const runIds = asked.filter(({ sessionKey }) => sessionKey === key).map(({ runId }) => runId)
    read.set(key, await shownIn(gateway, key, runIds))
  }
  const ownLater = part?.ownLater ?? []
  const isForeign = (run: LoggedRun): boolean => {
    if (!isOwnSession(run.sessionKey)) return true
    const messages = read.get(run.sessionKey)
    if (messages === undefined || isUnwritten(messages, run)) return false
    const later = [...ownLater, ...all.slice(0, all.indexOf(run)).map(({ runId }) => runId)]
    if (messages && isForeignIn(messages, run.runId, later)) return true
    known.noteOurs(run.runId)
    return false
  }
  const runs = asked.filter(isForeign).reverse()
  // What began in the same millisecond may be on both sides of the cut; a gateway that gets nowhere is left.
  const before = oldest === null ? null : oldest + 1
  const getsOn = hasMore && before !== null && before < (part?.before ?? Number.POSITIVE_INFINITY)
  const own = all.map(({ runId }) => runId).filter(isOwnRun)
  const earlier = getsOn ? { before, ownLater: [...ownLater, ...own] } : null
  return { runs, hasLeftOut: ours.size > read.size || (hasMore && !getsOn), earlier }
}

/** Newest first, ours among them. */
async function loggedSince(gateway: Asked, after: number, before: number | null) {
  const runs = new Map<string, LoggedRun>()
  const span = { after: Math.max(0, after), ...(before !== null && { before }) }
  const params = { kind: 'agent_run', status: 'started', ...span, limit: pageSize }
  let cursor: string | null = null
  let oldest: number | null = null
  for (let page = 0; page < mostPages; page++) {
    const answer: z.output<typeof Activities> = await gateway.request(
      Activities,
      'audit.activity.list',
      { ...params, ...(cursor && { cursor }) },
      30_000,
    )
    for (const { runId, sessionKey, agentId, occurredAt } of answer.events) {
      oldest = nearTime(occurredAt) ?? oldest
      if (!runId || !sessionKey) continue
      const openclawAgentId = agentId ?? agentOfKey(sessionKey)
      runs.set(runId, { runId, sessionKey, openclawAgentId, startedAt: nearTime(occurredAt) })
    }
    cursor = (answer.events.length > 0 && answer.nextCursor) || null
    if (!cursor) break
  }
  return { runs: [...runs.values()], hasMore: cursor !== null, oldest }
}

function isUnwritten(messages: Message[] | null, { runId, startedAt }: LoggedRun): boolean {
  if (!messages || isAskedIn(messages, runId)) return false
  return startedAt !== null && startedAt > Date.now() - unwrittenMs
}

/**
 * Only its transcript says whether a run in a session of ours goes on with one of ours: in doubt it is ours. One that is
 * not in it is somebody else's where what one of ours was asked before it is: a gateway leaves out the oldest.
 */
function isForeignIn(messages: Message[], runId: string, later: string[]): boolean {
  if (isAskedIn(messages, runId)) return !isTakeUp(messages, runId)
  return askedIn(messages).some((id) => isOwnRun(id) && !later.includes(id))
}

/** Back to where these runs were asked; null where the gateway does not show them, or in no known shape. */
export async function shownIn(
  gateway: Asked,
  sessionKey: string,
  runIds: readonly string[],
): Promise<Message[] | null> {
  try {
    return await new RunSession(gateway, sessionKey, runIds).messages()
  } catch (error) {
    if (oddityIn(error) !== null || (error instanceof GatewayRefusal && !error.isPassing)) return null
    throw error
  }
}

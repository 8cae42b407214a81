import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import type { RunLook } from '#domain/run/run-look.ts'
import type { RunSession } from './run-session.ts'
import { recoveryOf, usageOf } from './transcript.ts'
import { restarted } from './turn-limits.ts'

/** A run that nobody is at, with those by which the gateway took it up. */
export async function lookAtRun(
  session: Pick<RunSession, 'rows' | 'history'>,
  runIds: readonly string[],
): Promise<RunLook> {
  const { messages } = await session.history()
  const all = [...runIds]
  for (let next = recoveryOf(messages, all.at(-1) ?? ''); next && !all.includes(next); ) {
    all.push(next)
    next = recoveryOf(messages, next)
  }
  return { isOver: !(await livesOn(session, all)), usage: usageOf(messages, all) }
}

/**
 * Whether a run goes on, by all that the gateway says of it now. A chat is in its session only (brief 3.1); one that a
 * restart of the gateway ended may go on under an id that nobody here knows (brief 3.5).
 */
export async function livesOn(
  session: Pick<RunSession, 'rows' | 'history'>,
  runIds: readonly string[],
): Promise<boolean> {
  const own = (await session.rows()).filter(({ runId }) => runIds.includes(runId ?? ''))
  if (own.some(({ status }) => status === 'running' || status === 'queued')) return true
  const isTakenUp = own.some(({ error }) => restarted.test(error ?? ''))
  if (own.length > 0 && !isTakenUp) return false
  const { sessionInfo, inFlightRun } = await session.history()
  const inFlight = inFlightRun?.runId
  if (inFlight) return runIds.includes(inFlight) || (isTakenUp && !isOwnRun(inFlight))
  return sessionInfo?.hasActiveRun === true
}

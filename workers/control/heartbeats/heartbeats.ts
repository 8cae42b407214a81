import type { Client } from '@temporalio/client'
import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { type HeartbeatWish, heartbeatWishes, noteApplied } from '#prisma/write/heartbeat-links.ts'
import { alarm, listen } from '#prisma/write/listen.ts'
import { applyHeartbeat } from './apply-heartbeat.ts'
import { noteMissed } from './note-missed.ts'

export interface HeartbeatDeps {
  database: Database
  client: Client
  namespace: string
  logger: Logger
  signal: AbortSignal
  pollMs?: number
  /** How late a beat may be recorded before its time counts as missed. */
  graceMs?: number
}

const patienceMs = 5_000

/** Keeps Temporal's schedules as the record wants them, woken by NOTIFY and by a poll; notices missed beats. */
export async function keepHeartbeats(deps: HeartbeatDeps): Promise<void> {
  const { database, logger, signal, pollMs = 10_000, graceMs = 60_000 } = deps
  const bell = alarm()
  signal.addEventListener('abort', bell.ring)
  void listen(database.url, 'heartbeats', bell.ring, signal)
  // What waited while this worker or Temporal was away gets the grace to be recorded first.
  let wholeSince = Date.now()
  while (!signal.aborted) {
    const isWhole = await keepOnce({ ...deps, graceMs }, wholeSince).catch((error) => {
      logger.warn({ error: String(error) }, 'heartbeats can’t be read; they stay as they are')
      return false
    })
    if (!isWhole) wholeSince = Date.now()
    await bell.wait(pollMs)
  }
}

/** One round over all of them. False where Temporal did not answer for one. */
async function keepOnce(deps: HeartbeatDeps & { graceMs: number }, wholeSince: number): Promise<boolean> {
  const { database, client, logger, signal } = deps
  let isWhole = true
  for (const wish of await heartbeatWishes(database.pool)) {
    if (signal.aborted) break
    try {
      await client.connection.withDeadline(Date.now() + patienceMs, async () => {
        const missed = await applyHeartbeat({ client, pool: database.pool }, wish)
        const isTold = Date.now() - wholeSince >= deps.graceMs
        if (isTold && wish.settings) await noteMissed(deps, wish, missed)
      })
    } catch (error) {
      isWhole = false
      logger.warn(
        { agentId: wish.agentId, error: String(error) },
        'a heartbeat’s schedule is not applied yet',
      )
      await notApplied(deps, wish, error)
    }
  }
  return isWhole
}

async function notApplied({ database }: HeartbeatDeps, wish: HeartbeatWish, error: unknown): Promise<void> {
  const problem = String((error as Error).message ?? error).slice(0, 500)
  if (wish.link?.problem === problem) return
  await noteApplied(database.pool, wish.agentId, problem).catch(() => {})
}

import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { warnOfBudgets } from '#prisma/write/budget-warnings.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { alarm, listen, pause } from '#prisma/write/listen.ts'
import { loopWatch } from '#prisma/write/loops.ts'
import { moveAlong } from '#prisma/write/moves.ts'
import { endStandingGrants } from '#prisma/write/settings/standing-grants.ts'
import { stopOpenRuns, stopRunsWithRevoked } from '#prisma/write/stops.ts'

export interface ReleaseDeps {
  database: Database
  logger: Logger
  signal: AbortSignal
  pollMs?: number
  /** Between two looks while much is recorded. */
  restMs?: number
}

/** Nobody acts on a warning by the second, and it sums what every budget has used. */
const warnEveryMs = 5_000

/**
 * Looks for open runs that a kill switch stops, agents that do the same over and over, tasks whose agent has moved, and held runs that nothing holds any more,
 * woken by what is recorded and by a poll. Postgres away: they wait.
 */
export async function runReleases({
  database,
  logger,
  signal,
  pollMs = 2_000,
  restMs = 200,
}: ReleaseDeps): Promise<void> {
  const bell = alarm()
  const pauseLooping = loopWatch(database.pool)
  signal.addEventListener('abort', bell.ring)
  let warnedAt = 0
  void listen(database.url, 'ledger', bell.ring, signal)
  while (!signal.aborted) {
    await stopOpenRuns(database.pool).catch((error) => {
      logger.warn({ error: String(error) }, 'open runs can’t be looked at; the Mac stops them by itself')
    })
    await pauseLooping().catch((error) => {
      logger.warn({ error: String(error) }, 'agents can’t be looked at; their next run is held all the same')
    })
    await stopRunsWithRevoked(database.pool).catch((error) => {
      logger.warn(
        { error: String(error) },
        'runs with revoked grants can’t be looked at; the gate refuses them',
      )
    })
    await endStandingGrants(database.pool, new Date()).catch((error) => {
      logger.warn(
        { error: String(error) },
        'standing grants can’t be looked at; none is given to a run after its end',
      )
    })
    await moveAlong(database.pool).catch((error) => {
      logger.warn(
        { error: String(error) },
        'tasks of agents that moved can’t be looked at; they stay for now',
      )
    })
    await releaseHeld(database.pool).catch((error) => {
      logger.warn({ error: String(error) }, 'held runs can’t be looked at; they wait')
    })
    if (Date.now() - warnedAt >= warnEveryMs) {
      warnedAt = Date.now()
      await warnOfBudgets(database.pool).catch((error) => {
        logger.warn({ error: String(error) }, 'budgets can’t be looked at; who they warn is told later')
      })
    }
    await pause(restMs, signal)
    await bell.wait(pollMs)
  }
}

import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { alarm, listen, pause } from '#prisma/write/listen.ts'
import { moveAlong } from '#prisma/write/moves.ts'
import { stopOpenRuns } from '#prisma/write/stops.ts'

export interface ReleaseDeps {
  database: Database
  logger: Logger
  signal: AbortSignal
  pollMs?: number
  /** Between two looks while much is recorded. */
  restMs?: number
}

/**
 * Looks for open runs that a kill switch stops, tasks whose agent has moved, and held runs that nothing holds any more,
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
  signal.addEventListener('abort', bell.ring)
  void listen(database.url, 'ledger', bell.ring, signal)
  while (!signal.aborted) {
    await stopOpenRuns(database.pool).catch((error) => {
      logger.warn({ error: String(error) }, 'open runs can’t be looked at; the Mac stops them by itself')
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
    await pause(restMs, signal)
    await bell.wait(pollMs)
  }
}

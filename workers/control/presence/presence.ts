import type { Client } from '@temporalio/client'
import { presenceOf, type Sight, sightOf, silentAfterMs } from '#domain/executor/presence-rules.ts'
import { controlQueueOf, runQueueOf } from '#domain/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Database, Pool } from '#prisma/client.ts'
import { type ExecutorLinkRow, executorLinks, saveLoad, saveLook } from '#prisma/write/executor-links.ts'
import { pause } from '#prisma/write/listen.ts'
import { changePresence, changeStopFile } from '#prisma/write/settings/executors.ts'
import { executorLoad, type SeenWorker } from './executor-load.ts'
import { watchWorkers } from './seen-workers.ts'

export interface PresenceDeps {
  database: Database
  client: Client
  namespace: string
  logger: Logger
  signal: AbortSignal
  everyMs?: number
}

/** A look ends while the one before it still counts, also where Temporal does not answer. */
const patienceMs = 4_000

/** Watches executors and records when one enters or leaves a state. */
export async function watchPresence(deps: PresenceDeps): Promise<void> {
  let answersSince: number | null = null
  let awaySince: number | null = null
  let hasLooked = false
  const workersSeen = watchWorkers({ ...deps, now: () => performance.now() })
  const patiently = <T>(ask: () => Promise<T>) =>
    deps.client.connection.withDeadline(Date.now() + patienceMs, ask)
  while (!deps.signal.aborted) {
    const seen = await patiently(workersSeen).catch((error) => {
      deps.logger.debug({ error: String(error) }, 'Temporal says nothing of workers')
      return null
    })
    const at = Date.now()
    answersSince = seen && (answersSince ?? at)
    awaySince = seen ? null : (awaySince ?? at)
    const isAway = awaySince !== null && at - awaySince >= silentAfterMs
    const answersForMs = at - (answersSince ?? at)
    const isLook = seen !== null || isAway
    // Until Temporal is taken to be away, the last look counts.
    const look = () =>
      isLook
        ? recordPresence(deps.database.pool, (executorId) =>
            seen ? sightOf(isSeenIn(seen, executorId), answersForMs) : 'temporal_away',
          )
        : saveLook(deps.database.pool)
    if (isLook || hasLooked)
      hasLooked = await look().then(
        () => true,
        (error) => {
          deps.logger.debug({ error: String(error) }, 'presence can’t be recorded')
          return hasLooked
        },
      )
    if (seen)
      await patiently(() => keepLoads(deps, seen)).catch((error) => {
        deps.logger.debug({ error: String(error) }, 'executors can’t be read')
      })
    await pause(deps.everyMs ?? 2_000, deps.signal)
  }
}

/** One that lets its runs end polls for no more of them, and is there for the rest. */
function isSeenIn(seen: readonly SeenWorker[], executorId: string): boolean {
  const queues = [runQueueOf(executorId), controlQueueOf(executorId)]
  return seen.some(({ taskQueue }) => queues.includes(taskQueue))
}

/** An entry for each executor that enters another state, or has something else to say of it; that it was looked at is none. */
export async function recordPresence(pool: Pool, sightOn: (executorId: string) => Sight): Promise<void> {
  for (const link of await executorLinks(pool)) {
    await recordStopFile(pool, link)
    const { executorId, report, reportAgeMs } = link
    const { state, detail } = presenceOf({ sight: sightOn(executorId), report, reportAgeMs })
    if (state === link.state && detail === link.detail) continue
    await changePresence(pool, executorId, {
      type: 'executor_presence_changed',
      at: new Date().toISOString(),
      actor: 'system:reconciler',
      body: { state, detail, gateway: report?.gateway ?? null },
    })
  }
  await saveLook(pool)
}

/** By the worker's last word: while it is silent, the file is taken to be as it was. */
async function recordStopFile(pool: Pool, { executorId, report, stopFile }: ExecutorLinkRow): Promise<void> {
  const reason = report?.stopFile
  if (reason === undefined || reason === stopFile) return
  await changeStopFile(pool, executorId, { reason, at: new Date().toISOString() })
}

/** A worker that just left is one that Temporal says nothing of: that executor is asked about again, the others are kept. */
export async function keepLoads(
  deps: Pick<PresenceDeps, 'database' | 'client' | 'namespace' | 'logger'>,
  seen: readonly SeenWorker[],
): Promise<void> {
  const { pool } = deps.database
  for (const { executorId } of await executorLinks(pool))
    await executorLoad(deps, executorId, seen)
      .then((load) => saveLoad(pool, executorId, load))
      .catch((error) => {
        deps.logger.debug({ executorId, error: String(error) }, 'the load of an executor is unknown')
      })
}

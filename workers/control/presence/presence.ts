import type { Client } from '@temporalio/client'
import { presenceOf } from '#domain/executor/presence-rules.ts'
import { runQueueOf } from '#domain/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { type ExecutorLinkRow, executorLinks } from '#prisma/write/executor-links.ts'
import { pause } from '#prisma/write/listen.ts'
import { changePresence, changeStopFile } from '#prisma/write/settings/executors.ts'

export interface PresenceDeps {
  database: Database
  client: Client
  namespace: string
  logger: Logger
  signal: AbortSignal
  everyMs?: number
}

/** A live worker reports every 5 s; Temporal forgets all of them when it restarts (temporal.md 9). */
const silentAfterMs = 12_000
const forgetfulForMs = 15_000

/** Watches executors and records when one enters or leaves a state. */
export async function watchPresence(deps: PresenceDeps): Promise<void> {
  let reachableSince: number | null = null
  while (!deps.signal.aborted) {
    try {
      const seen = await workersSeen(deps)
      reachableSince ??= Date.now()
      const isForgetful = Date.now() - reachableSince < forgetfulForMs
      await recordChanges(deps, seen, isForgetful)
    } catch (error) {
      reachableSince = null
      deps.logger.debug({ error: String(error) }, 'presence is unknown')
    }
    await pause(deps.everyMs ?? 2_000, deps.signal)
  }
}

async function workersSeen({ client, namespace }: PresenceDeps): Promise<Set<string>> {
  const after = new Date(Date.now() - silentAfterMs).toISOString()
  const { workers } = await client.workflowService.listWorkers({
    namespace,
    query: `WorkerStatus='Running' AND HeartbeatTime > '${after}'`,
  })
  return new Set((workers ?? []).map((worker) => worker.taskQueue ?? ''))
}

async function recordChanges(deps: PresenceDeps, seen: Set<string>, isForgetful: boolean): Promise<void> {
  for (const link of await executorLinks(deps.database.pool)) {
    await recordStopFile(deps, link)
    const isSeen = seen.has(runQueueOf(link.executorId))
    const isWorkerSeen = isSeen || !isForgetful ? isSeen : null
    const { state, detail } = presenceOf({ isWorkerSeen, report: link.report, reportAgeMs: link.reportAgeMs })
    if (isWorkerSeen === null || (state === link.state && detail === link.detail)) continue
    await changePresence(deps.database.pool, link.executorId, {
      type: 'executor_presence_changed',
      at: new Date().toISOString(),
      actor: 'system:reconciler',
      body: { state, detail, gateway: link.report?.gateway ?? null },
    })
  }
}

/** By the worker's last word: while it is silent, the file is taken to be as it was. */
async function recordStopFile(
  { database }: PresenceDeps,
  { executorId, report, stopFile }: ExecutorLinkRow,
): Promise<void> {
  const reason = report?.stopFile
  if (reason === undefined || reason === stopFile) return
  await changeStopFile(database.pool, executorId, { reason, at: new Date().toISOString() })
}

import { type Client, isGrpcServiceError } from '@temporalio/client'
import { silentAfterMs } from '#domain/executor/presence-rules.ts'
import type { SeenWorker } from './executor-load.ts'

interface Watching {
  client: Client
  namespace: string
  /** Milliseconds, on a clock that nobody sets. */
  now(): number
}

interface Heard {
  beat: string
  at: number
}

const notFound = 5

/**
 * Looks, again and again, which workers were heard of lately. A heartbeat bears the time of the worker's own machine, which
 * may be any: what counts is that it is another one than before, and when that was seen here. The first one of a worker
 * counts too, so that one that died shortly before this began is taken to be there for as long as a silence lasts.
 */
export function watchWorkers({ client, namespace, now }: Watching): () => Promise<SeenWorker[]> {
  let known = new Map<string, Heard>()
  return async () => {
    const query = `WorkerStatus='Running'`
    const { workers } = await client.workflowService.listWorkers({ namespace, query })
    const listed = await Promise.all(
      (workers ?? []).map(async ({ taskQueue, workerInstanceKey }) => {
        const instanceKey = workerInstanceKey ?? ''
        return { taskQueue: taskQueue ?? '', instanceKey, beat: await beatOf(client, namespace, instanceKey) }
      }),
    )
    const at = now()
    const next = new Map<string, Heard>()
    for (const { instanceKey, beat } of listed) {
      const before = known.get(instanceKey)
      if (beat !== null) next.set(instanceKey, before?.beat === beat ? before : { beat, at })
    }
    known = next
    return listed.flatMap(({ taskQueue, instanceKey }) => {
      const heard = next.get(instanceKey)
      return heard && at - heard.at < silentAfterMs ? [{ taskQueue, instanceKey }] : []
    })
  }
}

/** Of the list itself, Temporal means to leave the heartbeats out. Null: the worker has just left. */
async function beatOf(client: Client, namespace: string, workerInstanceKey: string): Promise<string | null> {
  try {
    const { workerInfo } = await client.workflowService.describeWorker({ namespace, workerInstanceKey })
    const { seconds, nanos } = workerInfo?.workerHeartbeat?.heartbeatTime ?? {}
    return `${seconds ?? 0}.${nanos ?? 0}`
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFound) return null
    throw error
  }
}

import { hostname } from 'node:os'
import { type NativeConnection, Worker } from '@temporalio/worker'
import type { ExecutorActivities, MirrorActivities, RunActivities } from '#activities/openclaw/contract.ts'
import { workerIdentityOf } from '#domain/executor/worker-identity.ts'
import { controlQueueOf, runQueueOf } from '#domain/ids.ts'

export interface MacMiniWorkerDeps {
  connection: NativeConnection
  namespace: string
  executorId: string
  activities: RunActivities & ExecutorActivities & MirrorActivities
}

/** Runs at once. Below the gateway's own limit, max(8, 4 per core), so that none waits there unseen. */
export const usualRuns = 8

const shared = {
  // A cancellation comes with a heartbeat, and by default they are held back for 12 s.
  maxHeartbeatThrottleInterval: '1s',
  defaultHeartbeatThrottleInterval: '1s',
  shutdownGraceTime: 0,
} as const

/** Longer than any run: who stops the worker at once ends its attempts by `stopping`. */
const untilRunsEnd = '20 days'

/**
 * Told to shut down, it takes no run any more, and ends once those that it has have ended. Another one may be made
 * meanwhile.
 */
export const createRunWorker = (deps: MacMiniWorkerDeps, slots = usualRuns): Promise<Worker> => {
  const { connection, namespace, executorId, activities } = deps
  return Worker.create({
    ...shared,
    identity: workerIdentityOf(executorId, `${process.pid}@${hostname()}`),
    shutdownGraceTime: untilRunsEnd,
    connection,
    namespace,
    taskQueue: runQueueOf(executorId),
    activities: { runAgent: activities.runAgent },
    maxConcurrentActivityTaskExecutions: slots,
  })
}

/** Of its own: full run slots never keep an abort or an approved effect waiting. */
export const createShortWorker = (deps: MacMiniWorkerDeps): Promise<Worker> => {
  const { connection, namespace, executorId, activities } = deps
  const { runAgent: _, ...short } = activities
  return Worker.create({
    ...shared,
    connection,
    namespace,
    taskQueue: controlQueueOf(executorId),
    activities: { ...short },
    maxConcurrentActivityTaskExecutions: 20,
  })
}

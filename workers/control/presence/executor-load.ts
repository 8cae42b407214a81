import type { Client } from '@temporalio/client'
import type { ExecutorLoad } from '#domain/executor/executor.ts'
import { runQueueOf } from '#domain/ids.ts'

/** A worker that Temporal has seen lately. */
export interface SeenWorker {
  taskQueue: string
  instanceKey: string
}

interface Asking {
  client: Client
  namespace: string
}

const activityQueue = 2

/** Slots of the executor's workers and what lies on its queue, as Temporal has it now. */
export async function executorLoad(
  asking: Asking,
  executorId: string,
  seen: readonly SeenWorker[],
): Promise<ExecutorLoad> {
  const queue = runQueueOf(executorId)
  const workers = seen.filter(({ taskQueue }) => taskQueue === queue)
  const slots = await Promise.all(workers.map(({ instanceKey }) => slotsOf(asking, instanceKey)))
  const backlog = await backlogOf(asking, queue)
  return { at: new Date().toISOString(), slots: sumOf(slots), backlog }
}

interface Slots {
  used: number
  free: number
}

/** Null where its heartbeat says nothing of them: unknown is never zero. */
async function slotsOf({ client, namespace }: Asking, workerInstanceKey: string): Promise<Slots | null> {
  const { workerInfo } = await client.workflowService.describeWorker({ namespace, workerInstanceKey })
  const slots = workerInfo?.workerHeartbeat?.activityTaskSlotsInfo
  const free = slots?.currentAvailableSlots ?? -1
  return slots && free >= 0 ? { used: slots.currentUsedSlots ?? 0, free } : null
}

function sumOf(all: readonly (Slots | null)[]): Slots | null {
  const known = all.filter((slots) => slots !== null)
  if (known.length === 0 || known.length < all.length) return null
  return known.reduce((sum, { used, free }) => ({ used: sum.used + used, free: sum.free + free }))
}

async function backlogOf({ client, namespace }: Asking, queue: string): Promise<ExecutorLoad['backlog']> {
  const { stats } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    taskQueueType: activityQueue,
    reportStats: true,
  })
  const count = Number(stats?.approximateBacklogCount ?? 0)
  const ageSeconds = Number(stats?.approximateBacklogAge?.seconds ?? 0)
  const oldestSince = new Date(Date.now() - ageSeconds * 1_000).toISOString()
  return { count, oldestSince: count > 0 ? oldestSince : null }
}

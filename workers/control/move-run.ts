import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { MoveRun, QueuePlace } from '#activities/delivery/delivery-activities.ts'
import { isWorkerOf } from '#domain/executor/worker-identity.ts'
import { runQueueOf } from '#domain/ids.ts'
import {
  lastTaker,
  type PendingRun,
  pendingRun,
  putFirst,
  putOn,
  type Temporal,
  wasTaken,
} from '../pending-run.ts'

/** Whether the other executor's worker has it, or had it: it may have begun there. */
const isTaken = (run: PendingRun, { from }: QueuePlace) =>
  wasTaken(run) && (run.queue === runQueueOf(from) || isWorkerOf(from, run.takenBy))

/**
 * A run that waits on its queue is queued anew with its new priority, or on the queue of another executor. One that a
 * worker has taken stays as it is; one that a worker of the other executor ever took stays there, for it may have begun.
 */
export const moveRunOf =
  (client: Client, namespace: string): MoveRun =>
  async (workflowId, place) => {
    const to = { client, namespace }
    try {
      const run = await pendingRun(client, workflowId)
      if (place.executorId === place.from) await placeAnew(to, workflowId, run, place)
      else return { isMoved: await hasMoved(to, workflowId, run, place) }
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
    return { isMoved: true }
  }

async function placeAnew(
  to: Temporal,
  workflowId: string,
  run: PendingRun | null,
  { priorityKey }: QueuePlace,
): Promise<void> {
  if (!run || wasTaken(run) || run.priorityKey === priorityKey) return
  await putOn(to, run, { priorityKey })
  // A worker may have taken it in the moment between the two, and said that it comes first.
  const placed = await pendingRun(to.client, workflowId)
  if (placed && wasTaken(placed)) await putFirst(to, placed)
}

async function hasMoved(
  to: Temporal,
  workflowId: string,
  run: PendingRun | null,
  place: QueuePlace,
): Promise<boolean> {
  const { priorityKey, executorId, from } = place
  // Over by now: who took it says where.
  if (!run) return isWorkerOf(executorId, await lastTaker(to.client, workflowId))
  const isOnItsWay = run.queue === runQueueOf(executorId)
  if (!isTaken(run, place)) {
    if (isOnItsWay) return true
    if (!(await putOn(to, run, { queue: runQueueOf(executorId), priorityKey }))) return false
    // A worker there may have taken it in the moment between the two.
    return hasMoved(to, workflowId, await pendingRun(to.client, workflowId), place)
  }
  if (isOnItsWay) await putOn(to, run, { queue: runQueueOf(from) })
  return false
}

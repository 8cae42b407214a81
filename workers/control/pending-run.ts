import { type Client, isGrpcServiceError } from '@temporalio/client'
import type { RunActivities } from '#activities/openclaw/contract.ts'

const runActivity: keyof RunActivities = 'runAgent'
/** Temporal's numbers: no worker has taken it; there is no such thing. */
const scheduled = 1
const notFound = 5

export interface Temporal {
  client: Client
  namespace: string
}

/** The run of a task as Temporal has it: on a queue, or with a worker. */
export interface PendingRun {
  execution: { workflowId: string; runId: string }
  activityId: string
  queue: string
  priorityKey: number
  /** No worker has it now. */
  isWaiting: boolean
  /** From 1. */
  attempt: number
  /** The worker that took it last; empty: none did. */
  takenBy: string
}

/** Null where none is under way. Throws where there is no such workflow. */
export async function pendingRun(client: Client, workflowId: string): Promise<PendingRun | null> {
  const { raw, runId } = await client.workflow.getHandle(workflowId).describe()
  const found = raw.pendingActivities?.find(({ activityType }) => activityType?.name === runActivity)
  if (!found?.activityId) return null
  return {
    execution: { workflowId, runId },
    activityId: found.activityId,
    queue: found.activityOptions?.taskQueue?.name ?? '',
    priorityKey: found.priority?.priorityKey ?? 0,
    isWaiting: found.state === scheduled,
    attempt: found.attempt ?? 1,
    takenBy: found.lastWorkerIdentity ?? '',
  }
}

/** On which queue it waits from now on, and where there; at the latest with its next attempt. False: it is over. */
export async function putOn(
  { client, namespace }: Temporal,
  { execution, activityId }: PendingRun,
  { queue, priorityKey }: { queue?: string; priorityKey?: number },
): Promise<boolean> {
  try {
    await client.workflowService.updateActivityOptions({
      ...{ namespace, execution, id: activityId },
      activityOptions: {
        ...(queue && { taskQueue: { name: queue } }),
        ...(priorityKey && { priority: { priorityKey } }),
      },
      updateMask: {
        paths: [...(queue ? ['task_queue.name'] : []), ...(priorityKey ? ['priority.priority_key'] : [])],
      },
    })
    return true
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFound) return false
    throw error
  }
}

/** The worker that took the last run, by the workflow's history; empty: none did. */
export async function lastTaker(client: Client, workflowId: string): Promise<string> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory()
  const last = events?.findLast(
    ({ activityTaskScheduledEventAttributes: asked }) => asked?.activityType?.name === runActivity,
  )
  const started = events?.findLast(
    ({ activityTaskStartedEventAttributes: taken }) =>
      taken && last && String(taken.scheduledEventId) === String(last.eventId),
  )
  return started?.activityTaskStartedEventAttributes?.identity ?? ''
}

import { type Client, isGrpcServiceError } from '@temporalio/client'
import type { RunActivities } from '#activities/openclaw/contract.ts'
import { underWayKey } from '#domain/executor/queue-rules.ts'

const runActivity: keyof RunActivities = 'runAgent'
/** Temporal's numbers: no worker has taken it; there is no such thing. */
const scheduled = 1
const notFound = 5

export interface Temporal {
  client: Client
  namespace: string
}

/** What Temporal names an activity by. */
export interface AskedRun {
  execution: { workflowId: string; runId: string }
  activityId: string
}

/** The run of a task as Temporal has it: on a queue, or with a worker. */
export interface PendingRun extends AskedRun {
  queue: string
  priorityKey: number
  /** No worker has it now. */
  isWaiting: boolean
  /** It waits a moment before it is on its queue again. */
  isResting: boolean
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
    isResting: Boolean(found.nextAttemptScheduleTime),
    attempt: found.attempt ?? 1,
    takenBy: found.lastWorkerIdentity ?? '',
  }
}

/** On which queue it waits from now on, and where there; at the latest with its next attempt. False: it is over. */
export async function putOn(
  { client, namespace }: Temporal,
  { execution, activityId }: AskedRun,
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

/** A worker has it, or had it: it may be under way. */
export const wasTaken = ({ isWaiting, attempt }: PendingRun): boolean => !isWaiting || attempt > 1

/** Whenever it waits again it comes before all that no worker has taken yet. False: it is over. */
export const putFirst = (to: Temporal, run: AskedRun): Promise<boolean> =>
  putOn(to, run, { priorityKey: underWayKey })

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

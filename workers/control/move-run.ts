import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client'
import type { MoveRun } from '#activities/delivery/delivery-activities.ts'
import type { RunActivities } from '#activities/openclaw/contract.ts'

const runActivity: keyof RunActivities = 'runAgent'
/** Temporal's numbers: no worker has taken it; there is no such thing. */
const scheduled = 1
const notFound = 5

/** A run that waits on its queue is queued anew with its new priority; one that a worker has taken stays as it is. */
export const moveRunOf =
  (client: Client, namespace: string): MoveRun =>
  async (workflowId, priorityKey) => {
    try {
      const { raw, runId } = await client.workflow.getHandle(workflowId).describe()
      const waiting = raw.pendingActivities?.find(
        ({ activityType, state }) => activityType?.name === runActivity && state === scheduled,
      )
      if (!waiting?.activityId || waiting.priority?.priorityKey === priorityKey) return
      await client.workflowService.updateActivityOptions({
        namespace,
        execution: { workflowId, runId },
        id: waiting.activityId,
        activityOptions: { priority: { priorityKey } },
        updateMask: { paths: ['priority.priority_key'] },
      })
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return
      // It was taken in between.
      if (isGrpcServiceError(error) && error.code === notFound) return
      throw error
    }
  }

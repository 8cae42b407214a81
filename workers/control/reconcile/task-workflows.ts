import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { Described, TaskWorkflows } from '#activities/drift/task-sights.ts'
import { taskIdOfStream, taskWorkflowId } from '#domain/ids.ts'
import { taskWorkflowType } from '#workflows/task/contract.ts'
import type { Destination } from '../relay/delivery.ts'
import { start } from '../relay/temporal-delivery.ts'

const statuses: Record<string, Described['status']> = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
}

/** Tasks' workflows in Temporal, as the reconciler needs them. */
export function taskWorkflowsOf(to: Destination): TaskWorkflows {
  const { client } = to
  return {
    async running(atMost) {
      const query = `WorkflowType = '${taskWorkflowType}' AND ExecutionStatus = 'Running'`
      const taskIds: string[] = []
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 500 })) {
        const taskId = taskIdOfStream(workflowId)
        if (taskId) taskIds.push(taskId)
        if (taskIds.length >= atMost) break
      }
      return taskIds
    },
    describe: (taskId) => describe(client, taskId),
    async reseat(taskId) {
      await start(to, { workflowId: taskWorkflowId(taskId) }, [], 'ALLOW_DUPLICATE')
    },
    async end(taskId, reason) {
      await client.workflow
        .getHandle(taskWorkflowId(taskId))
        .terminate(reason)
        .catch((error) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error
        })
    },
  }
}

async function describe(client: Client, taskId: string): Promise<Described> {
  try {
    const seen = await client.workflow.getHandle(taskWorkflowId(taskId)).describe()
    return {
      taskId,
      status: statuses[seen.status.name] ?? 'running',
      runId: seen.runId,
      closedAt: seen.closeTime?.toISOString() ?? null,
      attempt: seen.raw.pendingWorkflowTask?.attempt ?? 1,
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    return { taskId, status: 'none', runId: '', closedAt: null, attempt: 1 }
  }
}

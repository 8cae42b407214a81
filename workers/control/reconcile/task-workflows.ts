import { WorkflowNotFoundError } from '@temporalio/client'
import type { TaskWorkflows } from '#activities/drift/task-sights.ts'
import { taskIdOfStream, taskWorkflowId } from '#domain/ids.ts'
import { taskWorkflowType } from '#workflows/task/contract.ts'
import type { Destination } from '../relay/delivery.ts'
import { start } from '../relay/temporal-delivery.ts'
import { describeTask, unpauseTask } from './workflow-sight.ts'

/** Tasks' workflows in Temporal, as the reconciler needs them. */
export function taskWorkflowsOf(to: Destination): TaskWorkflows {
  const { client } = to
  return {
    async running(atMost) {
      const query = `WorkflowType = '${taskWorkflowType}' AND (ExecutionStatus = 'Running' OR ExecutionStatus = 'Paused')`
      const taskIds: string[] = []
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 500 })) {
        const taskId = taskIdOfStream(workflowId)
        if (taskId) taskIds.push(taskId)
        if (taskIds.length >= atMost) break
      }
      return taskIds
    },
    describe: (taskId) => describeTask(client, taskId),
    unpause: (taskId) => unpauseTask(client, taskId),
    async reseat(taskId, conflict) {
      await start(to, { workflowId: taskWorkflowId(taskId) }, 'ALLOW_DUPLICATE', conflict)
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

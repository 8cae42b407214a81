import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { IsCurrentRun } from '#prisma/write/ledger.ts'

/** Temporal's own word on which run of a workflow is the current, running one. Throws when it can't be asked. */
export const currentRunOf =
  (client: Client): IsCurrentRun =>
  (workflowId, runId) =>
    client.connection.withDeadline(Date.now() + 2_000, async () => {
      try {
        const run = await client.workflow.getHandle(workflowId).describe()
        return run.runId === runId && run.status.name === 'RUNNING'
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false
        throw error
      }
    })

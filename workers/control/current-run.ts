import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { IsCurrentRun } from '#prisma/write/ledger.ts'

/** Paused in Temporal, a run takes no new step; what its last one recorded is still its own. */
const goesOn: ReadonlySet<string> = new Set(['RUNNING', 'PAUSED'])

/** Temporal's own word on which run of a workflow is the current, open one. Throws when it can't be asked. */
export const currentRunOf =
  (client: Client): IsCurrentRun =>
  (workflowId, runId) =>
    client.connection.withDeadline(Date.now() + 2_000, async () => {
      try {
        const run = await client.workflow.getHandle(workflowId).describe()
        return run.runId === runId && goesOn.has(run.status.name)
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false
        throw error
      }
    })

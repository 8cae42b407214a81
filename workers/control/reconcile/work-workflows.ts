import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { WorkWorkflows } from '#activities/drift/task-sights.ts'
import { isRunbookRunId, workflowIdOf, workIdOfStream } from '#domain/ids.ts'
import { runbookWorkflowType } from '#workflows/runbook/contract.ts'
import { taskWorkflowType } from '#workflows/task/contract.ts'
import type { Destination } from '../relay/delivery.ts'
import { startRepair } from '../relay/drift-delivery.ts'
import { startRun } from '../relay/runbook-delivery.ts'
import { start } from '../relay/temporal-delivery.ts'
import { causeOf } from './workflow-cause.ts'
import { describeWork, unpauseWork } from './workflow-sight.ts'

const isOpenWork = `WorkflowType IN ('${taskWorkflowType}', '${runbookWorkflowType}')
  AND (ExecutionStatus = 'Running' OR ExecutionStatus = 'Paused')`

/** Workflows of tasks and of runs of runbooks in Temporal, as the reconciler needs them. */
export function workWorkflowsOf(to: Destination): WorkWorkflows {
  const { client } = to
  return {
    async running() {
      const workIds: string[] = []
      for await (const { workflowId } of client.workflow.list({ query: isOpenWork, pageSize: 500 })) {
        const workId = workIdOfStream(workflowId)
        if (workId) workIds.push(workId)
      }
      return workIds
    },
    describe: (workId) => describeWork(client, workId),
    causeOf: (described) => causeOf(client, described),
    unpause: (workId) => unpauseWork(client, workId),
    async reseat(workId, conflict) {
      const workflowId = workflowIdOf(workId)
      if (isRunbookRunId(workId)) await startRun(to, workflowId, 'ALLOW_DUPLICATE', conflict)
      else await start(to, { workflowId }, 'ALLOW_DUPLICATE', conflict)
    },
    end: (workId, reason) => ended(client, workId, reason),
    repair: (asked) => startRepair(client, asked),
  }
}

async function ended(client: Client, workId: string, reason: string): Promise<void> {
  await client.workflow
    .getHandle(workflowIdOf(workId))
    .terminate(reason)
    .catch((error) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    })
}

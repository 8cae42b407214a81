import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { controlQueue, ownScope } from '#domain/ids.ts'
import type { LeasedDriftIntent } from '#prisma/write/delivery.ts'
import { type RepairInput, repairWorkflowType } from '#workflows/reconcile/contract.ts'
import { startOnlyLook, triggerLook } from '../reconcile/look-schedule.ts'
import type { Delivery } from './delivery.ts'

interface Looker {
  client: Client
  lookEveryMs: number
}

const idIn = (workflowId: string) => workflowId.slice(workflowId.indexOf('/') + 1)

/** Brings what was asked about drift to Temporal. Throws for a passing reason. */
export async function deliverDrift(
  { client, lookEveryMs }: Looker,
  { id: intentId, workflowId, command }: LeasedDriftIntent,
): Promise<Delivery> {
  if (command === 'repairFinding') await startRepair(client, { findingId: idIn(workflowId), intentId })
  else if (command === 'onlyLook') await startOnlyLook(client, intentId)
  else for (const scope of [idIn(workflowId), ownScope]) await triggerLook(client, scope, lookEveryMs)
  return { status: 'delivered' }
}

/** One workflow for each time that somebody asks. */
export async function startRepair(client: Client, input: RepairInput): Promise<void> {
  try {
    await client.workflow.start(repairWorkflowType, {
      taskQueue: controlQueue,
      workflowId: `finding/${input.findingId}/${input.intentId}`,
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}

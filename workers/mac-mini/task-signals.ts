import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { taskWorkflowId } from '#domain/ids.ts'
import type { RunItem } from '#domain/run/run.ts'
import { signalNames } from '#workflows/task/contract.ts'
import { refusedAsSent } from '../temporal-refusals.ts'
import { SignalRefused } from './spool/item-sender.ts'

/** What the agent's side reports, brought to its task's workflow. */
export async function signalItems(client: Client, taskId: string, items: RunItem[]): Promise<void> {
  const handle = client.workflow.getHandle(taskWorkflowId(taskId))
  await handle.signal(signalNames.itemsReported, items).catch((error) => {
    throw sortedSignalError(error)
  })
}

/** Told apart from a Temporal that is away: what it refuses for good is not tried again. */
export function sortedSignalError(error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError) return new SignalRefused(error.message, true)
  const refused = refusedAsSent(error)
  return refused === null ? error : new SignalRefused(refused, false)
}

import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common'
import { controlQueue, taskIdOfStream } from '#domain/ids.ts'
import type { TaskStatus } from '#domain/task/task.ts'
import { isEnded } from '#domain/task/task-rules.ts'
import type { Pool } from '#prisma/client.ts'
import type { LeasedIntent, TaskDelivery } from '#prisma/write/delivery.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import {
  type ArrivedIntent,
  signalNames,
  type TaskInput,
  taskWorkflowType,
} from '#workflows/task/contract.ts'
import type { Delivery, Destination } from './delivery.ts'
import { deliverToRun } from './runbook-delivery.ts'

const delivered: Delivery = { status: 'delivered' }
/** These reach an ended task too: a new run of its workflow takes over from what the ledger says. */
const reopening = new Set(['sendMessage', 'retryTask', 'settleEffect', 'releaseRun'])

/** Brings one intent to its workflow. Throws for a passing reason; a definite refusal is a value. */
export const deliver = (to: Destination, intent: LeasedIntent): Promise<Delivery> =>
  intent.kind === 'runbook' ? deliverToRun(to, intent) : deliverToTask(to, intent)

async function deliverToTask(to: Destination, intent: TaskDelivery): Promise<Delivery> {
  const { client, pool } = to
  if (intent.command === 'startTask') return start(to, intent, [], 'REJECT_DUPLICATE')
  const arrived: ArrivedIntent = { id: intent.id, command: intent.command }
  try {
    await client.workflow
      .getHandle(intent.workflowId)
      .signal(signalNames.intentArrived, arrived.id, arrived.command)
    return delivered
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
  if (intent.command === 'releaseRun' && (await hasEnded(pool, intent))) return delivered
  // Its last run is closed, so nobody else writes this stream until the new run takes it over.
  if (reopening.has(intent.command)) return start(to, intent, [arrived], 'ALLOW_DUPLICATE')
  const { state } = await taskMark(pool, taskIdOfStream(intent.workflowId) ?? '')
  return { status: 'undeliverable', detail: goneWords(state.status) }
}

/** It ended while it was let go: nobody waits for that. */
const hasEnded = async (pool: Pool, { workflowId }: LeasedIntent) =>
  isEnded((await taskMark(pool, taskIdOfStream(workflowId) ?? '')).state.status)

/** Why there is no workflow to take it. */
function goneWords(status: TaskStatus): string {
  if (status === 'frozen') return 'The task is frozen: its record and its workflow disagree.'
  return isEnded(status)
    ? 'The task has ended.'
    : 'The task’s workflow is gone from Temporal. Write to the agent: that starts it again from the record.'
}

/** A workflow of a task from the task's row. One that runs already stays. */
export async function start(
  { client, pool, publicUrl }: Destination,
  { workflowId }: Pick<LeasedIntent, 'workflowId'>,
  intents: ArrivedIntent[],
  workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
): Promise<Delivery> {
  const taskId = taskIdOfStream(workflowId) ?? ''
  const { state, after } = await taskMark(pool, taskId)
  const input: TaskInput = { taskId, ledger: { state, after, seq: 0 }, intents, items: [] }
  const key = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD)
  try {
    await client.workflow.start(taskWorkflowType, {
      taskQueue: controlQueue,
      workflowId,
      args: [input],
      workflowIdReusePolicy,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: state.title.slice(0, 200),
      ...(publicUrl && { staticDetails: `[Open in Front Office](${publicUrl}/tasks/${taskId})` }),
      typedSearchAttributes: new TypedSearchAttributes([
        { key: key('ProjectId'), value: state.projectId },
        { key: key('AgentId'), value: state.agentId },
        { key: key('TaskState'), value: 'waiting' },
        { key: key('WaitingFor'), value: 'executor' },
      ]),
    })
  } catch (error) {
    // A second delivery of a start that was not marked: the first one counts.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
  return delivered
}

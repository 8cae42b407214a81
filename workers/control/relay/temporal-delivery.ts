import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common'
import { controlQueue, taskIdOfStream } from '#domain/ids.ts'
import { frozenRefusal, settlingCommand } from '#domain/ledger/fork-rules.ts'
import { isEnded } from '#domain/task/task-rules.ts'
import type { LeasedIntent, TaskDelivery } from '#prisma/write/delivery.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import { missedIntents } from '#prisma/write/task-sources.ts'
import {
  type ArrivedIntent,
  signalNames,
  type TaskInput,
  taskWorkflowType,
} from '#workflows/task/contract.ts'
import { refusedAsSent } from '../../temporal-refusals.ts'
import { unlessBehind } from '../histories/unless-behind.ts'
import { isKnown } from '../histories/workflow-histories.ts'
import type { Delivery, Destination } from './delivery.ts'
import { deliverToRun } from './runbook-delivery.ts'

const delivered: Delivery = { status: 'delivered' }
const refused = (detail: string): Delivery => ({ status: 'undeliverable', detail })
/** These reach an ended task too: a new run of its workflow takes over from what the ledger says. */
const reopening = new Set(['sendMessage', 'retryTask', 'settleEffect', 'askAgent', 'releaseRun'])

const starts = new Set<string>(['startTask', 'startRunbook'])

const forRuns = new Set<string>(['releaseRun', 'stopRun', 'moveTask'])

/** Brings one intent to its workflow. Throws for a passing reason; a definite refusal is a value. */
export async function deliver(to: Destination, intent: LeasedIntent): Promise<Delivery> {
  try {
    return await (intent.kind === 'runbook' ? deliverToRun(to, intent) : deliverToTask(to, intent))
  } catch (error) {
    const why = refusedAsSent(error)
    // What a namespace that was just made does not know yet is refused in the same way, and passes.
    if (why === null || !/exceed|larger than/i.test(why)) throw error
    // Its answer was lost, and the task is larger by now than when it was started.
    if (starts.has(intent.command) && (await isKnown(to.client, intent.workflowId))) return delivered
    return refused(`Temporal does not take it: ${why}`)
  }
}

async function deliverToTask(to: Destination, intent: TaskDelivery): Promise<Delivery> {
  const { client, pool } = to
  if (intent.command === 'startTask') return start(to, intent, 'REJECT_DUPLICATE')
  const arrived: ArrivedIntent = { id: intent.id, command: intent.command }
  if (intent.command === settlingCommand) return settleFork(to, intent)
  try {
    await client.workflow
      .getHandle(intent.workflowId)
      .signal(signalNames.intentArrived, arrived.id, arrived.command)
    return delivered
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
  const { state } = await taskMark(pool, taskIdOfStream(intent.workflowId) ?? '')
  const frozen = frozenRefusal('task', state.status, intent.command)
  if (frozen) return refused(frozen)
  const hasEnded = isEnded(state.status)
  // It ended while its run was let go, told to stop or moved: nobody waits for that.
  if (hasEnded && forRuns.has(intent.command)) return delivered
  if (hasEnded && !reopening.has(intent.command)) return refused('The task has ended.')
  // Its last run is closed, so nobody else writes this stream until the new run takes it over. What is asked of an
  // open task whose workflow is gone is an operator's word that it is to go on.
  return start(to, intent, 'ALLOW_DUPLICATE')
}

/**
 * The run that forked can't write any more; where it still stands in Temporal it makes way for the new one. One that
 * knows more than the record did not fork: that was settled already, and the record was put back to before it.
 */
async function settleFork(to: Destination, intent: TaskDelivery): Promise<Delivery> {
  const mark = () => taskMark(to.pool, taskIdOfStream(intent.workflowId) ?? '')
  const { state } = await unlessBehind(to.client, intent.workflowId, mark)
  if (state.intentIds.includes(intent.id)) return delivered
  if (state.status !== 'frozen') return refused('The task is not frozen any more.')
  return start(to, intent, 'ALLOW_DUPLICATE', 'TERMINATE_EXISTING')
}

/**
 * A workflow of a task from the task's row, which takes along every intent that the row knows nothing of. One that runs
 * already stays, unless it is to make way.
 */
export async function start(
  { client, pool, publicUrl }: Destination,
  { workflowId }: Pick<LeasedIntent, 'workflowId'>,
  workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'USE_EXISTING' | 'TERMINATE_EXISTING' = 'USE_EXISTING',
): Promise<Delivery> {
  const taskId = taskIdOfStream(workflowId) ?? ''
  const isAgain = workflowIdReusePolicy === 'ALLOW_DUPLICATE' && workflowIdConflictPolicy === 'USE_EXISTING'
  const mark = () => taskMark(pool, taskId)
  const { state, after } = await (isAgain ? unlessBehind(client, workflowId, mark) : mark())
  const intents = await missedIntents(pool, workflowId)
  // It has ended since somebody saw that it had no workflow.
  if (isAgain && isEnded(state.status) && intents.length === 0) return delivered
  const input: TaskInput = { taskId, ledger: { state, after, seq: 0 }, intents, items: [] }
  const key = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD)
  try {
    await client.workflow.start(taskWorkflowType, {
      taskQueue: controlQueue,
      workflowId,
      args: [input],
      workflowIdReusePolicy,
      workflowIdConflictPolicy,
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

import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common'
import { controlQueue, runIdOfStream } from '#domain/ids.ts'
import { frozenRefusal, settlingCommand } from '#domain/ledger/fork-rules.ts'
import type { RunCommand } from '#domain/runbook/run-intent.ts'
import { isRunOver } from '#domain/runbook/run-rules.ts'
import { missedRunIntents } from '#prisma/write/run-sources.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { type RunbookInput, runbookWorkflowType } from '#workflows/runbook/contract.ts'
import { signalNames } from '#workflows/task/contract.ts'
import { unlessBehind } from '../histories/unless-behind.ts'
import type { Delivery, Destination } from './delivery.ts'

const delivered: Delivery = { status: 'delivered' }
const refused = (detail: string): Delivery => ({ status: 'undeliverable', detail })

interface RunbookIntent {
  id: string
  workflowId: string
  command: RunCommand
}

/** Brings one intent to the workflow of its run. Throws for a passing reason; a definite refusal is a value. */
export async function deliverToRun(to: Destination, intent: RunbookIntent): Promise<Delivery> {
  if (intent.command === 'startRunbook') return startRun(to, intent.workflowId, 'REJECT_DUPLICATE')
  if (intent.command === settlingCommand) return settleFork(to, intent)
  if (await isSignalled(to.client, intent)) return delivered
  // Its last run is closed, so nobody else writes this stream until a new one takes it over.
  const { state } = await runMark(to.pool, runIdOfStream(intent.workflowId) ?? '')
  const frozen = frozenRefusal('run', state.status, intent.command)
  // The end of a task is kept until the fork is settled: the next run of the workflow misses it, and asks.
  if (frozen) return intent.command === 'taskEnded' ? delivered : refused(frozen)
  if (!isRunOver(state) || intent.command === 'resumeRun')
    return startRun(to, intent.workflowId, 'ALLOW_DUPLICATE')
  // The end of a task that was taken up again after the run: resuming the run looks at it.
  if (intent.command === 'taskEnded') return delivered
  return refused(`The run is ${state.status} already.`)
}

/** As of a task: see temporal-delivery.ts. */
async function settleFork(to: Destination, { workflowId, id }: RunbookIntent): Promise<Delivery> {
  const mark = () => runMark(to.pool, runIdOfStream(workflowId) ?? '')
  const { state } = await unlessBehind(to.client, workflowId, mark)
  if (state.intentIds.includes(id)) return delivered
  if (state.status !== 'frozen') return refused('The run is not frozen any more.')
  return startRun(to, workflowId, 'ALLOW_DUPLICATE', 'TERMINATE_EXISTING')
}

async function isSignalled(client: Client, { workflowId, id, command }: RunbookIntent): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal(signalNames.intentArrived, id, command)
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}

/**
 * A workflow of a run from the run's row, which takes along every intent that the row knows nothing of. One that runs
 * already stays, unless it is to make way.
 */
export async function startRun(
  { client, pool, publicUrl }: Destination,
  workflowId: string,
  workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'USE_EXISTING' | 'TERMINATE_EXISTING' = 'USE_EXISTING',
): Promise<Delivery> {
  const runId = runIdOfStream(workflowId) ?? ''
  const isAgain = workflowIdReusePolicy === 'ALLOW_DUPLICATE' && workflowIdConflictPolicy === 'USE_EXISTING'
  const mark = () => runMark(pool, runId)
  const { state, after } = await (isAgain ? unlessBehind(client, workflowId, mark) : mark())
  const intents = await missedRunIntents(pool, workflowId)
  // It has ended since somebody saw that it had no workflow.
  if (isAgain && isRunOver(state) && intents.length === 0) return delivered
  const input: RunbookInput = { runId, ledger: { state, after, seq: 0 }, intents }
  const projectId = defineSearchAttributeKey('ProjectId', SearchAttributeType.KEYWORD)
  try {
    await client.workflow.start(runbookWorkflowType, {
      taskQueue: controlQueue,
      workflowId,
      args: [input],
      workflowIdReusePolicy,
      workflowIdConflictPolicy,
      staticSummary: state.definition.name.slice(0, 200),
      ...(publicUrl && { staticDetails: `[Open in Front Office](${publicUrl}/runbook-runs/${runId})` }),
      typedSearchAttributes: new TypedSearchAttributes([{ key: projectId, value: state.projectId }]),
    })
  } catch (error) {
    // A second delivery of a start that was not marked: the first one counts.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
  return delivered
}

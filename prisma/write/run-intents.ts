import { runbookRunStreamId, runbookRunWorkflowId, runIdOfStream } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { type RunIntent, runCommands } from '#domain/runbook/run-intent.ts'
import type { OperatorRunIntent } from '#domain/runbook/run-rules.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { begunOnce, insertIntentRow } from './intent-rows.ts'
import { takesNoRun } from './intents.ts'
import { beginRun } from './runbook-runs.ts'
import { wake } from './wake.ts'

function insertIntent(tx: Tx, intent: RunIntent): Promise<boolean> {
  runCommands[intent.command].parse(intent.body)
  const { runId, ...row } = intent
  const subjectId = intent.command === 'decideStep' ? `${runId}/${intent.body.stepId}` : null
  return insertIntentRow(
    tx,
    { ...row, workflowId: runbookRunWorkflowId(runId), subjectId },
    'There is no such run.',
  )
}

/**
 * Records what was asked of a run; the relay delivers it. The same id with the same content is a no-op.
 * Throws Refused: not_found, key_reused.
 */
export async function recordRunIntent(pool: Pool, intent: OperatorRunIntent): Promise<void> {
  await inTransaction(pool, (tx) => insertIntent(tx, intent))
  wake(pool, 'intents')
}

export interface RunRequest {
  runId: string
  intentId: string
  actor: string
  /** ISO, milliseconds. */
  at: string
  run: Omit<FactOf<'runbook_run_requested'>['body'], 'intentId' | 'rules'>
}

/**
 * One transaction: the stream, the intent to start, and `runbook_run_requested` as the stream's first entry.
 * A repeat with the same intent id answers the run that the first one made.
 * Throws Refused where none is started in the project, or the key was used for another request.
 */
export async function requestRunbookRun(pool: Pool, request: RunRequest): Promise<{ runId: string }> {
  const { intentId, actor, at, run } = request
  const streamId = runbookRunStreamId(request.runId)
  const runId = await inTransaction(pool, async (tx) => {
    const fact: FactOf<'runbook_run_requested'> = {
      ...{ type: 'runbook_run_requested', at, actor },
      body: { ...run, intentId, rules: 2 },
    }
    const intent = { id: intentId, command: 'startRunbook', actor, at } as const
    const { projectId } = run
    const begun = await begunOnce(tx, {
      ...{ streamId, intentId, firstBody: fact.body },
      refused: await takesNoRun(tx, projectId),
      begin: () => beginRun(tx, { streamId, projectId, intent, facts: [fact] }),
    })
    return runIdOfStream(begun) ?? request.runId
  })
  wake(pool, 'intents')
  wake(pool, 'ledger')
  return { runId }
}

import { newId, runbookRunWorkflowId, taskIdOfStream } from '#domain/ids.ts'
import { runCommands } from '#domain/runbook/run-intent.ts'
import { taskEndOf } from '#domain/runbook/task-end-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'
import { insertIntentRow } from './intent-rows.ts'

/**
 * The run that a task belongs to is told of its end, in the transaction that records the end: the relay brings it the
 * word, however long that takes.
 */
export async function tellRunOfEnd(
  tx: Tx,
  streamId: string,
  before: TaskState,
  after: TaskState,
): Promise<void> {
  const end = taskEndOf(after)
  if (!after.runbook || !end || taskEndOf(before)) return
  const body = runCommands.taskEnded.parse({ taskId: taskIdOfStream(streamId), ...end })
  const workflowId = runbookRunWorkflowId(after.runbook.runId)
  const intent = { id: newId('intent'), workflowId, command: 'taskEnded', actor: 'system:runbook', body }
  await insertIntentRow(tx, { ...intent, subjectId: null }, 'There is no such run.')
  // Within the transaction, so that it is heard at the commit: ends are rare, and hold up nobody.
  await tx.query("select pg_notify('intents', '')")
}

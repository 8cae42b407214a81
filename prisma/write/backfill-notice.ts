import { taskIdOfStream, taskStreamId } from '#domain/ids.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { openSteps } from '#domain/runbook/run-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { noTask } from '#domain/task/task-state.ts'
import type { Tx } from '../client.ts'
import { stepTaskState } from './run-sources.ts'
import { tellRunOfEnd } from './runbook-notice.ts'

/** The run that a task belongs to is told of an end that was put back, unless it knows of it. */
export async function tellRunOfPutBack(
  tx: Tx,
  streamId: string,
  before: TaskState,
  after: TaskState,
): Promise<void> {
  if (!after.runbook) return
  const { rows } = await tx.query<{ state: RunbookRunState }>('select state from runbook_run where id = $1', [
    after.runbook.runId,
  ])
  const taskId = taskIdOfStream(streamId)
  // A run that is not there yet is told when it is put back itself.
  if (rows[0] && openSteps(rows[0].state).some((step) => step.taskId === taskId))
    await tellRunOfEnd(tx, streamId, before, after)
}

/** A run that was put back is told of those of its tasks that have ended. Told again, it takes no notice. */
export async function tellRunOfTasks(tx: Tx, run: RunbookRunState): Promise<void> {
  for (const { taskId } of openSteps(run)) {
    const task = taskId ? await stepTaskState(tx, taskId) : null
    if (taskId && task) await tellRunOfEnd(tx, taskStreamId(taskId), noTask, task)
  }
}

import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { createTaskActivities } from '#activities/task/task-activities.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import { currentRunOf } from '../workers/control/current-run.ts'
import type { ControlPlane } from './control-plane.ts'
import { aFact } from './stories.ts'

/** Asks Temporal whether a run is the current one of its workflow, as the control worker does. */
export const isCurrentRunAt = ({ env }: Pick<ControlPlane, 'env'>) => currentRunOf(env.client)

/** A batch of a run that Temporal has replaced, as its activity brings it that was under way then. */
export async function recordLate(plane: ControlPlane, taskId: string, runId: string, text: string) {
  const { pool } = plane.database
  const streamId = taskWorkflowId(taskId)
  const { rows } = await pool.query(
    'select coalesce(max(run_seq), 0) + 1 as seq from entry where stream_id = $1 and run_id = $2',
    [streamId, runId],
  )
  const { after } = await taskMark(pool, taskId)
  const facts = [aFact('update_posted', { stepId: 's1', itemId: 'i-late', text })]
  const batch = { streamId, after, firstSeq: Number(rows[0].seq), facts }
  const workflowExecution = { workflowId: streamId, runId }
  const env = new MockActivityEnvironment({ workflowExecution }, { logger: new DefaultLogger('ERROR') })
  const { record } = createTaskActivities({ pool, isCurrentRun: isCurrentRunAt(plane) })
  const run = env.run.bind(env) as (work: unknown, request: unknown) => Promise<unknown>
  return run(record, { batch, intentIds: [] })
}

/** Of which runs something came too late, and what. */
export async function lateOf({ database }: Pick<ControlPlane, 'database'>, taskId: string) {
  const { rows } = await database.pool.query(
    `select body from entry where stream_id = $1 and type = 'late_append_refused' order by stream_seq`,
    [taskWorkflowId(taskId)],
  )
  return rows.map(({ body }) => ({
    runId: body.runId,
    texts: body.wanted.map((fact: { body: { text: string } }) => fact.body.text),
  }))
}

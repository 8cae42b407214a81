import type { Pool } from '../client.ts'
import { nameOf } from './names.ts'

/** Who wanted the task. */
export interface TaskAsker {
  actor: string
  name: string
  /** The run of a runbook that made the task for them. */
  runbookRunId: string | null
}

/** A task of a runbook was asked for by who started its run. */
export async function taskAsker(pool: Pool, taskId: string): Promise<TaskAsker> {
  const { rows } = await pool.query<Omit<TaskAsker, 'name'>>(
    `select coalesce(nullif(r.state->>'requestedBy', ''), t.state->>'requestedBy') as actor, r.id as "runbookRunId"
       from task t left join runbook_run r on r.id = t.state->'runbook'->>'runId' where t.id = $1`,
    [taskId],
  )
  const row = rows[0]
  if (!row) throw new Error(`no task ${taskId}`)
  return { ...row, name: await nameOf(pool, row.actor) }
}

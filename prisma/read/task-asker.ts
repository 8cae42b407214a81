import type { Pool, Tx } from '../client.ts'
import { nameOf } from './names.ts'

/** Who wanted the task. */
export interface TaskAsker {
  actor: string
  name: string
  /** The run of a runbook that made the task for them. */
  runbookRunId: string | null
}

/**
 * SQL: whose wish a task `t` is, where somebody else has to approve what it does. A task of a runbook is the wish of who
 * started its run, and what an API key starts of who made the key. No task's state is opened.
 */
export const requesterSql = `coalesce(
    (select coalesce('operator:' || k.created_by, nullif(q.state->>'requestedBy', ''))
       from runbook_run q left join api_key k on 'api-key:' || k.id = q.state->>'requestedBy'
      where q.id = t.runbook_run_id),
    t.requested_by)`

/** As `requesterSql` has it. */
export async function requesterOf(db: Pool | Tx, taskId: string): Promise<string> {
  const { rows } = await db.query<{ actor: string }>(
    `select ${requesterSql} as actor from task t where t.id = $1`,
    [taskId],
  )
  if (!rows[0]) throw new Error(`no task ${taskId}`)
  return rows[0].actor
}

/** A task of a runbook was asked for by who started its run. */
export async function taskAsker(pool: Pool, taskId: string): Promise<TaskAsker> {
  const { rows } = await pool.query<Omit<TaskAsker, 'name'>>(
    `select coalesce(nullif(r.state->>'requestedBy', ''), t.requested_by) as actor, r.id as "runbookRunId"
       from task t left join runbook_run r on r.id = t.runbook_run_id where t.id = $1`,
    [taskId],
  )
  const row = rows[0]
  if (!row) throw new Error(`no task ${taskId}`)
  return { ...row, name: await nameOf(pool, row.actor) }
}

import type { OpenRow } from '#domain/drift/task-diff-rules.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

/** A start that is on its way is let alone for so long, milliseconds. */
const graceMs = 10_000

/** Tasks that should have a workflow: open, not frozen, and their start was delivered. */
export async function openTasks(pool: Pool, atMost: number, taskId?: string): Promise<OpenRow[]> {
  const { rows } = await pool.query<OpenRow>(
    `select t.id as "taskId", t.title, t.project_id as "projectId", p.name as "projectName", t.status,
            ${isoOf('t.since')} as since
       from task t join project p on p.id = t.project_id
      where t.ended_at is null and t.status <> 'frozen' and t.created_at < now() - $1 * interval '1 ms'
        and ($3::text is null or t.id = $3)
        and not exists (select from intent i where i.workflow_id = 'task/' || t.id
                                               and i.command = 'startTask' and i.status = 'pending')
      order by t.created_at limit $2`,
    [taskId === undefined ? graceMs : 0, atMost, taskId ?? null],
  )
  return rows
}

/** Which of these the record has, open or not. */
export async function knownTasks(pool: Pool, taskIds: string[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>('select id from task where id = any($1)', [taskIds])
  return new Set(rows.map(({ id }) => id))
}

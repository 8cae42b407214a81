import { type Blocked, blockedOf, type StandingTask } from '#domain/portfolio/blocked-rules.ts'
import type { Pool } from '../../client.ts'
import { isoOf } from '../tasks.ts'

export interface BlockedTask extends Blocked {
  taskId: string
  title: string
  projectId: string
  projectName: string
  since: string
}

type Row = StandingTask & Omit<BlockedTask, keyof Blocked>

/** Tasks that can't go on until somebody removes a cause, oldest first. */
export async function blockedTasks(pool: Pool): Promise<BlockedTask[]> {
  const { rows } = await pool.query<Row>(
    `select t.id as "taskId", t.title, t.project_id as "projectId", p.name as "projectName",
            ${isoOf('t.since')} as since, t.status, t.wait_kind as "waitKind",
            t.wait_detail as "waitDetail", ${isoOf('t.wait_until')} as "waitUntil",
            coalesce(e.state = 'ready', false) as "isExecutorReady"
       from task t join project p on p.id = t.project_id left join executor e on e.id = t.executor_id
      where t.ended_at is null and p.removed_at is null
        and (t.wait_kind is not null or t.status in ('needs_verification', 'frozen'))
      order by t.since, t.id`,
  )
  return rows.flatMap((row) => {
    const { taskId, title, projectId, projectName, since } = row
    const blocked = blockedOf(row)
    return blocked ? [{ taskId, title, projectId, projectName, since, ...blocked }] : []
  })
}

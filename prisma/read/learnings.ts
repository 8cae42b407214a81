import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface LearningRow {
  /** `<task id>/<item id>`. */
  id: string
  projectId: string
  projectName: string
  agentId: string
  agentName: string
  taskId: string
  taskTitle: string
  text: string
  about: string | null
  at: string
}

export interface LearningFilter {
  projectId?: string
  agentId?: string
  /** Learnings older than this one. */
  before?: string
  limit: number
}

/** What agents learned, of projects that are not removed, newest first. */
export async function listLearnings(pool: Pool, filter: LearningFilter): Promise<LearningRow[]> {
  const { projectId, agentId, before, limit } = filter
  const { rows } = await pool.query<LearningRow>(
    `select l.task_id || '/' || l.item_id as id, l.project_id as "projectId", p.name as "projectName",
            l.agent_id as "agentId", a.name as "agentName", l.task_id as "taskId", t.title as "taskTitle",
            l.text, l.about, ${isoOf('l.at')} as at
       from learning l join task t on t.id = l.task_id join project p on p.id = l.project_id
       join agent a on a.id = l.agent_id
      where ($1::text is null or l.project_id = $1) and ($2::text is null or l.agent_id = $2)
        and p.removed_at is null
        and ($3::text is null or (l.at, l.task_id, l.item_id) < (
          select b.at, b.task_id, b.item_id from learning b where b.task_id = split_part($3, '/', 1) and b.item_id = split_part($3, '/', 2)))
      order by l.at desc, l.task_id desc, l.item_id desc limit $4`,
    [projectId ?? null, agentId ?? null, before ?? null, limit],
  )
  return rows
}

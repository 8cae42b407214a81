import type { Stage } from '#domain/project/stages.ts'
import type { Pool } from '../client.ts'

/** What decides whether an agent can be given a task. */
export interface TaskTaker {
  projectName: string
  stage: Stage
  isRemoved: boolean
  /** Null: the project has no such agent. */
  agentName: string | null
  isRetired: boolean
  executorId: string | null
}

/** Null: there is no such project. */
export async function taskTaker(
  pool: Pool,
  { projectId, agentId }: { projectId: string; agentId: string },
): Promise<TaskTaker | null> {
  const { rows } = await pool.query<TaskTaker>({
    name: 'task-taker',
    text: `select p.name as "projectName", p.stage, p.removed_at is not null as "isRemoved", a.name as "agentName",
                  a.retired_at is not null as "isRetired", a.executor_id as "executorId"
             from project p left join agent a on a.project_id = p.id and a.id = $2 where p.id = $1`,
    values: [projectId, agentId],
  })
  return rows[0] ?? null
}

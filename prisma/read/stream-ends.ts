import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

/** How far the record of a task or a run goes. */
export interface StreamEnd {
  streamId: string
  lastSeq: number
  name: string
  projectId: string
  projectName: string
  endedAt: string | null
}

/** Of those of these streams that are there, by id. */
export async function streamEnds(pool: Pool, streamIds: readonly string[]): Promise<Map<string, StreamEnd>> {
  const { rows } = await pool.query<StreamEnd>(
    `select s.id as "streamId", s.last_seq as "lastSeq", coalesce(t.title, r.name) as name, p.id as "projectId",
            p.name as "projectName", ${isoOf('coalesce(t.ended_at, r.ended_at)')} as "endedAt"
       from stream s
       left join task t on s.id like 'task/%' and t.id = substr(s.id, 6)
       left join runbook_run r on s.id like 'runbook/%' and r.id = substr(s.id, 9)
       join project p on p.id = coalesce(t.project_id, r.project_id)
      where s.id = any($1)`,
    [streamIds],
  )
  return new Map(rows.map((row) => [row.streamId, row]))
}

/** Null where the record does not have the project, or the agent where one is named: nothing can belong to them. */
export async function projectNameOf(
  pool: Pool,
  { projectId, agentId }: { projectId: string; agentId: string | null },
): Promise<string | null> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from project
      where id = $1 and ($2::text is null or exists (select from agent where agent.id = $2))`,
    [projectId, agentId],
  )
  return rows[0]?.name ?? null
}

import type { Proof } from '#domain/quality/deliverable.ts'
import type { Pool } from '../client.ts'
import { isoOf, isPracticeTask } from './tasks.ts'

export interface ShippedRow {
  /** `<task id>/<title>`. */
  id: string
  taskId: string
  taskTitle: string
  projectId: string
  projectName: string
  agentName: string
  title: string
  kind: string
  location: string | null
  hash: string | null
  size: number | null
  verifiedAt: string
  proof: Proof
  evidence: string
  isPractice: boolean
}

export interface ShippedFilter {
  projectId?: string
  /** ISO. From here on, and until before there. */
  since?: string
  until?: string
  /** Verified before this one: the id of a row. */
  before?: string
  limit: number
}

/** What was proven, or taken without proof, of tasks that are done, the last first. Of removed projects only where one is asked for. */
export async function listShipped(pool: Pool, filter: ShippedFilter): Promise<ShippedRow[]> {
  const { projectId, since, until, before, limit } = filter
  const { rows } = await pool.query<ShippedRow>(
    `select s.task_id || '/' || s.title as id, s.task_id as "taskId", t.title as "taskTitle",
            s.project_id as "projectId", p.name as "projectName", a.name as "agentName", s.title, s.kind, s.location,
            s.hash, s.size::float8 as size, ${isoOf('s.verified_at')} as "verifiedAt", s.proof, s.evidence,
            ${isPracticeTask} as "isPractice"
       from shipped s join task t on t.id = s.task_id join project p on p.id = s.project_id
       join agent a on a.id = t.agent_id
      where (s.project_id = $1 or ($1::text is null and p.removed_at is null))
        and ($2::timestamptz is null or s.verified_at >= $2) and ($3::timestamptz is null or s.verified_at < $3)
        and ($4::text is null or (s.verified_at, s.task_id, s.title) < (
              select b.verified_at, b.task_id, b.title from shipped b where b.task_id || '/' || b.title = $4
                 and b.task_id = split_part($4, '/', 1)))
      order by s.verified_at desc, s.task_id desc, s.title desc limit $5`,
    [projectId ?? null, since ?? null, until ?? null, before ?? null, limit],
  )
  return rows
}

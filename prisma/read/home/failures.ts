import type { Failure } from '#domain/portfolio/failure-rules.ts'
import type { Pool } from '../../client.ts'
import { isoOf } from '../tasks.ts'

/** What failed since then, runs that were tried again and tasks that ended so; the same words are one row a project. */
export async function failuresSince(pool: Pool, since: Date): Promise<Failure[]> {
  const { rows } = await pool.query<Failure>(
    `select f.error, f.project_id as "projectId", f.name as "projectName", f.tasks as "taskIds", ${isoOf('f.last')} as at, f.count
       from (select e.body->>'error' as error, e.project_id, p.name, max(e.at) as last, count(*)::int as count,
                    array_agg(substr(e.stream_id, 6) order by e.at desc) as tasks
               from entry e join project p on p.id = e.project_id
              where e.type in ('retry_scheduled', 'task_failed') and e.at >= $1 and p.removed_at is null
              group by 1, 2, 3) f`,
    [since],
  )
  return rows
}

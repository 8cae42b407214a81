import type { Failure } from '#domain/portfolio/failure-rules.ts'
import type { Pool } from '../../client.ts'
import { isoOf } from '../tasks.ts'

/**
 * What failed since then, runs that were tried again and tasks that ended so; the same words are one row a project.
 * Sorted by time before it is grouped, the latest task first: to sort long words costs far more. The ids come as one
 * text: an array is taken apart by `pg` sign by sign.
 */
export async function failuresSince(pool: Pool, since: Date): Promise<Failure[]> {
  const { rows } = await pool.query<Omit<Failure, 'taskIds'> & { tasks: string }>(
    `select f.error, f.project_id as "projectId", p.name as "projectName", f.tasks, ${isoOf('f.first')} as first,
            ${isoOf('f.last')} as at, f.count
       from (select e.error, e.project_id, min(e.at) as first, max(e.at) as last, count(*)::int as count,
                    string_agg(e.task_id, ' ') as tasks
               from (select body->>'error' as error, project_id, at, substr(stream_id, 6) as task_id from entry
                      where type in ('retry_scheduled', 'task_failed') and at >= $1 order by at desc offset 0) e
              group by 1, 2) f join project p on p.id = f.project_id where p.removed_at is null`,
    [since],
  )
  return rows.map(({ tasks, ...row }) => ({ ...row, taskIds: tasks.split(' ') }))
}

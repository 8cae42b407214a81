import type { Proof } from '#domain/quality/deliverable.ts'
import type { TaskStatus, WaitKind } from '#domain/task/task.ts'
import type { Pool } from '../../client.ts'
import { isoOf } from '../tasks.ts'

interface OfTask {
  taskId: string
  title: string
  projectId: string
  projectName: string
}

export interface ShippedThisWeek extends OfTask {
  taskTitle: string
  /** When it was proven. */
  at: string
  proof: Proof
}

/** An open task that has declared what it will ship. */
export interface ToShip extends OfTask {
  status: TaskStatus
  waitKind: WaitKind | null
  deliverables: number
}

export interface ShippedDay {
  /** In UTC, like 2026-11-24. */
  day: string
  count: number
  /** The last ones. */
  items: ShippedThisWeek[]
}

/** The proven deliverables of tasks that are done, of days on which something was. */
export async function shippedByDay(pool: Pool, since: Date, mostADay: number): Promise<ShippedDay[]> {
  const { rows } = await pool.query<ShippedThisWeek & { day: string; count: number }>(
    `select * from (
       select s.task_id as "taskId", s.title, t.title as "taskTitle", s.project_id as "projectId", p.name as "projectName",
              ${isoOf('s.verified_at')} as at, s.proof, d.day, count(*) over (partition by d.day)::int as count,
              row_number() over (partition by d.day order by s.verified_at desc, s.task_id, s.title) as nth
         from shipped s join project p on p.id = s.project_id join task t on t.id = s.task_id
         cross join lateral (select to_char(s.verified_at at time zone 'utc', 'YYYY-MM-DD') as day) d
        where s.verified_at >= $1 and p.removed_at is null) ranked
      where nth <= $2 order by day, nth`,
    [since, mostADay],
  )
  const days = new Map<string, ShippedDay>()
  for (const { day, count, taskId, title, taskTitle, projectId, projectName, at, proof } of rows) {
    const found = days.get(day) ?? { day, count, items: [] }
    days.set(day, found)
    found.items.push({ taskId, title, taskTitle, projectId, projectName, at, proof })
  }
  return [...days.values()]
}

/** How much each project shipped. */
export async function shippedByProject(pool: Pool, since: Date): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ projectId: string; count: number }>(
    'select project_id as "projectId", count(*)::int as count from shipped where verified_at >= $1 group by 1',
    [since],
  )
  return new Map(rows.map(({ projectId, count }) => [projectId, count]))
}

/** What is under way and will ship something, oldest first; `count` is of all. */
export async function tasksToShip(pool: Pool, most: number): Promise<{ items: ToShip[]; count: number }> {
  const { rows } = await pool.query<ToShip & { count: number }>(
    `select t.id as "taskId", t.title, t.project_id as "projectId", p.name as "projectName", t.status,
            t.wait_kind as "waitKind", d.deliverables, count(*) over ()::int as count
       from task t join project p on p.id = t.project_id
       cross join lateral (select jsonb_array_length(t.state->'deliverables') as deliverables offset 0) d
      where t.ended_at is null and p.removed_at is null and d.deliverables > 0
      order by t.created_at, t.id limit $1`,
    [most],
  )
  return { items: rows.map(({ count: _count, ...row }) => row), count: rows[0]?.count ?? 0 }
}

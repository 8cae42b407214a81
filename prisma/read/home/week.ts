import type { Proof } from '#domain/quality/deliverable.ts'
import type { TaskStatus, WaitKind } from '#domain/task/task.ts'
import type { Rows } from '../in-one-statement.ts'
import { type ShippedDay, shippedCounts } from '../shipped.ts'
import { isoOf } from '../tasks.ts'
import { deliverableCount, isToShip, type ShipsBy, shipsBy, type WeekEnds } from '../to-ship-terms.ts'
import { dayOf, startOfDay } from '../utc-days.ts'

interface OfTask {
  taskId: string
  title: string
  projectId: string
  projectName: string
}

export interface ShippedThisWeek extends OfTask {
  taskTitle: string
  /** When it was proven, or taken without proof. */
  at: string
  proof: Proof
}

/** An open task that has declared what it will ship. */
export interface ToShip extends OfTask {
  status: TaskStatus
  waitKind: WaitKind | null
  deliverables: number
  /** ISO; null: it is due at no time. */
  dueAt: string | null
}

interface ShownDay extends ShippedDay {
  /** The last ones. */
  items: ShippedThisWeek[]
}

export type ShippedCount = Pick<ShippedDay, 'count' | 'waived'>

/** Of `shipped`: of a project that is not removed. */
const isKept = 'project_id in (select id from project where removed_at is null)'

/**
 * The deliverables of tasks that are done, proven or taken without proof, of days on which something was. The day is
 * that of the proof, as in the list of all that shipped: what is reviewed a week later joins the week of its proof, since a task that is done
 * again ships the same thing only once.
 */
export async function shippedByDay(read: Rows, since: Date, mostADay: number): Promise<ShownDay[]> {
  const { rows } = await read.query<ShippedThisWeek & ShippedCount & { day: string }>({
    // As of the inbox: planned once a connection.
    name: 'shipped-by-day',
    text: `with counted as (
       select s.day, ${shippedCounts}
         from (select ${startOfDay('verified_at')} as day, proof from shipped where verified_at >= $1 and ${isKept}) s
        group by s.day)
     select s.task_id as "taskId", s.title, t.title as "taskTitle", s.project_id as "projectId", p.name as "projectName",
            ${isoOf('s.verified_at')} as at, s.proof, ${dayOf('c.day')} as day, c.count, c.waived
       from counted c cross join lateral (
              select * from shipped
               where verified_at >= c.day and verified_at < c.day + interval '24 hours' and verified_at >= $1 and ${isKept}
               order by verified_at desc, task_id, title limit $2) s
       join project p on p.id = s.project_id join task t on t.id = s.task_id
      order by c.day, s.verified_at desc, s.task_id, s.title`,
    values: [since, mostADay],
  })
  const days = new Map<string, ShownDay>()
  for (const { day, count, waived, ...item } of rows) {
    const found = days.get(day) ?? { day, count, waived, items: [] }
    days.set(day, found)
    found.items.push(item)
  }
  return [...days.values()]
}

/** How much each project shipped. */
export async function shippedByProject(read: Rows, since: Date): Promise<Map<string, ShippedCount>> {
  const { rows } = await read.query<ShippedCount & { projectId: string }>(
    `select project_id as "projectId", ${shippedCounts} from shipped where verified_at >= $1 group by 1`,
    [since],
  )
  return new Map(rows.map(({ projectId, ...counted }) => [projectId, counted]))
}

/**
 * What is under way and will ship something: by when it is due, then the undated oldest first; so many of this week
 * with what is late, of the next one and of the others, so that a full week hides nothing of the next. The counts are
 * of all.
 */
export async function tasksToShip(
  read: Rows,
  ends: WeekEnds,
  mostOfEach: number,
): Promise<{ items: ToShip[]; count: number; dueCount: number; dueNextCount: number }> {
  const { rows } = await read.query<ToShip & { due: ShipsBy; count: number }>({
    name: 'tasks-to-ship',
    text: `select t.id as "taskId", t.title, t.project_id as "projectId", p.name as "projectName", t.status,
            t.wait_kind as "waitKind", ${deliverableCount} as deliverables, ${isoOf('t.due_at')} as "dueAt", o.due, o.count
       from (select id, due, count(*) over (partition by due)::int as count,
                    row_number() over (partition by due order by due_at nulls last, created_at, id) as nth
               from (select t.id, t.due_at, t.created_at,
                            ${shipsBy('$1', '$2')} as due
                       from task t join project p on p.id = t.project_id
                      where ${isToShip}) u) o
       join task t on t.id = o.id join project p on p.id = t.project_id
      where o.nth <= $3
      order by t.due_at nulls last, t.created_at, t.id`,
    values: [ends.week, ends.next, mostOfEach],
  })
  const countOf = (due: ShipsBy) => rows.find((row) => row.due === due)?.count ?? 0
  const [dueCount, dueNextCount] = [countOf('week'), countOf('next')]
  const items = rows.map(({ due: _due, count: _count, ...row }) => row)
  return { items, count: dueCount + dueNextCount + countOf('later'), dueCount, dueNextCount }
}

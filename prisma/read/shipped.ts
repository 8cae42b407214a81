import type { Proof } from '#domain/quality/deliverable.ts'
import type { Pool } from '../client.ts'
import { isoOf, isPracticeTask } from './tasks.ts'
import { dayOf, startOfDay } from './utc-days.ts'

/** Of rows of `shipped`. */
export const shippedCounts = `count(*)::int as count, (count(*) filter (where proof = 'waived'))::int as waived`

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

/** Of the parameters 1 to 3. Of removed projects only where one is asked for. */
const isAsked = `(s.project_id = $1 or ($1::text is null and p.removed_at is null))
  and ($2::timestamptz is null or s.verified_at >= $2) and ($3::timestamptz is null or s.verified_at < $3)`
const askedFor = ({ projectId, since, until }: ShippedFilter) =>
  [projectId, since, until].map((asked) => asked ?? null)

/** What was proven, or taken without proof, of tasks that are done, the last first. */
export async function listShipped(pool: Pool, filter: ShippedFilter): Promise<ShippedRow[]> {
  const { before = null, limit } = filter
  const { rows } = await pool.query<ShippedRow>(
    `select s.task_id || '/' || s.title as id, s.task_id as "taskId", t.title as "taskTitle",
            s.project_id as "projectId", p.name as "projectName", a.name as "agentName", s.title, s.kind, s.location,
            s.hash, s.size::float8 as size, ${isoOf('s.verified_at')} as "verifiedAt", s.proof, s.evidence,
            ${isPracticeTask} as "isPractice"
       from shipped s join task t on t.id = s.task_id join project p on p.id = s.project_id
       join agent a on a.id = t.agent_id
      where ${isAsked}
        and ($4::text is null or (s.verified_at, s.task_id, s.title) < (
              select b.verified_at, b.task_id, b.title from shipped b where b.task_id || '/' || b.title = $4
                 and b.task_id = split_part($4, '/', 1)))
      order by s.verified_at desc, s.task_id desc, s.title desc limit $5`,
    [...askedFor(filter), before, limit],
  )
  return rows
}

export interface ShippedDay {
  /** In UTC, like 2026-11-24. */
  day: string
  count: number
  /** Of those, what an operator took without proof. */
  waived: number
}

/** Of each day of these rows of a list all that the filter asks for, on whichever page of it. */
export async function shippedDaysOf(
  pool: Pool,
  filter: ShippedFilter,
  rows: readonly ShippedRow[],
): Promise<ShippedDay[]> {
  const [last, first] = [rows[0], rows.at(-1)]
  if (!last || !first) return []
  const { rows: days } = await pool.query<ShippedDay>(
    `select ${dayOf('s.day')} as day, ${shippedCounts}
       from (select ${startOfDay('s.verified_at')} as day, s.proof from shipped s join project p on p.id = s.project_id
              where ${isAsked} and s.verified_at >= ${startOfDay('$4::timestamptz')}
                and s.verified_at < ${startOfDay('$5::timestamptz')} + interval '24 hours') s
      group by s.day order by s.day desc`,
    [...askedFor(filter), first.verifiedAt, last.verifiedAt],
  )
  return days
}

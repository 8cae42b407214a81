import type { ObjectiveEnd } from '#domain/outcome/outcome-words.ts'
import type { Rows } from '../in-one-statement.ts'

export interface WeekObjective {
  id: string
  title: string
  target: string | null
  week: string
  outcome: ObjectiveEnd | null
  projectId: string
  projectName: string
}

/** Like 2026-W48. */
export interface TwoWeeks {
  week: string
  next: string
}

const within = `from objective o join project p on p.id = o.project_id
      where p.removed_at is null and o.week <= $2 and (o.week >= $1 or o.closed_at is null)`

/** Of this week, of the next one, then what an earlier week left open; of one week the open ones first. */
export async function weekObjectives(
  read: Rows,
  { week, next }: TwoWeeks,
  most: number,
): Promise<WeekObjective[]> {
  const { rows } = await read.query<WeekObjective>(
    `select o.id, o.title, o.target, o.week, o.outcome, o.project_id as "projectId", p.name as "projectName" ${within}
      order by o.week < $1, o.week, o.closed_at is not null, o.set_at, o.id limit $3`,
    [week, next, most],
  )
  return rows
}

export interface ObjectiveCounts {
  /** Of this week, and what an earlier one left open. */
  count: number
  /** Of those. */
  hit: number
  /** Of the next week. */
  planned: number
}

export async function objectivesByProject(
  read: Rows,
  { week, next }: TwoWeeks,
): Promise<Map<string, ObjectiveCounts>> {
  const { rows } = await read.query<ObjectiveCounts & { projectId: string }>(
    `select o.project_id as "projectId", (count(*) filter (where o.week < $2))::int as count,
            (count(*) filter (where o.week < $2 and o.outcome = 'hit'))::int as hit,
            (count(*) filter (where o.week = $2))::int as planned ${within} group by 1`,
    [week, next],
  )
  return new Map(rows.map(({ projectId, ...counts }) => [projectId, counts]))
}

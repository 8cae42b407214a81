import { canonicalAmount } from '#domain/outcome/amount.ts'
import type { ObjectiveEnd, Verdict } from '#domain/outcome/outcome-words.ts'
import type { Pool } from '../client.ts'
import { dayOfColumn } from './money.ts'
import { namesOf } from './names.ts'
import { isoOf } from './tasks.ts'

interface OfProject {
  projectId: string
  projectName: string
}

export interface DecisionView extends OfProject {
  id: string
  title: string
  context: string
  choice: string
  reviewOn: string
  madeAt: string
  madeByName: string
  verdict: Verdict | null
  reviewNote: string | null
  reviewedAt: string | null
  reviewedByName: string | null
}

export interface ObjectiveView extends OfProject {
  id: string
  week: string
  title: string
  target: string | null
  setAt: string
  setByName: string
  outcome: ObjectiveEnd | null
  closeNote: string | null
  closedAt: string | null
  closedByName: string | null
}

const people = async (pool: Pool, rows: { by: string; endedBy: string | null }[]) =>
  namesOf(
    pool,
    rows.flatMap(({ by, endedBy }) => [by, ...(endedBy ? [endedBy] : [])]),
  )

type DecisionRow = Omit<DecisionView, 'madeByName' | 'reviewedByName'> & {
  by: string
  endedBy: string | null
}

const mostDecisions = 200

/** Those to be reviewed first, the earliest date on top; then the reviewed ones, the last one on top. `dueBy`: only open ones up to that day. */
export async function listDecisions(
  pool: Pool,
  { projectId, id, dueBy }: { projectId?: string; id?: string; dueBy?: string },
): Promise<DecisionView[]> {
  const { rows } = await pool.query<DecisionRow>(
    `select d.id, d.project_id as "projectId", p.name as "projectName", d.title, d.context, d.choice,
            ${dayOfColumn('d.review_on')} as "reviewOn", ${isoOf('d.made_at')} as "madeAt", d.made_by as by,
            d.verdict, d.review_note as "reviewNote", ${isoOf('d.reviewed_at')} as "reviewedAt",
            d.reviewed_by as "endedBy"
       from decision d join project p on p.id = d.project_id
      where (d.project_id = $1 or $1::text is null and p.removed_at is null)
        and ($2::date is null or d.review_on <= $2 and d.reviewed_at is null) and ($3::text is null or d.id = $3)
      order by d.reviewed_at desc nulls first, d.review_on, d.made_at, d.id limit ${mostDecisions}`,
    [projectId ?? null, dueBy ?? null, id ?? null],
  )
  const nameOf = await people(pool, rows)
  return rows.map(({ by, endedBy, ...row }) => ({
    ...row,
    madeByName: nameOf(by),
    reviewedByName: endedBy && nameOf(endedBy),
  }))
}

type ObjectiveRow = Omit<ObjectiveView, 'setByName' | 'closedByName'> & { by: string; endedBy: string | null }

interface WhichObjectives {
  projectId?: string
  id?: string
  from: string
  /** Without it, what ended before `from` is left out. */
  endedFrom?: string
}

/**
 * Of these weeks and later, then what an earlier week left open, and what ended in one since `endedFrom`. Weeks in
 * their order, in each as they were set.
 */
export async function listObjectives(
  pool: Pool,
  { projectId, id, from, endedFrom }: WhichObjectives,
): Promise<ObjectiveView[]> {
  const { rows } = await pool.query<ObjectiveRow>(
    `select o.id, o.project_id as "projectId", p.name as "projectName", o.week, o.title, o.target,
            ${isoOf('o.set_at')} as "setAt", o.set_by as by, o.outcome, o.close_note as "closeNote",
            ${isoOf('o.closed_at')} as "closedAt", o.closed_by as "endedBy"
       from objective o join project p on p.id = o.project_id
      where (o.project_id = $1 or $1::text is null and p.removed_at is null)
        and (o.week >= $2 or o.closed_at is null or o.week >= $4::text) and ($3::text is null or o.id = $3)
      order by o.week < $2, o.week, o.set_at, o.id limit 500`,
    [projectId ?? null, from, id ?? null, endedFrom ?? null],
  )
  const nameOf = await people(pool, rows)
  return rows.map(({ by, endedBy, ...row }) => ({
    ...row,
    setByName: nameOf(by),
    closedByName: endedBy && nameOf(endedBy),
  }))
}

export interface Hits {
  hit: number
  missed: number
  dropped: number
  /** Not closed, though its week is over or on. */
  open: number
}

/** How the objectives of weeks from one to another ended, by project. */
export async function objectiveHits(pool: Pool, from: string, to: string): Promise<Map<string, Hits>> {
  const { rows } = await pool.query<Hits & { projectId: string }>(
    `select project_id as "projectId", count(*) filter (where outcome = 'hit')::int as hit,
            count(*) filter (where outcome = 'missed')::int as missed,
            count(*) filter (where outcome = 'dropped')::int as dropped,
            count(*) filter (where outcome is null)::int as open
       from objective where week between $1 and $2 group by 1`,
    [from, to],
  )
  return new Map(rows.map(({ projectId, ...hits }) => [projectId, hits]))
}

export interface LearningView {
  id: string
  text: string
  at: string
  byName: string
  /** What it is about, where an agent said so. */
  about: string | null
  /** The task in which an agent learned it. */
  taskId: string | null
}

/** What operators noted and what agents recorded in their tasks, newest first; `before`: only older ones. */
export async function projectLearnings(
  pool: Pool,
  { projectId, id, before, limit }: { projectId: string; id?: string; before?: string; limit: number },
): Promise<LearningView[]> {
  const { rows } = await pool.query<Omit<LearningView, 'byName'> & { by: string }>(
    `with l as (
       select id, text, null as about, at, by, null as task_id from noted_learning where project_id = $1
       union all select task_id || '/' || item_id, text, about, at, 'agent:' || agent_id, task_id
         from learning where project_id = $1)
     select l.id, l.text, l.about, ${isoOf('l.at')} as at, l.by, l.task_id as "taskId" from l
      where ($2::text is null or l.id = $2)
        and ($3::text is null or (l.at, l.id) < (select b.at, b.id from l b where b.id = $3))
      order by l.at desc, l.id desc limit $4`,
    [projectId, id ?? null, before ?? null, limit],
  )
  const nameOf = await namesOf(
    pool,
    rows.map(({ by }) => by),
  )
  return rows.map(({ by, ...row }) => ({ ...row, byName: nameOf(by) }))
}

export interface RateView {
  perHour: string | null
  currency: string
  setAt: string
}

export async function operatorRate(pool: Pool, projectId: string): Promise<RateView | null> {
  const { rows } = await pool.query<RateView>(
    `select per_hour::text as "perHour", currency, ${isoOf('set_at')} as "setAt"
       from operator_rate where project_id = $1`,
    [projectId],
  )
  return rows[0] ? { ...rows[0], perHour: rows[0].perHour && canonicalAmount(rows[0].perHour) } : null
}

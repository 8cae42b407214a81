import { Policy } from '#domain/policy/policy.ts'
import type { Stage } from '#domain/project/stages.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface ProjectSummary {
  id: string
  name: string
  mission: string
  isSample: boolean
  policy: Policy
  stage: Stage
  stageReason: string
  stageSince: string
  createdAt: string
  removedAt: string | null
  /** Open tasks whose next run is due and does not start. */
  heldTasks: number
  counts: { open: number; needsYou: number; failed: number; newFailures: number; done: number }
  /** Null as soon as one task has a run of unknown price. */
  costNanoUsd: number | null
}

const needsYou = `t.ended_at is null and (t.wait_kind in ('approval', 'operator')
  or t.status in ('needs_verification', 'frozen')) or t.is_uncertain`
/** Failed, and nobody has closed it in the inbox as seen. */
const isNewFailure = `t.status = 'failed' and not exists (select from inbox_triage g
  where g.item_id = 'failed:' || t.id and g.state->'closed'->>'version' = ${isoOf('t.since')})`
/** What is counted of a project's tasks: by the name that it has in `counts`. */
const counted = {
  open: 't.ended_at is null',
  needsYou,
  failed: `t.status = 'failed'`,
  newFailures: isNewFailure,
  done: `t.status = 'done'`,
}
const count = (condition: string) => `count(*) filter (where ${condition})::int`
const names = Object.keys(counted)

/** One reading of all tasks, rather than one for each project. */
const sums = `select t.project_id, ${Object.entries(counted).map(([name, of]) => `${count(of)} as "${name}"`)},
    ${count('t.ended_at is null and t.hold_kind is not null')} as held,
    bool_or(t.cost_nano_usd is null) as is_unknown, sum(t.cost_nano_usd)::float8 as cost
  from task t group by t.project_id`

const select = `select p.id, p.name, p.mission, p.is_sample as "isSample", p.policy,
    p.stage, p.stage_reason as "stageReason", ${isoOf('coalesce(p.stage_since, p.created_at)')} as "stageSince",
    ${isoOf('p.created_at')} as "createdAt", ${isoOf('p.removed_at')} as "removedAt",
    coalesce(s.held, 0) as "heldTasks",
    json_build_object(${names.map((name) => `'${name}', coalesce(s."${name}", 0)`)}) as counts,
    case when s.is_unknown then null else coalesce(s.cost, 0) end as "costNanoUsd"
  from project p left join (${sums}) s on s.project_id = p.id`

const withPolicy = (row: ProjectSummary): ProjectSummary => ({ ...row, policy: Policy.parse(row.policy) })

/** Without the removed ones, oldest first. */
export async function listProjects(pool: Pool): Promise<ProjectSummary[]> {
  const { rows } = await pool.query<ProjectSummary>(
    `${select} where p.removed_at is null order by p.created_at, p.id`,
  )
  return rows.map(withPolicy)
}

export async function projectById(pool: Pool, projectId: string): Promise<ProjectSummary | null> {
  const { rows } = await pool.query<ProjectSummary>(`${select} where p.id = $1`, [projectId])
  return rows[0] ? withPolicy(rows[0]) : null
}

import type { Policy } from '#domain/policy/policy.ts'
import type { Stage } from '#domain/project/stages.ts'
import type { Pool } from '../client.ts'
import { storedPolicy } from './stored-policies.ts'
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

const count = (condition: string) => `count(*) filter (where ${condition})::int`
const waitsForYou = `t.wait_kind in ('approval', 'operator')
  or t.status in ('needs_verification', 'frozen') or t.is_uncertain`
/** Failed, and nobody has closed it in the inbox as seen. */
const isSeen = `exists (select from inbox_triage g
  where g.item_id = 'failed:' || t.id and g.state->'closed'->>'version' = ${isoOf('t.since')})`

/** Of all tasks little is asked, of the few that are open or failed the rest; never of one project after another. */
const ofAll = `select t.project_id, ${count(`t.status = 'done'`)} as done, sum(t.cost_nano_usd)::float8 as cost,
    count(*) > count(t.cost_nano_usd) as is_unknown, ${count('t.is_uncertain and t.ended_at is not null')} as uncertain
  from task t group by 1`
const ofOpen = `select t.project_id, count(*)::int as open, ${count(waitsForYou)} as waiting,
    ${count('t.hold_kind is not null')} as held
  from task t where t.ended_at is null group by 1`
const ofFailed = `select t.project_id, count(*)::int as failed, ${count(`not ${isSeen}`)} as new
  from task t where t.status = 'failed' group by 1`
const counts = {
  open: 'o.open',
  needsYou: 'coalesce(o.waiting, 0) + s.uncertain',
  failed: 'f.failed',
  newFailures: 'f.new',
  done: 's.done',
}

const select = `select p.id, p.name, p.mission, p.is_sample as "isSample", p.policy,
    p.stage, p.stage_reason as "stageReason", ${isoOf('coalesce(p.stage_since, p.created_at)')} as "stageSince",
    ${isoOf('p.created_at')} as "createdAt", ${isoOf('p.removed_at')} as "removedAt",
    coalesce(o.held, 0) as "heldTasks",
    json_build_object(${Object.entries(counts).map(([name, of]) => `'${name}', coalesce(${of}, 0)`)}) as counts,
    case when s.is_unknown then null else coalesce(s.cost, 0) end as "costNanoUsd"
  from project p left join (${ofAll}) s on s.project_id = p.id
    left join (${ofOpen}) o on o.project_id = p.id left join (${ofFailed}) f on f.project_id = p.id`

const withPolicy = (row: ProjectSummary): ProjectSummary => ({ ...row, policy: storedPolicy(row.policy) })

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

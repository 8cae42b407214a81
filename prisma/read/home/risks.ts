import type { RiskFacts } from '#domain/portfolio/risk-rules.ts'
import type { Pool } from '../../client.ts'
import { isLateOrIdleTask, isLateTask } from '../due-tasks.ts'
import { isoOf } from '../tasks.ts'

const week = `interval '7 days'`
const month = `interval '30 days'`

/** Who made the last decisions of each project, as long as it is one person: behind the last of anybody else. */
const decisions = `
  with decided as (
         select project_id, actor, id, at, first_value(actor) over (partition by project_id order by id desc) as last
           from entry where type = 'approval_decided' and at >= now() - ${month}),
       others as (select project_id, max(id) as id from decided where actor <> last group by 1)
  select o.project_id, o.actor, u.name, o.count, ${isoOf('o.since')} as since
    from (select d.project_id, d.last as actor, count(*)::int as count, min(d.at) as since
            from decided d left join others a on a.project_id = d.project_id
           where d.actor = d.last and d.id > coalesce(a.id, 0)
           group by 1, 2) o
    left join "user" u on u.id = split_part(o.actor, ':', 2)`
const runs = `
  select project_id, count(*)::int as runs, count(*) filter (where is_failed)::int as failed
    from run_cost where ended_at >= now() - ${week} group by project_id`
const unpriced = `
  select project_id, count(*)::int as count
    from run_cost where ended_at >= now() - ${month} and cost_nano_usd is null group by project_id`
const proposals = `
  select t.project_id, count(*) filter (where r.status = 'uncertain')::int as uncertain,
         min(r.state->>'expiresAt') filter (where r.status = 'pending') as expiry
    from proposal r join task t on t.id = r.task_id
   where r.status in ('pending', 'uncertain') group by t.project_id`

/** Of each project the late tasks, and the idle ones, by which of them is due first. */
const due = `
  select distinct on (t.project_id, ${isLateTask}) t.project_id, ${isLateTask} as is_late,
         json_build_object('taskId', t.id, 'title', t.title, 'dueAt', ${isoOf('t.due_at')},
                           'count', count(*) over (partition by t.project_id, ${isLateTask})) as tasks
    from task t where ${isLateOrIdleTask}
   order by t.project_id, ${isLateTask}, t.due_at, t.id`

/** What the rules of risk look at, of every project that is not removed. */
export async function riskFacts(pool: Pool): Promise<Omit<RiskFacts, 'shortBudgets'>[]> {
  const { rows } = await pool.query<Omit<RiskFacts, 'shortBudgets'>>({
    // As of the inbox: planned once a connection.
    name: 'risks',
    text: `with due as (${due})
     select p.id as "projectId", p.name as "projectName", coalesce(c.count, 0) as "runsWithoutPrice",
            coalesce(q.uncertain, 0) as "uncertainEffects", q.expiry as "nextExpiry",
            case when d.name is not null then json_build_object('actor', d.actor, 'name', d.name, 'count', d.count, 'since', d.since) end as "approvalsInARow",
            l.tasks as "lateTasks", i.tasks as "idleTasks",
            coalesce(r.runs, 0) as runs, coalesce(r.failed, 0) as "failedRuns"
       from project p left join (${runs}) r on r.project_id = p.id left join (${unpriced}) c on c.project_id = p.id
       left join (${proposals}) q on q.project_id = p.id
       left join due l on l.project_id = p.id and l.is_late
       left join due i on i.project_id = p.id and not i.is_late
       left join (${decisions}) d on d.project_id = p.id
      where p.removed_at is null order by p.created_at, p.id`,
  })
  return rows
}

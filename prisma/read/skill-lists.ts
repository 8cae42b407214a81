import type { Mark } from '#domain/drift/diff-rules.ts'
import type { Side, Subject } from '#domain/drift/finding.ts'
import { skillsSide } from '#domain/drift/skills-side.ts'
import { bothSkills, type Skills, skillOrders } from '#domain/policy/skill-rules.ts'
import type { Pool } from '../client.ts'
import { portfolioScopeId } from './run-terms.ts'

/** What policies say of the skills of one agent on a gateway. */
export interface SkillList {
  subject: Subject
  side: Side
}

interface Row {
  executorId: string
  gatewayAgentId: string
  name: string
  portfolio: Skills
  project: Skills
  agent: Skills
}

/** By executor, of agents that can be given work. Null: of every executor. */
async function listsOf(pool: Pool, executorId: string | null): Promise<Map<string, SkillList[]>> {
  const { rows } = await pool.query<Row>(
    `select * from (
       select a.executor_id as "executorId", a.openclaw_agent_id as "gatewayAgentId", a.name,
              nullif(w.document->'skills', 'null') as portfolio,
              nullif(case when d.scope_id is null then p.policy->'skills' else d.document->'skills' end, 'null') as project,
              nullif(o.document->'skills', 'null') as agent
         from agent a join project p on p.id = a.project_id join executor e on e.id = a.executor_id
         left join policy w on w.scope_id = $2 left join policy d on d.scope_id = p.id left join policy o on o.scope_id = a.id
        where ($1::text is null or a.executor_id = $1) and a.retired_at is null and p.removed_at is null
          and e.retired_at is null) l
      where num_nonnulls(portfolio, project, agent) > 0 order by name`,
    [executorId, portfolioScopeId],
  )
  const ids = [...new Set(rows.map((row) => row.executorId))]
  return new Map(ids.map((id) => [id, ofExecutor(rows.filter((row) => row.executorId === id))]))
}

function ofExecutor(rows: Row[]): SkillList[] {
  const agents = rows.map(({ gatewayAgentId, portfolio, project, agent }) => ({
    gatewayAgentId,
    skills: [portfolio, project, agent].reduce(bothSkills, null),
  }))
  return skillOrders(agents).map(({ gatewayAgentId: key, names }) => {
    const users = rows.filter((row) => row.gatewayAgentId === key).map(({ name }) => name)
    return { subject: { key, name: key, where: `used by ${users.join(', ')}` }, side: skillsSide(names) }
  })
}

export const skillListsOf = async (pool: Pool, executorId: string): Promise<SkillList[]> =>
  (await listsOf(pool, executorId)).get(executorId) ?? []

/** Of these the record does not hold yet that they were set. */
export const dueOf = (lists: readonly SkillList[], held: readonly Pick<Mark, 'subject' | 'hash'>[]) =>
  lists.filter(
    ({ subject, side }) => !held.some((one) => one.subject.key === subject.key && one.hash === side.hash),
  )

/** Executors on which a list is still to be set. `lists` is another text for other lists. */
export async function executorsDue(pool: Pool): Promise<{ executorId: string; lists: string }[]> {
  const said = await listsOf(pool, null)
  if (said.size === 0) return []
  const { rows } = await pool.query<{ executorId: string; key: string; hash: string }>(
    `select executor_id as "executorId", key, side->>'hash' as hash from mirror where kind = 'agent_skills'`,
  )
  return [...said].flatMap(([executorId, lists]) => {
    const own = rows.filter((row) => row.executorId === executorId)
    const held = own.map(({ key, hash }) => ({ subject: { key, name: key, where: '' }, hash }))
    const due = dueOf(lists, held).map(({ subject, side }) => `${subject.key} ${side.hash}`)
    return due.length > 0 ? [{ executorId, lists: due.join() }] : []
  })
}

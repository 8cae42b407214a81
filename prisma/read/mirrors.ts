import type { Expected, Mark } from '#domain/drift/diff-rules.ts'
import type { MirroredKind, Side, Subject } from '#domain/drift/finding.ts'
import type { Pool } from '../client.ts'
import { dueOf, type SkillList, skillListsOf } from './skill-lists.ts'

/** What a look at an executor is compared with. */
export interface Mirrored {
  expected: Expected
  /** OpenClaw's ids of agents that agents of ours work on; a look reads their files. */
  agentIds: string[]
  /** Project of an OpenClaw agent; none where several projects share it. */
  projectOf: ReadonlyMap<string, string>
  /** What policies say of the skills of its agents. */
  skills: SkillList[]
  /** When it was looked at first, milliseconds; null: never. */
  baselineAt: number | null
}

/** What the record holds to be right on this executor. */
export async function mirrorOf(pool: Pool, executorId: string): Promise<Mirrored> {
  const [marks, agents, look, skills] = await Promise.all([
    pool.query<{ kind: MirroredKind; subject: Subject; hash: string | null; isPassing: boolean }>(
      `select kind, jsonb_build_object('key', key, 'name', name, 'where', place) as subject,
              side->>'hash' as hash, is_passing as "isPassing" from mirror where executor_id = $1 order by kind, key`,
      [executorId],
    ),
    pool.query<{ id: string; names: string; projects: string[] }>(
      `select a.openclaw_agent_id as id, string_agg(a.name, ', ' order by a.name) as names,
              array_agg(distinct a.project_id) as projects
         from agent a join project p on p.id = a.project_id
        where a.executor_id = $1 and p.removed_at is null group by 1 order by 1`,
      [executorId],
    ),
    pool.query<{ at: Date }>(
      'select baseline_at as at from look where scope = $1 and baseline_at is not null',
      [executorId],
    ),
    skillListsOf(pool, executorId),
  ])
  const rows: Mark[] = marks.rows
  const held = rows.filter(({ kind }) => kind === 'agent_skills')
  const others = rows.filter(({ kind }) => kind !== 'agent_skills')
  const isSaid = ({ subject }: Mark) => skills.some((list) => list.subject.key === subject.key)
  return {
    skills,
    expected: {
      isFirst: !look.rowCount,
      marks: [...others, ...skills.map(markOf)],
      due: dueOf(skills, held).map(({ subject }) => subject.key),
      lapsed: held.filter((mark) => !isSaid(mark)),
      requiredAgents: agents.rows.map(({ id, names }) => ({ key: id, name: id, where: `used by ${names}` })),
    },
    baselineAt: look.rows[0]?.at.getTime() ?? null,
    agentIds: agents.rows.map(({ id }) => id),
    projectOf: new Map(
      agents.rows.flatMap(({ id, projects: [first, ...others] }) =>
        first && others.length === 0 ? [[id, first] as const] : [],
      ),
    ),
  }
}

const markOf = ({ subject, side }: SkillList): Mark => ({
  kind: 'agent_skills',
  ...{ subject, hash: side.hash, isPassing: false },
})

/** The values that the record holds of these, by `<kind> <key>`. */
export async function mirroredSides(pool: Pool, executorId: string): Promise<Map<string, Side | null>> {
  const { rows } = await pool.query<{ id: string; side: Side | null }>(
    `select kind || ' ' || key as id, side from mirror where executor_id = $1`,
    [executorId],
  )
  return new Map(rows.map(({ id, side }) => [id, side]))
}

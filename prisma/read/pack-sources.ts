import type { PackSources } from '#domain/context-pack/context-pack-rules.ts'
import type { Pool, Tx } from '../client.ts'
import { knowledgeFor } from './knowledge.ts'
import { openObjectives } from './open-objectives.ts'

export interface PackScope {
  projectId: string
  /** Null: whichever agent of the project, without a charter. */
  agentId: string | null
  /** What the documents are searched for; see anyWordOf. */
  query: string
}

const anyAgent = { name: 'an agent', role: '', charter: '' }

/** All of a pack but the task and the policies, as it stands now; null where there is no such project, or no such agent in it. */
export async function packSources(
  db: Pool | Tx,
  { projectId, agentId, query }: PackScope,
): Promise<Omit<PackSources, 'task' | 'policies'> | null> {
  const { rows } = await db.query({
    name: 'pack-sources',
    text: `select p.name, p.mission, a.name as agent, a.role, a.charter
             from project p left join agent a on a.project_id = p.id and a.id = $2 where p.id = $1`,
    values: [projectId, agentId],
  })
  const row = rows[0]
  if (!row || (agentId !== null && row.agent === null)) return null
  return {
    project: { name: row.name, mission: row.mission },
    agent: agentId === null ? anyAgent : { name: row.agent, role: row.role, charter: row.charter },
    objectives: await openObjectives(db, projectId),
    ...(await knowledgeFor(db, projectId, query)),
    query,
  }
}

import { documentOfPolicy, type EffectivePolicy, effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { Rows } from './in-one-statement.ts'
import { portfolioScopeId, type RunOwner } from './run-terms.ts'
import { storedDocument, storedPolicy } from './stored-policies.ts'

/** What holds for each of these agents: two reads, however many there are. */
export async function policiesOf(
  read: Rows,
  owners: readonly RunOwner[],
): Promise<Map<string, EffectivePolicy>> {
  const projectOf = new Map(owners.map(({ projectId, agentId }) => [agentId, projectId]))
  if (projectOf.size === 0) return new Map()
  const projectIds = [...new Set(projectOf.values())]
  const scopeIds = [portfolioScopeId, ...projectIds, ...projectOf.keys()]
  const [projects, policies] = await Promise.all([
    read.query<{ id: string; policy: unknown }>('select id, policy from project where id = any($1)', [
      projectIds,
    ]),
    read.query<{ id: string; document: unknown }>(
      'select scope_id as id, document from policy where scope_id = any($1)',
      [scopeIds],
    ),
  ])
  const began = new Map(projects.rows.map(({ id, policy }) => [id, documentOfPolicy(storedPolicy(policy))]))
  const stored = new Map(policies.rows.map(({ id, document }) => [id, storedDocument(document)]))
  const portfolio = stored.get(portfolioScopeId) ?? null
  const effective = (agentId: string, projectId: string) => {
    const project = stored.get(projectId) ?? began.get(projectId)
    if (!project) throw new Error(`no project ${projectId}`)
    return effectivePolicy({ portfolio, project, agent: stored.get(agentId) ?? null }, defaultPolicy)
  }
  return new Map([...projectOf].map(([agentId, projectId]) => [agentId, effective(agentId, projectId)]))
}

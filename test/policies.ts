import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import type { Setting } from './setting.ts'

/** The whole document of a scope, in place of the one that is there. */
export async function sayPolicy(
  { pool, projectId, agentId, operators }: Setting,
  document: object,
  scope: Scope = 'project',
): Promise<void> {
  const scopeId = { portfolio: 'portfolio', project: projectId, agent: agentId }[scope]
  const { rows } = await pool.query('select version from policy where scope_id = $1', [scopeId])
  const owner = { scopeId, scope, projectId: scope === 'portfolio' ? null : projectId }
  const change = { document: PolicyDocument.parse(document), note: '', version: rows[0]?.version ?? 0 }
  await changePolicy(pool, owner, change, { operatorId: operators.owner, at: new Date().toISOString() })
}

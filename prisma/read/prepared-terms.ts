import { policyStreamId } from '#domain/ids.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import { type EffectivePolicy, effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy, type Policy, type PolicyVersion } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Pool } from '../client.ts'
import { beganWith } from './policies.ts'

/** Whether the documents that a snapshot was made of come to what holds now, line by line. */
export async function comesTo(
  pool: Pool,
  { documents: versions }: Policy,
  projectId: string,
  effective: EffectivePolicy,
): Promise<boolean> {
  const documents = versions && (await documentsAt(pool, versions))
  if (!documents) return false
  const project = documents.project ?? (await beganWith(pool, { scope: 'project', projectId }))
  const { portfolio, agent } = documents
  return canonicalOf(effectivePolicy({ portfolio, project, agent }, defaultPolicy)) === canonicalOf(effective)
}

/** As the ledger has them; null: it has one of them no more, as after a restore. */
async function documentsAt(
  pool: Pool,
  versions: readonly PolicyVersion[],
): Promise<Record<Scope, PolicyDocument | null> | null> {
  const found: Record<Scope, PolicyDocument | null> = { portfolio: null, project: null, agent: null }
  for (const { scope, scopeId, version } of versions) {
    const { rows } = await pool.query<{ document: unknown }>(
      `select body->'document' as document from entry
        where stream_id = $1 and type = 'policy_changed' and (body->>'version')::int = $2`,
      [policyStreamId(scopeId), version],
    )
    const [row] = rows
    if (!row) return null
    found[scope] = PolicyDocument.parse(row.document)
  }
  return found
}

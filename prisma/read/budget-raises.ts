import { policyStreamId } from '#domain/ids.ts'
import { hasRaisedBudget } from '#domain/policy/budget-raise-rules.ts'
import { Budget } from '#domain/policy/policy-document.ts'
import type { Pool } from '../client.ts'
import { portfolioScopeId, type RunOwner } from './run-terms.ts'

/** When a policy that counts such runs last let them use more, ISO; null: never. From the versions in the ledger. */
export async function budgetsRaisedAt(pool: Pool, { projectId, agentId }: RunOwner): Promise<string | null> {
  const { rows } = await pool.query<{ at: Date; before: unknown; after: unknown }>({
    name: 'budgets-over-time',
    text: `select at, body->'document'->'budgets' as after,
                  lag(body->'document'->'budgets') over (partition by stream_id order by stream_seq) as before
             from entry where stream_id = any($1) and type = 'policy_changed' order by at desc`,
    values: [[portfolioScopeId, projectId, agentId].map(policyStreamId)],
  })
  // Before its first version a scope has no budget.
  const of = (budgets: unknown) => Budget.array().parse(budgets ?? [])
  return rows.find(({ before, after }) => hasRaisedBudget(of(before), of(after)))?.at.toISOString() ?? null
}

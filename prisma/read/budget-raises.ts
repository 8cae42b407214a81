import { policyStreamId } from '#domain/ids.ts'
import type { BudgetVersion } from '#domain/policy/budget-raise-rules.ts'
import { Budget } from '#domain/policy/policy-document.ts'
import type { Pool } from '../client.ts'
import { portfolioScopeId, type RunOwner } from './run-terms.ts'

/** The budgets of the policies that count such runs, by all their versions in the ledger, of each in their order. */
export async function budgetVersions(pool: Pool, { projectId, agentId }: RunOwner): Promise<BudgetVersion[]> {
  const { rows } = await pool.query<{ scopeId: string; at: Date; budgets: unknown }>({
    name: 'budget-versions',
    text: `select e.stream_id as "scopeId", e.at, e.body->'document'->'budgets' as budgets
             from entry e where e.stream_id = any($1) and e.type = 'policy_changed' order by e.stream_seq`,
    values: [[portfolioScopeId, projectId, agentId].map(policyStreamId)],
  })
  return rows.map(({ scopeId, at, budgets }) => ({
    scopeId,
    at: at.toISOString(),
    budgets: Budget.array().parse(budgets ?? []),
  }))
}

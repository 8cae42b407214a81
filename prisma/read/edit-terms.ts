import type { EffectivePolicy } from '#domain/policy/effective-rules.ts'
import type { Policy } from '#domain/policy/policy.ts'
import type { Pool } from '../client.ts'
import { termsOf } from './run-terms.ts'

/** What says who must agree to a changed proposal: what its run was given, and what the policy says by now. */
export interface EditTerms {
  given: Policy['approvals']
  now: EffectivePolicy
}

export async function editTerms(
  pool: Pool,
  task: { taskId: string; projectId: string; agentId: string },
): Promise<EditTerms> {
  const [{ effective }, { rows }] = await Promise.all([
    termsOf(pool, task, false),
    pool.query<{ given: Policy['approvals'] | null }>(
      `select state->'policy'->'approvals' as given from task where id = $1`,
      [task.taskId],
    ),
  ])
  return { given: rows[0]?.given ?? undefined, now: effective }
}

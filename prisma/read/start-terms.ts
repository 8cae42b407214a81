import { Refused } from '#domain/errors.ts'
import { holdOf } from '#domain/policy/hold-rules.ts'
import type { Policy } from '#domain/policy/policy.ts'
import type { StartTerms } from '#domain/run/start-terms.ts'
import { startTerms } from '#domain/run/start-terms-rules.ts'
import type { Pool } from '../client.ts'
import { agentLoop } from './agent-trail.ts'
import { switchesOf } from './kill-switches.ts'
import { comesTo } from './prepared-terms.ts'
import { type RunOwner, termsOf } from './run-terms.ts'

interface Asked {
  executorId: string
  taskId: string
  /** Of the snapshot that the run was prepared with. */
  policyVersion: number
}

/** Whether a run that was let through may still begin. It has its place within limits, and its share of budgets. */
export async function startTermsOf(pool: Pool, asked: Asked, now = new Date()): Promise<StartTerms> {
  const { rows } = await pool.query<RunOwner & { prepared: Policy | null }>(
    `select project_id as "projectId", agent_id as "agentId", state->'policy' as prepared
       from task where id = $1 and executor_id = $2`,
    [asked.taskId, asked.executorId],
  )
  const [of] = rows
  if (!of) throw new Refused('not_found', 'There is no such task on this executor.')
  const [{ project, effective, version }, switches] = await Promise.all([
    termsOf(pool, of, false),
    switchesOf(pool, of),
  ])
  const loop = await agentLoop(pool, of.agentId, effective.loopLimit.value)
  const free = { limits: [], budgets: [] }
  const hold = holdOf({ ...free, switches, project, loop, hours: effective.hours }, now)
  const { projectId, prepared } = of
  const preparedBy = asked.policyVersion
  const isAsked = preparedBy !== version && prepared?.version === preparedBy
  const isSame = isAsked && (await comesTo(pool, prepared, projectId, effective))
  return startTerms(hold, { preparedBy, version, isSame })
}

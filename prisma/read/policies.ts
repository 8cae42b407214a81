import { policyStreamId } from '#domain/ids.ts'
import { levelOf, periodOf } from '#domain/policy/budget-rules.ts'
import { changesBetween } from '#domain/policy/document-words.ts'
import { documentOfPolicy, type EffectivePolicy, effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy, Policy } from '#domain/policy/policy.ts'
import { emptyDocument, PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'
import type { Pool, Tx } from '../client.ts'
import { namesOf } from './names.ts'
import { budgetStates, documentsOf, taskBudgetStates } from './run-terms.ts'
import { isoOf } from './tasks.ts'

/** Whose policy it is. */
export interface PolicyOwner {
  scopeId: string
  scope: Scope
  name: string
  projectId: string | null
  agentId: string | null
}

/** Null where there is no such project or agent. */
export async function policyOwner(pool: Pool, scopeId: string): Promise<PolicyOwner | null> {
  if (scopeId === 'portfolio')
    return { scopeId, scope: 'portfolio', name: 'All projects', projectId: null, agentId: null }
  const { rows } = await pool.query<PolicyOwner>(
    `select $1 as "scopeId", 'project' as scope, name, id as "projectId", null as "agentId" from project where id = $1
     union all
     select $1, 'agent', name, project_id, id from agent where id = $1`,
    [scopeId],
  )
  return rows[0] ?? null
}

export interface PolicyInForce {
  /** Its own document, or what it began with. */
  document: PolicyDocument
  version: number
  /** With `instead` in the place of its own document, where that is given. */
  effective(instead?: PolicyDocument): EffectivePolicy
}

export async function policyInForce(db: Pool | Tx, owner: PolicyOwner): Promise<PolicyInForce> {
  const { projectId, agentId, scope, scopeId } = owner
  const stored = await documentsOf(db, { projectId: projectId ?? '', agentId: agentId ?? '' }, false)
  const began = await beganWith(db, { scope: 'project', projectId })
  const documents = { ...stored, project: stored.project ?? began }
  const own = await db.query<{ version: number }>('select version from policy where scope_id = $1', [scopeId])
  return {
    document: documents[scope] ?? emptyDocument,
    version: own.rows[0]?.version ?? 0,
    effective: (instead) =>
      effectivePolicy({ ...documents, ...(instead && { [scope]: instead }) }, defaultPolicy),
  }
}

/** What its budgets, and those that it shares, have used in their present periods. */
export async function burnOf(pool: Pool, owner: PolicyOwner, effective: EffectivePolicy, now: Date) {
  const { projectId, agentId } = owner
  const states = await budgetStates(
    pool,
    effective,
    { projectId: projectId ?? '', agentId: agentId ?? '' },
    now,
  )
  return states.map((state) => {
    const { metric, period, limit, warnAt } = state.budget
    const next = periodOf(period, now).next?.toISOString() ?? null
    return { scope: state.scope, metric, period, limit, warnAt, ...state.spent, level: levelOf(state), next }
  })
}

/** What the runs of a task have used of its own budget, by the rules of all budgets. */
export async function taskBurn(pool: Pool, taskId: string, budget: TaskBudget | undefined, now: Date) {
  const states = await taskBudgetStates(pool, taskId, budget, now)
  return states.map((state) => {
    const { metric, limit } = state.budget
    return { metric, limit, ...state.spent, level: levelOf(state) }
  })
}

interface VersionRow {
  version: number
  at: string
  actor: string
  note: string
  document: unknown
}

/** How many versions stand on the page of a policy. */
const mostShown = 50

/** Newest first, each with what it changed of the one before it; the first, of what was there before. */
export async function policyVersions(
  pool: Pool,
  owner: Pick<PolicyOwner, 'scopeId' | 'scope' | 'projectId'>,
  { before: newer, limit = mostShown }: { before?: number; limit?: number } = {},
) {
  const { scopeId, scope } = owner
  const { rows } = await pool.query<VersionRow>(
    `select (body->>'version')::int as version, ${isoOf('at')} as at, actor, body->>'note' as note,
            body->'document' as document
       from entry where stream_id = $1 and type = 'policy_changed'
        and ($2::bigint is null or (body->>'version')::bigint < $2)
      order by stream_seq desc limit $3`,
    [policyStreamId(scopeId), newer ?? null, limit + 1],
  )
  const nameOf = await namesOf(
    pool,
    rows.map(({ actor }) => actor),
  )
  const documents = rows.map(({ document }) => PolicyDocument.parse(document))
  const began = await beganWith(pool, owner)
  return rows.slice(0, limit).map(({ version, at, actor, note }, i) => {
    const [after = began, before = began] = [documents[i], documents[i + 1]]
    return { version, at, byName: nameOf(actor), note, changes: changesBetween(scope, before, after) }
  })
}

/** What a scope has before its first version. */
export async function beganWith(
  db: Pool | Tx,
  { scope, projectId }: Pick<PolicyOwner, 'scope' | 'projectId'>,
): Promise<PolicyDocument> {
  if (scope !== 'project' || projectId === null) return emptyDocument
  const { rows } = await db.query<{ policy: unknown }>('select policy from project where id = $1', [
    projectId,
  ])
  return documentOfPolicy(Policy.parse(rows[0]?.policy))
}

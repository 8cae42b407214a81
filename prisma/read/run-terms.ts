import {
  type BudgetScope,
  type BudgetState,
  periodOf,
  type Spent,
  statedIn,
} from '#domain/policy/budget-rules.ts'
import { documentOfPolicy, type EffectivePolicy, effectivePolicy } from '#domain/policy/effective-rules.ts'
import type { HoldSources, Limit } from '#domain/policy/hold-rules.ts'
import { defaultPolicy, Policy, type PolicyVersion } from '#domain/policy/policy.ts'
import { type Budget, PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { StagedProject } from '#domain/project/stage-rules.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'
import type { Pool, Tx } from '../client.ts'
import { agentLoop } from './agent-trail.ts'
import { switchesOf } from './kill-switches.ts'

export const portfolioScopeId = 'portfolio'

/** Whose run it is. */
export interface RunOwner {
  projectId: string
  agentId: string
}
/** And where it is to run. */
export interface RunOf extends RunOwner {
  executorId: string
}

export interface RunTerms {
  effective: EffectivePolicy
  sources: HoldSources
  /** Of the documents that were read; grows with each change of any of them. */
  version: number
  /** When one of them was changed last, ISO; null: never. */
  changedAt: string | null
  /** Those that were read, the widest scope first. */
  documents: PolicyVersion[]
}

type Db = Pool | Tx

/**
 * What holds for the next run, and what budgets and limits have left. Locked, so that two runs that are due at once
 * never share what is left: first the project, then its documents in the order portfolio, project, agent, then its
 * executor where that has a limit.
 */
export async function runTerms(db: Db, of: RunOf, now: Date, isLocking: boolean): Promise<RunTerms> {
  const { project, ...terms } = await termsOf(db, of, isLocking)
  const budgets = await budgetStates(db, terms.effective, of, now)
  const limits: Limit[] = []
  for (const { scope, limit } of terms.effective.wipLimits)
    limits.push({ of: 'runs', scope, limit, open: await openRuns(db, scope, idOf(of)[scope]) })
  for (const { scope, limit } of terms.effective.taskLimits)
    limits.push({ of: 'tasks', scope, limit, open: await tasksInWork(db, scope, idOf(of)[scope]) })
  limits.push(...(await executorLimit(db, of.executorId, isLocking)))
  const switches = await switchesOf(db, of)
  const loop = await agentLoop(db, of.agentId, terms.effective.loopLimit.value)
  return { ...terms, sources: { switches, project, loop, hours: terms.effective.hours, limits, budgets } }
}

/** The rules that hold, without what is left of budgets and limits. No agent, '': those of the project. */
export async function termsOf(
  db: Db,
  of: RunOwner,
  isLocking: boolean,
): Promise<Omit<RunTerms, 'sources'> & { project: StagedProject }> {
  const { rows } = await db.query<StagedProject & { policy: unknown }>(
    `select name, stage, stage_reason as "stageReason", policy from project where id = $1 ${isLocking ? 'for share' : ''}`,
    [of.projectId],
  )
  const row = rows[0]
  if (!row) throw new Error(`no project ${of.projectId}`)
  const { policy, ...project } = row
  const documents = await documentsOf(db, of, isLocking)
  const base = Policy.parse(policy)
  const effective = effectivePolicy(
    {
      portfolio: documents.portfolio,
      project: documents.project ?? documentOfPolicy(base),
      agent: documents.agent,
    },
    defaultPolicy,
  )
  const { version, changedAt, versions } = documents
  return { project, effective, version: base.version + version, changedAt, documents: versions }
}

const idOf = ({ projectId, agentId }: RunOwner): Record<Scope, string> => ({
  portfolio: portfolioScopeId,
  project: projectId,
  agent: agentId,
})

/** Each budget that counts such a run, with what it has used. */
export async function budgetStates(
  db: Db,
  { budgets }: EffectivePolicy,
  of: RunOwner,
  now: Date,
): Promise<BudgetState<Scope>[]> {
  const states: BudgetState<Scope>[] = []
  for (const { scope, ...budget } of budgets)
    states.push({ scope, budget, spent: await spentOf(db, scope, idOf(of)[scope], budget, now) })
  return states
}

/** Those of one task, whose runs come one after the other: no lock is needed. */
export async function taskBudgetStates(
  db: Db,
  taskId: string,
  budget: TaskBudget | undefined,
  now: Date,
): Promise<BudgetState<'task'>[]> {
  const states: BudgetState<'task'>[] = []
  for (const { metric, limit } of budget ?? []) {
    const said = statedIn(metric, limit)
    const own = { metric, period: 'lifetime', limit: said, perRun: metric === 'runs' ? null : said } as const
    const spent = await spentOf(db, 'task', taskId, own, now)
    states.push({ scope: 'task', budget: { ...own, warnAt: 80 }, spent })
  }
  return states
}

interface StoredDocuments {
  portfolio: PolicyDocument | null
  project: PolicyDocument | null
  agent: PolicyDocument | null
  version: number
  versions: PolicyVersion[]
  changedAt: string | null
}

export async function documentsOf(db: Db, of: RunOwner, isLocking: boolean): Promise<StoredDocuments> {
  const { rows } = await db.query<PolicyVersion & { document: unknown; changedAt: Date }>(
    `select scope, scope_id as "scopeId", document, version, changed_at as "changedAt" from policy where scope_id = any($1)
      order by array_position(array['portfolio', 'project', 'agent'], scope) ${isLocking ? 'for no key update' : ''}`,
    [[portfolioScopeId, of.projectId, of.agentId]],
  )
  const documentOf = (scope: Scope) => {
    const row = rows.find((one) => one.scope === scope)
    return row ? PolicyDocument.parse(row.document) : null
  }
  const changes = rows.map(({ changedAt }) => changedAt.toISOString()).sort()
  return {
    portfolio: documentOf('portfolio'),
    project: documentOf('project'),
    agent: documentOf('agent'),
    version: rows.reduce((sum, { version }) => sum + version, 0),
    versions: rows.map(({ scope, scopeId, version }) => ({ scope, scopeId, version })),
    changedAt: changes.at(-1) ?? null,
  }
}

const within: Record<BudgetScope, string> = {
  portfolio: '$1::text is not null',
  project: 'project_id = $1',
  agent: 'agent_id = $1',
  task: 'task_id = $1',
}

/** The columns of `Spent`, over rows of run_reservation. */
export function spentColumns(metric: Budget['metric']): string {
  const [used, unknown, kept] = {
    usd: ['nano_usd_used', 'greatest(nano_usd_reserved, nano_usd_known)', 'nano_usd_reserved'],
    tokens: ['tokens_used', 'tokens_reserved', 'tokens_reserved'],
    runs: ['1', '0', '1'],
  }[metric]
  return `coalesce(sum(coalesce(${used}, ${unknown}, 0)) filter (where ended_at is not null), 0)::float8 as used,
          coalesce(sum(coalesce(${kept}, 0)) filter (where ended_at is null), 0)::float8 as reserved,
          count(*) filter (where ended_at is not null and ${used} is null)::int as "unknownRuns",
          count(*) filter (where ended_at is not null and coalesce(${used}, ${unknown}) is null)::int as "uncountedRuns"`
}

/** Which rows of run_reservation count in a period since then: what is open by now, and what ended in it. */
export const countsSince = (start: string): string => `(ended_at is null or ended_at >= ${start})`

/** What one budget has used in the period that `now` is in. */
async function spentOf(
  db: Db,
  scope: BudgetScope,
  scopeId: string,
  { metric, period }: Pick<Budget, 'metric' | 'period'>,
  now: Date,
): Promise<Spent> {
  const { rows } = await db.query<Spent>(
    `select ${spentColumns(metric)} from run_reservation where ${within[scope]} and ${countsSince('$2')}`,
    [scopeId, periodOf(period, now).start],
  )
  return rows[0] ?? { used: 0, reserved: 0, unknownRuns: 0, uncountedRuns: 0 }
}

async function openRuns(db: Db, scope: Scope, scopeId: string): Promise<number> {
  const { rows } = await db.query<{ open: number }>(
    `select count(*)::int as open from run_reservation where ended_at is null and ${within[scope]}`,
    [scopeId],
  )
  return rows[0]?.open ?? 0
}

/** In a query, of a task's state: it has a run that may have begun, or is to. */
export const hasRun = (state: string): string =>
  `jsonb_path_exists(${state}, '$.runs[*] ? (@.outcome != "not_begun")')`

async function tasksInWork(db: Db, scope: Scope, scopeId: string): Promise<number> {
  const { rows } = await db.query<{ open: number }>(
    `select count(*)::int as open from task
      where ended_at is null and ${hasRun('state')} and ${within[scope]}`,
    [scopeId],
  )
  return rows[0]?.open ?? 0
}

/** A limit is read under a lock where there is one: without it runs of all projects would wait for each other. */
async function executorLimit(db: Db, executorId: string, isLocking: boolean): Promise<Limit[]> {
  const { rows } = await db.query<{ limit: number }>(
    `select run_limit as "limit" from executor where id = $1 and run_limit is not null
     ${isLocking ? 'for no key update' : ''}`,
    [executorId],
  )
  const limit = rows[0]?.limit
  if (limit === undefined) return []
  const { rows: counted } = await db.query<{ open: number }>(
    `select count(*)::int as open from run_reservation r join task t on t.id = r.task_id
      where r.ended_at is null and t.executor_id = $1`,
    [executorId],
  )
  return [{ of: 'runs', scope: 'executor', limit, open: counted[0]?.open ?? 0 }]
}

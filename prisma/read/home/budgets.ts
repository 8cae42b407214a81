import { type BudgetState, levelOf, periodOf, type Spent } from '#domain/policy/budget-rules.ts'
import type { Budget } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Rows } from '../in-one-statement.ts'
import { countsSince, spentColumns } from '../run-terms.ts'
import { storedDocument } from '../stored-policies.ts'
import { dayOf, startOfDay } from '../utc-days.ts'

interface Owner {
  scopeId: string
  scope: Scope
  /** Of the project or agent. */
  name: string
  /** Null: of all projects. */
  projectId: string | null
}

export interface OwnedBudget extends Owner, BudgetState<Scope> {
  level: ReturnType<typeof levelOf>
  /** When its next period begins, ISO; null: never. */
  next: string | null
}

/** Every budget of a policy that is in force, with what it has used in its present period. */
export async function budgetsInForce(read: Rows, now: Date): Promise<OwnedBudget[]> {
  const { rows } = await read.query<Owner & { document: unknown }>(
    `select l.scope_id as "scopeId", l.scope, l.document, coalesce(a.name, p.name, 'All projects') as name,
            p.id as "projectId"
       from policy l left join agent a on a.id = l.scope_id left join project p on p.id = coalesce(a.project_id, l.scope_id)
      where jsonb_array_length(l.document->'budgets') > 0 and p.removed_at is null
        and (a.id is null or a.retired_at is null)
      order by array_position(array['portfolio', 'project', 'agent'], l.scope), p.created_at, l.scope_id`,
  )
  const owned = rows.flatMap(({ document, ...owner }) =>
    storedDocument(document).budgets.map((budget) => ({ owner, budget })),
  )
  const counts = await countsOf(
    read,
    owned.map(({ budget }) => budget),
    now,
  )
  return owned.map(({ owner, budget }) => {
    const spent = counts(owner, budget)
    const state = { scope: owner.scope, budget, spent }
    const next = periodOf(budget.period, now).next?.toISOString() ?? null
    return { ...owner, ...state, level: levelOf(state), next }
  })
}

interface AgentSpent extends Spent {
  projectId: string
  agentId: string
}

const keyOf = ({ metric, period }: Budget) => `${metric} ${period}`

/** One reading for each kind of budget that there is, by agent; sums of agents are those of projects. */
async function countsOf(read: Rows, budgets: readonly Budget[], now: Date) {
  const kinds = new Map(budgets.map((budget) => [keyOf(budget), budget]))
  const found = await Promise.all(
    [...kinds].map(async ([key, { metric, period }]) => {
      const { rows } = await read.query<AgentSpent>(
        `select project_id as "projectId", agent_id as "agentId", ${spentColumns(metric)}
           from run_reservation where ${countsSince('$1')} group by 1, 2`,
        [periodOf(period, now).start],
      )
      return [key, rows] as const
    }),
  )
  const spent = new Map(found)
  return ({ scope, scopeId }: Owner, budget: Budget): Spent => {
    const isOf = (row: AgentSpent) =>
      scope === 'portfolio' || (scope === 'project' ? row.projectId : row.agentId) === scopeId
    return (spent.get(keyOf(budget)) ?? []).filter(isOf).reduce<Spent>(
      (sum, row) => ({
        used: sum.used + row.used,
        reserved: sum.reserved + row.reserved,
        unknownRuns: sum.unknownRuns + row.unknownRuns,
        uncountedRuns: sum.uncountedRuns + row.uncountedRuns,
      }),
      { used: 0, reserved: 0, unknownRuns: 0, uncountedRuns: 0 },
    )
  }
}

export interface DaySpend {
  /** In UTC, like 2026-11-24. */
  day: string
  /** Billionths of a US dollar, of runs that ended on that day; an unknown price counts as what was reserved, if anything was. */
  nanoUsd: number
  /** Of those that are under way; they count today. */
  reservedNanoUsd: number
  unknownRuns: number
  /** Of those, the ones for which nothing was reserved: they are not in the sum. */
  uncountedRuns: number
}

/** What models cost on each day since then on which a run ended, and what is reserved by now, counted as budgets count it. */
export async function spendByDay(read: Rows, since: Date, now: Date): Promise<DaySpend[]> {
  const { rows } = await read.query<Spent & { day: string }>(
    `select ${dayOf('d.day')} as day, d.used, d.reserved, d."unknownRuns", d."uncountedRuns"
       from (select ${startOfDay('coalesce(ended_at, $2)')} as day, ${spentColumns('usd')}
               from run_reservation where ${countsSince('$1')} group by 1) d
      order by 1`,
    [since, now],
  )
  return rows.map(({ day, used, reserved, unknownRuns, uncountedRuns }) => ({
    ...{ day, nanoUsd: used, reservedNanoUsd: reserved, unknownRuns, uncountedRuns },
  }))
}

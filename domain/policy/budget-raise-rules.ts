import type { Reserved, Usage } from '../run/run.ts'
import { knownUse } from '../run/usage-rules.ts'
import { type BudgetState, isSpent, levelOf, perRunOf, statedIn } from './budget-rules.ts'
import type { Budget, PolicyDocument } from './policy-document.ts'

/** A budget of a document by what it counts, and what it is to be, in the unit of the metric. */
export type BudgetRaise = Pick<Budget, 'metric' | 'period' | 'limit'>

const isOf = ({ metric, period }: Pick<Budget, 'metric' | 'period'>, budget: Budget) =>
  budget.metric === metric && budget.period === period

/**
 * The document with this budget raised for good. Of several that count the same the lowest holds, so all that are lower are
 * raised. Null where there is none, or none that is lower: a raise takes nothing away.
 */
export function raisedDocument(document: PolicyDocument, raise: BudgetRaise): PolicyDocument | null {
  const isLower = (budget: Budget) => isOf(raise, budget) && budget.limit < raise.limit
  if (!document.budgets.some(isLower)) return null
  const budgets = document.budgets.map((budget) =>
    isLower(budget) ? { ...budget, limit: raise.limit } : budget,
  )
  return { ...document, budgets }
}

/**
 * Whether runs may use more of one of these metrics by these budgets than by those before: one is gone, or more stands in
 * it, or one run may have more of it. Of several that count the same the lowest holds.
 */
export const hasRaisedBudget = (
  before: readonly Budget[],
  after: readonly Budget[],
  metrics: readonly Budget['metric'][],
): boolean =>
  before.some((budget) => {
    if (!metrics.includes(budget.metric)) return false
    const least = (budgets: readonly Budget[], of: (budget: Budget) => number) =>
      Math.min(...budgets.filter((one) => isOf(budget, one)).map(of))
    return [limitOf, perRunOf].some((of) => least(after, of) > least(before, of))
  })

const limitOf = ({ limit }: Budget) => limit

/** The budgets that a policy said from then on. */
export interface BudgetVersion {
  /** Of which policy. */
  scopeId: string
  /** ISO. */
  at: string
  budgets: Budget[]
}

/** Whether one of the policies, by its versions in their order, lets runs use more of these metrics than it did then. */
export function hasRaisedSince(
  versions: readonly BudgetVersion[],
  then: string,
  metrics: readonly Budget['metric'][],
): boolean {
  return [...new Set(versions.map(({ scopeId }) => scopeId))].some((scopeId) => {
    const own = versions.filter((one) => one.scopeId === scopeId)
    // Before its first version a policy has no budget.
    const before = own.findLast(({ at }) => at <= then)?.budgets ?? []
    return hasRaisedBudget(before, own.at(-1)?.budgets ?? [], metrics)
  })
}

interface SharedRun {
  reserved?: Reserved | undefined
  usage: Usage | null
}

const shared = ['usd', 'tokens'] as const

/** Of which metrics a run used up what was reserved for it. Where its use is not known it can have been any of them. */
export function usedUpOf({ reserved, usage }: SharedRun): readonly (typeof shared)[number][] {
  const { tokens, costNanoUsd } = reserved ?? { tokens: null, costNanoUsd: null }
  const used = usage ? knownUse(usage) : { tokens: 0, costNanoUsd: null }
  const share = { usd: costNanoUsd, tokens }
  const isUsedUp = {
    usd: isSpent({ tokens: null, costNanoUsd }, used),
    tokens: isSpent({ tokens, costNanoUsd: null }, used),
  }
  const usedUp = shared.filter((metric) => isUsedUp[metric])
  const reservedOf = shared.filter((metric) => share[metric] !== null)
  return [usedUp, reservedOf].find((some) => some.length > 0) ?? shared
}

/** Those that let no further run start, which is what holds a task. */
export const spentBudgets = <S extends BudgetState>(states: readonly S[]): S[] =>
  states.filter((state) => levelOf(state) === 'spent')

/** What is used and kept for runs under way by now, in the unit of the metric: a budget up to that holds again at once. */
export const countedBy = ({ metric, used, reserved }: { metric: Budget['metric'] } & BudgetState['spent']) =>
  statedIn(metric, used + reserved)

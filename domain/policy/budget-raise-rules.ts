import { type BudgetState, levelOf, perRunOf, statedIn } from './budget-rules.ts'
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
 * Whether runs may use more by these budgets than by those before: one is gone, or more stands in it, or one run may have
 * more of it. Of several that count the same the lowest holds. Budgets of runs say nothing of what a run uses.
 */
export const hasRaisedBudget = (before: readonly Budget[], after: readonly Budget[]): boolean =>
  before.some((budget) => {
    if (budget.metric === 'runs') return false
    const [was, is] = [before, after].map((budgets) => budgets.filter((one) => isOf(budget, one))) as [
      Budget[],
      Budget[],
    ]
    const least = (of: (budget: Budget) => number, budgets: Budget[]) => Math.min(...budgets.map(of))
    return [limitOf, perRunOf].some((of) => least(of, is) > least(of, was))
  })

const limitOf = ({ limit }: Budget) => limit

/** Those that let no further run start, which is what holds a task. */
export const spentBudgets = <S extends BudgetState>(states: readonly S[]): S[] =>
  states.filter((state) => levelOf(state) === 'spent')

/** What is used and kept for runs under way by now, in the unit of the metric: a budget up to that holds again at once. */
export const countedBy = ({ metric, used, reserved }: { metric: Budget['metric'] } & BudgetState['spent']) =>
  statedIn(metric, used + reserved)

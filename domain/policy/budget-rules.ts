import type { Reserved } from '../run/run.ts'
import type { Budget } from './policy-document.ts'
import type { Raise } from './raise.ts'
import { raisedIn } from './raise-rules.ts'
import type { Scope } from './scope.ts'

/** What counts against one budget in its present period, in its own unit; US dollars in billionths. */
export interface Spent {
  used: number
  /** Of runs that have not ended. */
  reserved: number
  /** Ended runs whose price is not known; they count as what was reserved for them, or as what of it is known. */
  unknownRuns: number
  /** Of those, the ones for which neither is there: they are not in `used`. */
  uncountedRuns: number
}

/** Whose runs a budget counts: those of a policy's scope, or of one task. */
export type BudgetScope = Scope | 'task'

export interface BudgetState<S extends BudgetScope = BudgetScope> {
  scope: S
  budget: Budget
  spent: Spent
}

const nano = 1e9
/** In the unit in which use is counted. */
export const countedIn = (metric: Budget['metric'], amount: number) =>
  metric === 'usd' ? Math.round(amount * nano) : amount
/** The same in the unit of a document. */
export const statedIn = (metric: Budget['metric'], counted: number) =>
  metric === 'usd' ? counted / nano : counted

/** When the period that `now` is in began, and when the next one begins. */
export function periodOf(period: Budget['period'], now: Date): { start: Date; next: Date | null } {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  if (period === 'lifetime') return { start: new Date(0), next: null }
  if (period === 'month')
    return { start: new Date(Date.UTC(year, month, 1)), next: new Date(Date.UTC(year, month + 1, 1)) }
  return { start: new Date(Date.UTC(year, month, day)), next: new Date(Date.UTC(year, month, day + 1)) }
}

export function remainingOf({ budget, spent }: BudgetState): number {
  return countedIn(budget.metric, budget.limit) - spent.used - spent.reserved
}

/** What a run is measured in while it goes on; budgets of runs only count it. */
type Measured = Exclude<Budget['metric'], 'runs'>

/** What one run may use of it, in the unit in which use is counted. */
export const perRunOf = ({ metric, limit, perRun }: Budget): number =>
  Math.floor(Math.max(1, countedIn(metric, perRun ?? limit / 5)))

const hasNothingLeft = (state: BudgetState) => remainingOf(state) < 1

/** The first budget that has nothing left for another run and that no operator raised for this task; null: there is none. */
export const spentBudget = (states: readonly BudgetState[], raise: Raise | null = null): BudgetState | null =>
  states.find((state) => hasNothingLeft(state) && raisedIn(state.budget.metric, raise) === null) ?? null

/** Whether what a run uses is measured; budgets of runs only count them. */
export const isBudgeted = (states: readonly BudgetState[]): boolean =>
  states.some(({ budget }) => budget.metric !== 'runs')

/** A raise is what a run may use of a spent budget; of any other it may use so much more, but never beyond what is left. */
const usableOf = (state: BudgetState, more: number) =>
  hasNothingLeft(state) ? more : Math.floor(Math.min(perRunOf(state.budget) + more, remainingOf(state)))

/**
 * As much as one run may use, or what is left where that is less: so a budget is never gone over by a reservation, except
 * a spent one by what an operator raised it by, once.
 */
export function reservationOf(states: readonly BudgetState[], raise: Raise | null = null): Reserved {
  const least = (metric: Measured) => {
    const more = raisedIn(metric, raise) ?? 0
    const amounts = states
      .filter(({ budget }) => budget.metric === metric)
      .map((state) => usableOf(state, more))
    return amounts.length === 0 ? null : Math.min(...amounts)
  }
  return { tokens: least('tokens'), costNanoUsd: least('usd') }
}

/** Whether what a run is known to have used so far is all that was reserved for it. The rest cannot be measured. */
export const isSpent = (reserved: Reserved, used: { tokens: number; costNanoUsd: number | null }): boolean =>
  (reserved.tokens !== null && used.tokens >= reserved.tokens) ||
  (reserved.costNanoUsd !== null && used.costNanoUsd !== null && used.costNanoUsd >= reserved.costNanoUsd)

export type BurnLevel = 'fine' | 'warning' | 'spent'

export function levelOf(state: BudgetState): BurnLevel {
  const limit = countedIn(state.budget.metric, state.budget.limit)
  if (hasNothingLeft(state)) return 'spent'
  return (state.spent.used + state.spent.reserved) * 100 >= limit * state.budget.warnAt ? 'warning' : 'fine'
}

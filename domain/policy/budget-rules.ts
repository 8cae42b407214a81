import type { Reserved } from '../run/run.ts'
import type { Budget } from './policy-document.ts'
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

const perRunOf = ({ metric, limit, perRun }: Budget) => Math.max(1, countedIn(metric, perRun ?? limit / 5))

const raisedIn = (metric: Measured, raise: Reserved | null): number | null =>
  raise?.[metric === 'usd' ? 'costNanoUsd' : 'tokens'] ?? null

/** Another run may start all the same: an operator said so for this task. Budgets of runs have no amount to raise. */
const isRaised = ({ budget: { metric } }: BudgetState, raise: Reserved | null) =>
  raise !== null && (metric === 'runs' || raisedIn(metric, raise) !== null)

/** The first budget that has nothing left for another run; null: all have. */
export const spentBudget = (
  states: readonly BudgetState[],
  raise: Reserved | null = null,
): BudgetState | null => states.find((state) => remainingOf(state) < 1 && !isRaised(state, raise)) ?? null

/** Whether what a run uses is measured; budgets of runs only count them. */
export const isBudgeted = (states: readonly BudgetState[]): boolean =>
  states.some(({ budget }) => budget.metric !== 'runs')

/**
 * As much as one run may use, or what is left where that is less: so a budget is never gone over by a reservation. What an
 * operator raised it by comes on top, once.
 */
export function reservationOf(states: readonly BudgetState[], raise: Reserved | null = null): Reserved {
  const least = (metric: Measured) => {
    const amounts = states
      .filter(({ budget }) => budget.metric === metric)
      .map((state) => Math.floor(Math.min(perRunOf(state.budget), remainingOf(state))))
    if (amounts.length === 0) return null
    return Math.max(0, Math.min(...amounts)) + (raisedIn(metric, raise) ?? 0)
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
  if (remainingOf(state) < 1) return 'spent'
  return (state.spent.used + state.spent.reserved) * 100 >= limit * state.budget.warnAt ? 'warning' : 'fine'
}

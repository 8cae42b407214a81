import type { Reserved } from '../run/run.ts'
import type { Budget, Scope } from './policy-document.ts'

/** What counts against one budget in its present period, in its own unit; US dollars in billionths. */
export interface Spent {
  used: number
  /** Of runs that have not ended. */
  reserved: number
  /** Ended runs whose price is not known; they count as what was reserved for them, if anything was. */
  unknownRuns: number
}

export interface BudgetState {
  scope: Scope
  budget: Budget
  spent: Spent
}

const nano = 1e9
/** In the unit in which use is counted. */
export const countedIn = (metric: Budget['metric'], amount: number) =>
  metric === 'usd' ? Math.round(amount * nano) : amount

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

const perRunOf = ({ metric, limit, perRun }: Budget) =>
  metric === 'runs' ? 1 : Math.max(1, countedIn(metric, perRun ?? limit / 5))

/** The first budget that has nothing left for another run; null: all have. */
export const spentBudget = (states: readonly BudgetState[]): BudgetState | null =>
  states.find((state) => remainingOf(state) < 1) ?? null

/** Whether what a run uses is measured; budgets of runs only count them. */
export const isBudgeted = (states: readonly BudgetState[]): boolean =>
  states.some(({ budget }) => budget.metric !== 'runs')

/** As much as one run may use, or what is left where that is less: so a budget is never gone over by a reservation. */
export function reservationOf(states: readonly BudgetState[]): Reserved {
  const least = (metric: Budget['metric']) => {
    const amounts = states
      .filter(({ budget }) => budget.metric === metric)
      .map((state) => Math.floor(Math.min(perRunOf(state.budget), remainingOf(state))))
    return amounts.length > 0 ? Math.min(...amounts) : null
  }
  return { tokens: least('tokens'), costNanoUsd: least('usd') }
}

/** Whether what a run has used so far is all that was reserved for it. An unknown price cannot be measured. */
export const isSpent = (reserved: Reserved, used: { tokens: number; costNanoUsd: number | null }): boolean =>
  (reserved.tokens !== null && used.tokens >= reserved.tokens) ||
  (reserved.costNanoUsd !== null && used.costNanoUsd !== null && used.costNanoUsd >= reserved.costNanoUsd)

export type BurnLevel = 'fine' | 'warning' | 'spent'

export function levelOf(state: BudgetState): BurnLevel {
  const limit = countedIn(state.budget.metric, state.budget.limit)
  if (remainingOf(state) < 1) return 'spent'
  return (state.spent.used + state.spent.reserved) * 100 >= limit * state.budget.warnAt ? 'warning' : 'fine'
}

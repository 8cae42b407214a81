import { type BudgetState, countedIn, periodOf } from './budget-rules.ts'
import { budgetWords, burnWords } from './budget-words.ts'
import type { Budget } from './policy-document.ts'
import type { Scope } from './scope.ts'

/** A threshold that a budget has reached in its present period. Amounts in the unit in which use is counted. */
export interface BudgetWarning {
  scope: Scope
  metric: Budget['metric']
  period: Budget['period']
  /** Of the period, ISO; null: it has no end. */
  start: string
  ends: string | null
  /** Percent of the limit. */
  threshold: number
  limit: number
  used: number
  reserved: number
  words: string
}

/** What runs under way have reserved counts: it may be spent before anybody looks again. */
export function warningsOf(state: BudgetState<Scope>, now: Date): BudgetWarning[] {
  const { scope, budget, spent } = state
  const { metric, period, warnAt } = budget
  const { start, next } = periodOf(period, now)
  const limit = countedIn(metric, budget.limit)
  const [used, reserved] = [Math.round(spent.used), Math.round(spent.reserved)]
  const reached = [...new Set([warnAt, 100])].filter(
    (threshold) => (spent.used + spent.reserved) * 100 >= limit * threshold,
  )
  return reached.map((threshold) => ({
    ...{ scope, metric, period, threshold, limit, used, reserved },
    ...{ start: start.toISOString(), ends: next?.toISOString() ?? null },
    words: `${threshold} % of ${budgetWords(state)}: ${burnWords(state)}`,
  }))
}

/** Once a threshold, a period and a limit: a raised one warns anew. */
export const isSameWarning = (a: BudgetWarning, b: BudgetWarning): boolean =>
  a.metric === b.metric &&
  a.period === b.period &&
  a.start === b.start &&
  a.threshold === b.threshold &&
  a.limit === b.limit

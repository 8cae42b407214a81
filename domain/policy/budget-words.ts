import { type BudgetScope, type BudgetState, type Spent, statedIn } from './budget-rules.ts'
import type { Budget } from './policy-document.ts'

const owners: Record<BudgetScope, string> = {
  portfolio: 'the budget of all projects',
  project: 'the project’s budget',
  agent: 'the agent’s budget',
  task: 'the task’s own budget',
}
export const periodWords: Record<Budget['period'], string> = {
  day: 'a day',
  month: 'a month',
  lifetime: 'for good',
}

const dollars = (amount: number) =>
  `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: amount < 0.1 ? 4 : 2 })}`

/** An amount in the unit of a document. */
export function amountWords(metric: Budget['metric'], amount: number): string {
  if (metric === 'usd') return dollars(amount)
  const unit = amount === 1 ? metric.slice(0, -1) : metric
  return `${amount.toLocaleString('en-US')} ${unit}`
}

/** An amount in the unit in which use is counted. */
export const countedWords = (metric: Budget['metric'], counted: number) =>
  amountWords(metric, statedIn(metric, counted))

export const budgetWords = ({
  scope,
  budget: { metric, period, limit },
}: Pick<BudgetState, 'scope' | 'budget'>) =>
  `${owners[scope]} of ${amountWords(metric, limit)} ${periodWords[period]}`

/** What is used and what is kept for runs under way. */
export function burnWords({
  budget: { metric },
  spent: { used, reserved, unknownRuns, uncountedRuns },
}: {
  budget: Pick<Budget, 'metric'>
  spent: Spent
}): string {
  const counted = unknownRuns - uncountedRuns
  const unknown = metric === 'usd' ? 'of unknown price' : 'of unknown use'
  return [
    `${countedWords(metric, used)} used`,
    ...(reserved > 0 ? [`${countedWords(metric, reserved)} reserved for runs under way`] : []),
    ...(counted > 0 ? [`${counted} ${unknown}, counted as what was reserved for them or is known`] : []),
    ...(uncountedRuns > 0 ? [`${uncountedRuns} ${unknown} and nothing reserved, so not counted`] : []),
  ].join(', ')
}

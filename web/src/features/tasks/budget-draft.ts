import type { Input } from '#api/http/contract.ts'
import type { tasksContract } from '#api/tasks/contract.ts'
import { statedIn } from '#domain/policy/budget-rules.ts'
import { countedWords } from '#domain/policy/budget-words.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'

/** As the fields hold it; empty: no limit. */
export interface BudgetDraft {
  usd: string | number
  tokens: string | number
  runs: string | number
}
type Asked = NonNullable<Input<typeof tasksContract.createTask.body>['budget']>

export const noBudget: BudgetDraft = { usd: '', tokens: '', runs: '' }

const metrics = ['usd', 'tokens', 'runs'] as const

export const amountOf = (value: string | number): number | null => (Number(value) > 0 ? Number(value) : null)

export const budgetAsked = (draft: BudgetDraft): Asked =>
  metrics.flatMap((metric) => {
    const limit = amountOf(draft[metric])
    return limit === null ? [] : [{ metric, limit }]
  })

export const isSameBudget = (one: BudgetDraft, other: BudgetDraft): boolean =>
  metrics.every((metric) => amountOf(one[metric]) === amountOf(other[metric]))

/** What the fields hold at first, of a task that has one. */
export const budgetDraftOf = (budget: TaskBudget = []): BudgetDraft => ({
  ...noBudget,
  ...Object.fromEntries(budget.map(({ metric, limit }) => [metric, statedIn(metric, limit)])),
})

export const budgetWords = (budget: TaskBudget = []): string =>
  budget.map(({ metric, limit }) => countedWords(metric, limit)).join(', ') || 'none of its own'

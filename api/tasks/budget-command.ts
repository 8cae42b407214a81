import type { z } from 'zod'
import { countedIn } from '#domain/policy/budget-rules.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'
import type { Command } from './ask-task.ts'
import type { BudgetAsked, RaiseAsked } from './budget.ts'

/** As entries say it. */
export const budgetOf = (asked: z.output<typeof BudgetAsked>): TaskBudget =>
  asked.map(({ metric, limit }) => ({ metric, limit: countedIn(metric, limit) }))

export const budgetCommand = (asked: z.output<typeof BudgetAsked>): Command => ({
  ...{ action: 'setTaskBudget', command: 'setTaskBudget' },
  body: { budget: budgetOf(asked) },
})

export const raiseCommand = ({ usd, tokens, runs }: z.output<typeof RaiseAsked>): Command => ({
  ...{ action: 'raiseBudget', command: 'raiseBudget' },
  body: { raise: { tokens, costNanoUsd: usd === null ? null : countedIn('usd', usd), runs } },
})

import { z } from 'zod'
import { metrics } from '#domain/policy/policy-document.ts'
import { Burn } from '../policies/contract.ts'

const mostUsd = 1_000_000
const Usd = z.number().min(0.0001).max(mostUsd)
const Tokens = z.int().min(1).max(1e12)

const LimitAsked = z
  .strictObject({
    metric: z.enum(metrics),
    /** US dollars, tokens or runs. */
    limit: z.number().positive().max(1e12),
  })
  .superRefine(({ metric, limit }, ctx) => {
    if (metric !== 'usd' && !Number.isInteger(limit))
      ctx.addIssue({ code: 'custom', path: ['limit'], message: 'must be a whole number' })
    if (metric === 'usd' && !Usd.safeParse(limit).success)
      ctx.addIssue({
        code: 'custom',
        path: ['limit'],
        message: 'must be from 0.0001 to 1,000,000 US dollars',
      })
  })

/** A limit of the task's own budget, and what its runs have used of it. */
export const TaskBurn = Burn.pick({
  ...{ metric: true, limit: true, used: true, reserved: true },
  ...{ unknownRuns: true, uncountedRuns: true, level: true },
}).meta({ id: 'TaskBurn' })

/** What all runs of a task together may use, beside the budgets of its project and agent; none: only those count it. */
export const BudgetAsked = z
  .array(LimitAsked)
  .max(metrics.length)
  .superRefine((limits, ctx) => {
    limits.forEach(({ metric }, i) => {
      if (limits.findIndex((one) => one.metric === metric) < i)
        ctx.addIssue({ code: 'custom', path: [i, 'metric'], message: 'is said twice' })
    })
  })

export const RaiseAsked = z
  .strictObject({
    /** So many US dollars, for the task's next run, beyond those of its budgets that are spent. */
    usd: Usd.nullable().default(null),
    tokens: Tokens.nullable().default(null),
    /** One more run, beyond its budgets of runs. */
    runs: z.literal(1).nullable().default(null),
  })
  .refine((raise) => Object.values(raise).some((more) => more !== null), {
    path: ['usd'],
    error: 'is missing, and so are tokens and runs: say by how much',
  })
  .meta({ id: 'BudgetRaise' })

export const budgetOperations = {
  setTaskBudget: {
    method: 'post',
    path: '/tasks/{taskId}/budget',
    summary: 'Say what all runs of the task together may use; what it used before counts',
    body: z.strictObject({ budget: BudgetAsked }).meta({ id: 'TaskBudgetChange' }),
  },
  raiseBudget: {
    method: 'post',
    path: '/tasks/{taskId}/budget-raise',
    summary:
      'Let the next run of a task that its budgets hold go so far beyond the spent ones, once; they stay as they are. What is said of one metric stays until the run starts, whatever is said of another',
    body: RaiseAsked,
  },
} as const

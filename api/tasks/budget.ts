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
    /** So many US dollars more, for the task's next run. */
    usd: Usd.nullable().default(null),
    tokens: Tokens.nullable().default(null),
  })
  .refine(({ usd, tokens }) => usd !== null || tokens !== null, {
    path: ['usd'],
    error: 'is missing, and so are tokens: say by how much',
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
    summary: 'Let a task that its budget holds use so much more, once; its budgets stay as they are',
    body: RaiseAsked,
  },
} as const

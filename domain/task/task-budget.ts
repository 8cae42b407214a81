import { z } from 'zod'
import { metrics } from '../policy/policy-document.ts'

/** What all runs of one task together may use, in the unit in which use is counted: dollars in billionths. */
const TaskLimit = z.strictObject({ metric: z.enum(metrics), limit: z.int().min(1) })

/** At most one a metric; none: only the budgets of its project and agent count it. */
export const TaskBudget = z.array(TaskLimit).max(metrics.length)
export type TaskBudget = z.infer<typeof TaskBudget>

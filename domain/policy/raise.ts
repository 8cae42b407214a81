import { z } from 'zod'
import { Reserved } from '../run/run.ts'

/** By how much an operator lets a task's next run go beyond its budgets, once, by metric; null: not at all. */
export const Raise = Reserved.extend({
  /** The run itself, where budgets of runs are spent. Absent: of an older version. */
  runs: z.literal(1).nullable().optional(),
})
export type Raise = z.infer<typeof Raise>

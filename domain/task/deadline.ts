import { z } from 'zod'
import { deadlineEnds } from './task-words.ts'

/** When a task is due, ISO in UTC with milliseconds, and what becomes of it then if it is still open. */
export const Deadline = z.strictObject({
  at: z.iso.datetime({ precision: 3 }),
  end: z.enum(deadlineEnds),
})
export type Deadline = z.infer<typeof Deadline>

export const DeadlineState = Deadline.extend({
  /** When it was acted on, or no longer had to be. Absent: it is to come. */
  passedAt: z.string().optional(),
})
export type DeadlineState = z.infer<typeof DeadlineState>

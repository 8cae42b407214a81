import { z } from 'zod'

/** How often the same may come where no policy says it. */
export const usualLoopLimit = 3
export const mostLoopLimit = 20

/** What an agent does over and over. */
const loopKinds = ['failure', 'result', 'proposal'] as const

/** Why an agent was paused, with what shows it: the latest first, as many as the policy said. */
export const Loop = z.strictObject({
  kind: z.enum(loopKinds),
  /** What came again: the failure without what differs each time, the result, or the tool. */
  what: z.string(),
  times: z.int().min(2),
  seen: z.array(
    z.strictObject({
      taskId: z.string(),
      /** The step of the run, or the proposal. */
      key: z.string(),
      at: z.string(),
    }),
  ),
})
export type Loop = z.infer<typeof Loop>

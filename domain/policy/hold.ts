import { z } from 'zod'
import { holdKinds, limitScopes } from '../task/task-words.ts'

/** Why a run that is due does not start. `until` is when it is looked at again by itself. */
export const Hold = z.strictObject({
  kind: z.enum(holdKinds),
  reason: z.string(),
  /** Of a limit: whose runs it counts. Absent in older ones. */
  scope: z.enum(limitScopes).optional(),
  until: z.string().nullable(),
  since: z.string(),
})
export type Hold = z.infer<typeof Hold>

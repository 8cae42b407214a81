import { z } from 'zod'
import { PresenceState } from '../../executor/executor.ts'
import { GatewayFacts } from '../../run/run.ts'
import { text } from './fields.ts'

/** What an executor's stream holds. */
export const executorBodies = {
  executor_registered: z.strictObject({ name: text }),
  executor_presence_changed: z.strictObject({
    state: PresenceState,
    detail: text,
    gateway: GatewayFacts.nullable(),
  }),
} as const

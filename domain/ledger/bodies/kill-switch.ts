import { z } from 'zod'
import { KillScope } from '../../kill-switch/kill-switch.ts'
import { text } from './fields.ts'

/** What a kill switch's stream holds: each time it was set, and lifted. */
export const killSwitchBodies = {
  kill_switch_set: z.strictObject({ scope: KillScope, reason: text }),
  kill_switch_lifted: z.strictObject({ scope: KillScope, note: text }),
} as const

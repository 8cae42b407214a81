import { z } from 'zod'
import { Policy } from '../../policy/policy.ts'
import { text } from './fields.ts'

/** What a project's stream holds. */
export const projectBodies = {
  project_created: z.strictObject({ name: text, mission: text, isSample: z.boolean(), policy: Policy }),
  project_removed: z.strictObject({ reason: text }),
} as const

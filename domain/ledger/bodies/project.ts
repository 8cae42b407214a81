import { z } from 'zod'
import { Policy } from '../../policy/policy.ts'
import { Stage } from '../../project/project.ts'
import { text } from './fields.ts'

/** What a project's stream holds. */
export const projectBodies = {
  project_created: z.strictObject({
    name: text,
    mission: text,
    isSample: z.boolean(),
    policy: Policy,
    /** Absent: active, as every project was before there were stages. */
    stage: Stage.optional(),
  }),
  project_changed: z.strictObject({ name: text, mission: text }),
  project_stage_changed: z.strictObject({ from: Stage, stage: Stage, reason: text }),
  project_removed: z.strictObject({ reason: text }),
} as const

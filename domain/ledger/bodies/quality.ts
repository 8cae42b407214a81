import { z } from 'zod'
import { CheckKind, Evidence } from '../../quality/deliverable.ts'
import { text } from './fields.ts'

/** What a task's stream holds of its deliverables, from the first look to the last word. */
export const qualityBodies = {
  deliverable_checked: z.strictObject({
    title: text,
    check: CheckKind,
    passed: z.boolean(),
    evidence: Evidence,
    /** The artifact that was looked at. */
    artifactId: text.nullable(),
  }),
  /** The agent is told what did not pass, and goes on. */
  work_returned: z.strictObject({
    failed: z.array(z.strictObject({ title: text, why: text })),
    attempt: z.int(),
  }),
  /** All that a machine can see has passed; a person has to look at these. */
  review_requested: z.strictObject({ titles: z.array(text) }),
  /** `stepId` is of the last run that its work was looked at of; absent where nobody said. */
  deliverable_reviewed: z.strictObject({
    ...{ title: text, passed: z.boolean(), note: text, stepId: text.optional(), intentId: text },
  }),
  recheck_requested: z.strictObject({ intentId: text }),
} as const

import { z } from 'zod'
import { Difference, FindingKind, Glimpse, Side, Subject } from '../../drift/finding.ts'
import { at, text } from './fields.ts'

const both = { difference: Difference, ours: Side.nullable(), theirs: Side.nullable() }

/** What a finding's stream holds. */
export const findingBodies = {
  finding_opened: z.strictObject({
    scope: text,
    projectId: text.nullable(),
    kind: FindingKind,
    subject: Subject,
    ...both,
  }),
  finding_changed: z.strictObject(both),
  finding_reopened: z.strictObject(both),
  finding_repair_requested: z.strictObject({ intentId: text }),
  /** `seen`: what a second look found in its place. */
  finding_repaired: z.strictObject({ intentId: text, detail: text, seen: Glimpse.nullable() }),
  /** Front Office put it right without being asked, and a second look found it right. */
  finding_mended: z.strictObject({ detail: text, seen: Glimpse.nullable() }),
  finding_repair_failed: z.strictObject({ intentId: text, detail: text }),
  finding_adopted: z.strictObject({ reason: text, adopted: Glimpse.nullable() }),
  finding_ignored: z.strictObject({ reason: text, until: at.nullable() }),
  /** Nobody of Front Office did anything, and a look found no difference; with a reason, nobody looks any more. */
  finding_gone: z.strictObject({ seen: Glimpse.nullable(), reason: text.optional() }),
} as const

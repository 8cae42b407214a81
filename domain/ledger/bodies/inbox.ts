import { z } from 'zod'
import { at, text } from './fields.ts'

/** The item as it was then: the inbox holds it no longer once it is settled. */
const item = { title: text }

/** What the stream of an inbox item holds: who takes it, when it comes back. Not what settles it. */
export const inboxBodies = {
  /** `name` is that of `to` then; null: nobody's again. */
  item_assigned: z.strictObject({ ...item, to: text.nullable(), name: text.nullable() }),
  /** `version` names the event it was put off at: the next one brings it back before `until`. */
  item_snoozed: z.strictObject({ ...item, until: at, version: text }),
  item_woken: z.strictObject(item),
  item_closed: z.strictObject({ ...item, note: text, version: text }),
  item_reopened: z.strictObject(item),
} as const

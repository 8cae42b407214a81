import { z } from 'zod'
import { text } from './fields.ts'

const content = {
  title: text,
  /** Hex, of the text, which lies beside the ledger under this hash (ADR 022). */
  sha256: text,
  /** Bytes of UTF-8. */
  size: z.int().min(1),
  /** Every run of the project is given it, not only where it is found for the task. */
  isAlways: z.boolean(),
}

/** What a document's stream holds: its versions, counted from 1. */
export const documentBodies = {
  document_created: z.strictObject({ projectId: text, ...content }),
  document_changed: z.strictObject({
    version: z.int().min(2),
    ...content,
    /** The version whose content this one brings back. */
    restoredFrom: z.int().min(1).nullable(),
  }),
  document_removed: z.strictObject({ title: text }),
} as const

import { z } from 'zod'
import { MediaKind, NotKept } from '../../artifact/artifact.ts'
import { text } from './fields.ts'

const which = { taskId: text, itemId: text, title: text }

/** What the stream of an artifact's bytes holds; that it was recorded, and with which hash, is an entry of its task. */
export const artifactBodies = {
  artifact_bytes_kept: z.strictObject({
    ...which,
    hash: text,
    size: z.int(),
    mediaType: text,
    mediaKind: MediaKind,
  }),
  artifact_bytes_refused: z.strictObject({
    ...which,
    hash: text.nullable(),
    size: z.int().nullable(),
    reason: text,
    /** The executor does not hold them, and why. Absent: they are refused here, or it is an older entry. */
    notKept: NotKept.optional(),
  }),
} as const

import { z } from 'zod'

/** What a file is, as far as its name and its first bytes tell. `page`: HTML and SVG, which may hold programs. */
export const mediaKinds = [
  'image',
  'pdf',
  'text',
  'markdown',
  'table',
  'page',
  'document',
  'archive',
  'audio',
  'video',
  'program',
  'other',
] as const
export const MediaKind = z.enum(mediaKinds)
export type MediaKind = z.infer<typeof MediaKind>

export interface Media {
  kind: MediaKind
  /** As HTTP names it. */
  type: string
}

/** Why an executor does not hold the bytes of what was recorded on it. `too_large` is said by older workers alone. */
export const notKeptReasons = ['too_large', 'spool_full', 'disk_full', 'damaged', 'let_go'] as const
export const NotKept = z.enum(notKeptReasons)
export type NotKept = z.infer<typeof NotKept>
/** Those by which bytes are lost that no limit of an artifact’s own refuses. */
export const losses: readonly NotKept[] = ['spool_full', 'disk_full', 'damaged', 'let_go']

/** Why what was recorded as a file has no hash. */
export const notHashedReasons = [
  'outside',
  'not_there',
  'not_a_file',
  'too_long',
  'too_large',
  'impossible',
  'unreadable',
] as const
export const NotHashed = z.enum(notHashedReasons)
export type NotHashed = z.infer<typeof NotHashed>

export const ItemId = z.string().regex(/^[a-z0-9_-]{1,60}$/i, 'is not the id of an artifact')

/** An executor whose artifacts wait in greater number says nothing of them until it got through some. */
export const mostHeld = 3_000
/** What an executor holds to be brought, or is still to say that it can't. */
export const ShelfReport = z.strictObject({ held: z.array(ItemId).max(mostHeld) })
export type ShelfReport = z.infer<typeof ShelfReport>

/** An executor has an artifact's bytes to bring, or says why it has not. */
export const ArtifactOffer = z.strictObject({ notKept: NotKept.nullable() })
export type ArtifactOffer = z.infer<typeof ArtifactOffer>
/**
 * `wanted`: from byte `received` on. `unknown`: the record does not hold this artifact, or not yet. `here` and `refused`
 * are final.
 */
export const OfferAnswer = z.strictObject({
  state: z.enum(['here', 'refused', 'wanted', 'unknown']),
  received: z.int(),
  reason: z.string().nullable(),
})
export type OfferAnswer = z.infer<typeof OfferAnswer>

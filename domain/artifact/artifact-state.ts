import type { Fact } from '../ledger/entry.ts'
import type { Media } from './artifact.ts'

/** What became of an artifact's bytes. There is no state before the first entry, and none after it. */
export interface ArtifactBytesState {
  taskId: string
  itemId: string
  hash: string | null
  size: number | null
  media: Media | null
  /** Why they are not here; null where they are. */
  refusal: string | null
  at: string
}

/** The fold of the stream of an artifact's bytes. Throws on a type that no such stream holds. */
export function applyArtifactEntry(
  _: ArtifactBytesState | null,
  { type, at, body }: Fact,
): ArtifactBytesState {
  switch (type) {
    case 'artifact_bytes_kept': {
      const { taskId, itemId, hash, size, mediaType, mediaKind } = body
      return { taskId, itemId, hash, size, media: { kind: mediaKind, type: mediaType }, refusal: null, at }
    }
    case 'artifact_bytes_refused': {
      const { taskId, itemId, hash, size, reason } = body
      return { taskId, itemId, hash, size, media: null, refusal: reason, at }
    }
    default:
      throw new Error(`${type} has no fold in the stream of an artifact's bytes`)
  }
}

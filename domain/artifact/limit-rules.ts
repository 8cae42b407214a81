import type { MediaKind, NotKept } from './artifact.ts'

/** Megabytes of 1,000,000 bytes; no policy lets more pass. */
export const mostArtifactMb = 500
export const mostArtifactBytes = mostArtifactMb * 1_000_000

/** What the policy in force takes. */
export interface ArtifactLimits {
  mostMb: number
  refused: readonly MediaKind[]
}

const mbWords = (bytes: number) => `${Math.ceil(bytes / 100_000) / 10} MB`

export const kindWords: Record<MediaKind, string> = {
  image: 'Images',
  pdf: 'PDF files',
  text: 'Text files',
  markdown: 'Markdown files',
  table: 'Tables',
  page: 'Web pages',
  document: 'Office documents',
  archive: 'Archives',
  audio: 'Sound files',
  video: 'Videos',
  program: 'Programs',
  other: 'Files of an unknown kind',
}

/** Why the bytes are not taken, and what would change it; null where they are. */
export function bytesRefusal(
  { size, kind }: { size: number; kind: MediaKind },
  { mostMb, refused }: ArtifactLimits,
): string | null {
  if (size > mostMb * 1_000_000)
    return `It has ${mbWords(size)}, and the policy takes ${mostMb} MB. Record a smaller one, or change the policy.`
  if (refused.includes(kind))
    return `${kindWords[kind]} are refused by the policy. Record it in another form, or change the policy.`
  return null
}

/** What became of the bytes where the executor does not hold them. */
export const notKeptWords: Record<NotKept, string> = {
  too_large: `It is larger than ${mostArtifactMb} MB, so only its hash was recorded. Record it in parts.`,
  spool_full:
    'Too much waited on the executor to be brought here, so only its hash was recorded. Record it again now.',
  disk_full:
    'The executor’s disk was nearly full, so only its hash was recorded. Make room, and record it again.',
  damaged: 'What the executor had kept of it was changed there before it was brought here. Record it again.',
  let_go:
    'The executor kept it for a week in which the record did not know of it, and then let its bytes go. Record it again.',
}

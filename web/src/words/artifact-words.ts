import type { artifactBodies } from '#domain/ledger/bodies/artifact.ts'
import { sizeWords } from '../ui/size-words.ts'
import type { Some } from './said.ts'

export const artifactWords: Some<keyof typeof artifactBodies> = {
  artifact_bytes_kept: ({ title, size }) => ({
    what: `brought the bytes of “${title}” here`,
    detail: `${sizeWords(size)}, with the hash that was recorded.`,
  }),
  artifact_bytes_refused: ({ title, reason }) => ({
    what: `could not bring the bytes of “${title}” here`,
    detail: reason,
    tone: 'blocked',
  }),
}

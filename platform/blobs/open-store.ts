import { join } from 'node:path'
import type { ArtifactPlace } from '../config.ts'
import type { BlobStore } from './blob-store.ts'
import { openDiskStore } from './disk-store.ts'
import { openedOnce } from './opened-once.ts'

/** Where artifacts are kept, as the configuration says. */
export const openArtifactStore = ({ folder, s3 }: ArtifactPlace): BlobStore =>
  s3
    ? whenUsed(async () => (await import('./s3-store.ts')).openS3Store(s3))
    : openDiskStore(join(folder, 'blobs'))

function whenUsed(open: () => Promise<BlobStore>): BlobStore {
  const store = openedOnce(open)
  return {
    keep: async (sha256, file) => (await store()).keep(sha256, file),
    read: async (sha256, range) => (await store()).read(sha256, range),
    sizeOf: async (sha256) => (await store()).sizeOf(sha256),
  }
}

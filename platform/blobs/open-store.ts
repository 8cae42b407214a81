import { join } from 'node:path'
import type { ArtifactPlace } from '../config.ts'
import type { BlobStore } from './blob-store.ts'
import { openDiskStore } from './disk-store.ts'

/** Where artifacts are kept, as the configuration says. */
export const openArtifactStore = ({ folder }: ArtifactPlace): BlobStore =>
  openDiskStore(join(folder, 'blobs'))

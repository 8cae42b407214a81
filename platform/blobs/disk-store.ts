import { createReadStream } from 'node:fs'
import { mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type BlobStore, nameOfBlob } from './blob-store.ts'
import { syncPath } from './sync-file.ts'

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'
const nullIfMissing = (error: unknown) => {
  if (isMissing(error)) return null
  throw error
}

/** In a folder, on the file system of what it takes over: a file is renamed into its place once it is on the disk. */
export function openDiskStore(folder: string): BlobStore {
  const pathOf = (sha256: string) => join(folder, nameOfBlob(sha256).slice(0, 2), sha256)
  return {
    async keep(sha256, file) {
      const path = pathOf(sha256)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await syncPath(file)
      await rename(file, path)
      await syncPath(dirname(path))
      await syncPath(folder)
    },
    async read(sha256, range) {
      const file = await open(pathOf(sha256)).catch(nullIfMissing)
      if (!file) return null
      const { start = 0, length = Number.POSITIVE_INFINITY } = range ?? {}
      return createReadStream('', { fd: file, start, end: start + length - 1 })
    },
    async sizeOf(sha256) {
      return (await stat(pathOf(sha256)).catch(nullIfMissing))?.size ?? null
    },
  }
}

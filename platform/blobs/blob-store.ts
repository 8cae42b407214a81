import type { Readable } from 'node:stream'

/** Keeps bytes under their sha256. What is there is whole: a write that was cut leaves nothing to be seen. */
export interface BlobStore {
  /** Takes over a file whose bytes have this hash; the file may be gone afterwards. Again is a no-op. */
  keep(sha256: string, file: string): Promise<void>
  /** Bytes from `start` on, at most `length` of them; null where it is not there. */
  read(sha256: string, range?: { start: number; length: number }): Promise<Readable | null>
  /** Null where it is not there. */
  sizeOf(sha256: string): Promise<number | null>
}

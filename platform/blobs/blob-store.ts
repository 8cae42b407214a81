import type { Readable } from 'node:stream'

/** The name under which it is kept. Throws where it is no hash: what an executor says is one may be a path. */
export function nameOfBlob(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256
  throw new Error(`no bytes are kept under ${JSON.stringify(sha256.slice(0, 100))}: it is not a sha256`)
}

/** Keeps bytes under their sha256. What is there is whole: a write that was cut leaves nothing to be seen. */
export interface BlobStore {
  /** Takes over a file whose bytes have this hash; the file may be gone afterwards. Again is a no-op. */
  keep(sha256: string, file: string): Promise<void>
  /** Bytes from `start` on, at most `length` of them; null where it is not there. */
  read(sha256: string, range?: { start: number; length: number }): Promise<Readable | null>
  /** Null where it is not there. */
  sizeOf(sha256: string): Promise<number | null>
}

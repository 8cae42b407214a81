import { createHash } from 'node:crypto'
import type { ArtifactApart } from '#domain/drift/record-diff-rules.ts'
import type { BlobStore } from '#platform/blobs/blob-store.ts'
import type { Pool } from '#prisma/client.ts'
import { standingFindings } from '#prisma/read/findings.ts'
import {
  artifactsApart,
  artifactsStillApart,
  blobsToLookAt,
  type StoredBlob,
} from '#prisma/read/stored-blobs.ts'
import { type BlobLook, noteBlobLook } from '#prisma/write/stored-blobs.ts'

/** How much one look costs. */
export interface LookBudget {
  /** Whether they are there, and how large. */
  blobs: number
  /** Read whole and hashed again; one is read whatever its size. */
  bytes: number
}
const usualBudget: LookBudget = { blobs: 500, bytes: 256_000_000 }
/** Of those that are gone or changed, and of those that never came, each: with so many an operator has enough to do. */
const mostShown = 100

/** Looks at a part of the store, another one each time, and says of which artifacts the bytes are gone or changed. */
export async function sightOfArtifacts(
  { pool, store }: { pool: Pool; store: BlobStore },
  now: string,
  budget = usualBudget,
): Promise<ArtifactApart[]> {
  let read = 0
  for (const blob of await blobsToLookAt(pool, budget.blobs)) {
    const isReading = blob.isDue && (read === 0 || read + blob.size <= budget.bytes)
    if (isReading) read += blob.size
    await noteBlobLook(pool, await lookAt(store, blob, isReading), now)
  }
  return apartNow(pool)
}

/** All that is known and still so, or it would be taken for gone, and others as far as there is room. */
async function apartNow(pool: Pool): Promise<ArtifactApart[]> {
  const findings = await standingFindings(pool, ['artifact'])
  const known = findings.map(({ subject }) => subject.key)
  const ignored = new Set(
    findings.filter(({ status }) => status === 'ignored').map(({ subject }) => subject.key),
  )
  const still = await artifactsStillApart(pool, known)
  const undecided = still.filter(({ hash }) => !ignored.has(hash))
  const lost = undecided.filter(({ difference }) => difference === 'lost').length
  const others = [
    await artifactsApart(pool, 'kept', { known, atMost: mostShown - (undecided.length - lost) }),
    await artifactsApart(pool, 'lost', { known, atMost: mostShown - lost }),
  ]
  return [...still, ...others.flat()]
}

async function lookAt(store: BlobStore, { sha256, size }: StoredBlob, isReading: boolean): Promise<BlobLook> {
  const there = await store.sizeOf(sha256)
  const look = (problem: BlobLook['problem'], isRead = false): BlobLook => ({ sha256, problem, isRead })
  if (there === null) return look('missing')
  if (there !== size) return look('changed')
  return isReading ? look((await hashOf(store, sha256)) === sha256 ? null : 'changed', true) : look(null)
}

async function hashOf(store: BlobStore, sha256: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of (await store.read(sha256)) ?? []) hash.update(chunk)
  return hash.digest('hex')
}

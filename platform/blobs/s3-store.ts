import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { type BlobStore, nameOfBlob } from './blob-store.ts'
import { nullIfMissing, openS3Client, type S3Server, statusOf } from './s3-client.ts'

export interface S3Place extends S3Server {
  bucket: string
  /** Before each key. */
  prefix: string
}

/** In a bucket, under the hash. One put is whole or nothing, as the protocol has it; 500 MB are far below its limit. */
export function openS3Store(place: S3Place): BlobStore {
  const { bucket: Bucket, prefix } = place
  const client = openS3Client(place)
  const of = (sha256: string) => ({ Bucket, Key: `${prefix}${nameOfBlob(sha256)}` })
  const sizeOf = async (sha256: string) =>
    (await client.send(new HeadObjectCommand(of(sha256))).catch(nullIfMissing))?.ContentLength ?? null
  return {
    sizeOf,
    async keep(sha256, file) {
      const { size } = await stat(file)
      if ((await sizeOf(sha256)) === size) return
      const Body = createReadStream(file)
      await client.send(new PutObjectCommand({ ...of(sha256), Body, ContentLength: size }))
    },
    async read(sha256, range) {
      const Range = range && `bytes=${range.start}-${range.start + range.length - 1}`
      const asked = client.send(new GetObjectCommand({ ...of(sha256), ...(Range && { Range }) }))
      const answer = await asked.catch((error) => {
        // Of an empty object no range can be had.
        if (statusOf(error) === 416) return { Body: Readable.from([]) }
        return nullIfMissing(error)
      })
      const body: unknown = answer?.Body
      return body instanceof Readable ? body : null
    },
  }
}

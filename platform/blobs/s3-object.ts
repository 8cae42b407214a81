import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { nullIfMissing, openS3Client, type S3Server } from './s3-client.ts'
import { patienceMs, type TextObject } from './short-text.ts'

/** One object of a bucket, in signed requests. */
export function openS3Object(
  { bucket, key }: { bucket: string; key: string },
  server: S3Server,
): Omit<TextObject, 'target'> {
  const client = openS3Client(server)
  const place = { Bucket: bucket, Key: key }
  const patience = () => ({ abortSignal: AbortSignal.timeout(patienceMs) })
  return {
    async read() {
      const answer = await client.send(new GetObjectCommand(place), patience()).catch(nullIfMissing)
      return (await answer?.Body?.transformToString()) ?? null
    },
    async write(text, ContentType) {
      await client.send(new PutObjectCommand({ ...place, Body: text, ContentType }), patience())
    },
  }
}

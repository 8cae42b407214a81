import { S3Client } from '@aws-sdk/client-s3'

/** A server that speaks S3, and who we are there. */
export interface S3Server {
  region: string
  /** Of a server that is not Amazon's; null: Amazon's. */
  endpoint: string | null
  /** The bucket stands in the path and not in the host's name. */
  isPathStyle: boolean
  /** Null: from the environment or the machine, as Amazon's own tools find them. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
}

export const openS3Client = ({ region, endpoint, isPathStyle, credentials }: S3Server) =>
  new S3Client({
    region,
    forcePathStyle: isPathStyle,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    // Many servers that speak the protocol do not know its newer trailers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })

export const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode

export const nullIfMissing = (error: unknown) => {
  if (statusOf(error) === 404) return null
  throw error
}

import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'

/** An answer that is not JSON. */
export interface BytesAnswer {
  headers: Record<string, string>
  body: Readable
}

/** As fast as they are read, and no further when nobody reads any more. */
export async function sendBytes(res: Response, { headers, body }: BytesAnswer): Promise<void> {
  res.set(headers)
  if (res.req.method === 'HEAD') {
    body.destroy()
    res.end()
    return
  }
  await pipeline(body, res).catch((error) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}

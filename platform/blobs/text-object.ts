import { openedOnce } from './opened-once.ts'
import type { S3Server } from './s3-client.ts'
import { patienceMs, type TextObject } from './short-text.ts'

/** Who we are there: at an address by a bearer token, in a bucket by signed requests. */
export interface ObjectAccess {
  token: string | null
  s3: S3Server
}

export const isAddress = (place: string): boolean => /^(https?|s3):\/\//.test(place)

export function openTextObject(address: string, { token, s3 }: ObjectAccess): TextObject {
  const url = new URL(address)
  if (url.protocol !== 's3:') return httpObject(url, token)
  const place = { bucket: url.hostname, key: decodeURIComponent(url.pathname.slice(1)) }
  const object = openedOnce(async () => (await import('./s3-object.ts')).openS3Object(place, s3))
  return {
    target: `s3://${place.bucket}/${place.key}`,
    read: async () => (await object()).read(),
    write: async (text, contentType) => (await object()).write(text, contentType),
  }
}

function httpObject(url: URL, token: string | null): TextObject {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const ask = (init: RequestInit) =>
    fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
  return {
    target: `${url.origin}${url.pathname}`,
    async read() {
      const answer = await ask({ headers })
      if (answer.status === 404) return null
      if (!answer.ok) throw new Error(`it answers ${answer.status} to a GET`)
      return answer.text()
    },
    async write(body, contentType) {
      const type = { 'content-type': contentType }
      const answer = await ask({ method: 'PUT', headers: { ...headers, ...type }, body })
      if (!answer.ok) throw new Error(`it answers ${answer.status} to a PUT`)
    },
  }
}

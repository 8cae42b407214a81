import { OfferAnswer } from '#domain/artifact/artifact.ts'
import type { Waiting } from './artifact-shelf.ts'

export interface ArtifactApi {
  /** What to do about an artifact's bytes. */
  offer(item: Waiting): Promise<OfferAnswer>
  put(item: Waiting, offset: number, bytes: Uint8Array): Promise<OfferAnswer>
  finish(item: Waiting): Promise<OfferAnswer>
}

export interface ApiPlace {
  apiUrl: string
  apiToken: string
  executorId: string
}

const shortMs = 10_000
/** The other side reads all of it once more. */
const longMs = 120_000

/** The control plane's side of it. Throws where it does not answer, or refuses us. */
export function artifactApi({ apiUrl, apiToken, executorId }: ApiPlace): ArtifactApi {
  async function ask(item: Waiting, path: string, init: RequestInit, ms = shortMs): Promise<OfferAnswer> {
    const url = `${apiUrl}/api/executors/${executorId}/artifacts/${item.taskId}/${item.itemId}/${path}`
    const headers = { ...init.headers, authorization: `Bearer ${apiToken}` }
    const answer = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(ms) })
    if (!answer.ok) {
      await answer.body?.cancel()
      throw new Error(`it answered ${answer.status}`)
    }
    return OfferAnswer.parse(await answer.json())
  }
  return {
    offer: (item) =>
      ask(item, 'offer', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ notKept: item.notKept }),
      }),
    put: (item, offset, bytes) =>
      ask(
        item,
        `bytes?offset=${offset}`,
        {
          method: 'PUT',
          headers: { 'content-type': 'application/octet-stream' },
          body: bytes as Uint8Array<ArrayBuffer>,
        },
        longMs,
      ),
    finish: (item) => ask(item, 'finish', { method: 'POST' }, longMs),
  }
}

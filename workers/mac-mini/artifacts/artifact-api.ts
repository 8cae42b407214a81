import { OfferAnswer } from '#domain/artifact/artifact.ts'
import { asJson, type ControlPlane, request, taken } from '../control-plane.ts'
import type { Waiting } from './artifact-shelf.ts'

export interface ArtifactApi {
  /** What to do about an artifact's bytes. */
  offer(item: Waiting): Promise<OfferAnswer>
  put(item: Waiting, offset: number, bytes: Uint8Array): Promise<OfferAnswer>
  finish(item: Waiting): Promise<OfferAnswer>
}

const shortMs = 10_000
/** The other side reads all of it once more. */
const longMs = 120_000

/** The control plane's side of it. Throws where it does not answer, or refuses us. */
export function artifactApi(to: ControlPlane): ArtifactApi {
  async function ask(item: Waiting, path: string, init: RequestInit, ms = shortMs): Promise<OfferAnswer> {
    const answer = await request(to, `artifacts/${item.taskId}/${item.itemId}/${path}`, init, ms)
    return OfferAnswer.parse(await (await taken(answer)).json())
  }
  return {
    offer: (item) => ask(item, 'offer', asJson({ notKept: item.notKept })),
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

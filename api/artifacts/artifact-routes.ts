import type { Readable } from 'node:stream'
import type { MediaKind } from '#domain/artifact/artifact.ts'
import { mediaOfName } from '#domain/artifact/media-rules.ts'
import { fileNameOf, plainName } from '#domain/artifact/name-rules.ts'
import { notHashedWords } from '#domain/artifact/place-rules.ts'
import { Refused } from '#domain/errors.ts'
import type { Staging } from '#platform/blobs/staging.ts'
import { type Artifact as ArtifactRow, artifactsOf, type TaskArtifacts } from '#prisma/read/artifacts.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { artifactHeaders } from './artifact-headers.ts'
import { type Artifact, artifactsContract, type BytesState } from './contract.ts'
import { type ArtifactDeps, finishUpload, stagingKey, takeBytes, takeOffer, type Upload } from './uploads.ts'

/** Of a text that is shown, bytes. */
const mostShown = 262_144
const readable: ReadonlySet<MediaKind> = new Set(['text', 'markdown', 'table'])

export function artifactRoutes(to: Mount, deps: ArtifactDeps): void {
  mount(to, artifactsContract, {
    async listArtifacts({ operator, params }) {
      requireAction(operator, 'read')
      const found = await artifactsOf(deps.pool, params.taskId)
      if (!found) throw new Refused('not_found', 'There is no such task.')
      return { items: await Promise.all(found.items.map((item) => viewOf(item, found, deps.staging))) }
    },

    async readArtifact({ operator, params, query }) {
      requireAction(operator, 'read')
      const { artifact, bytes } = await keptArtifact(deps, params)
      const { size = 0, mediaKind, mediaType } = bytes
      const body = await opened(deps, bytes.hash)
      const of = { fileName: fileNameOf(artifact), size: size ?? 0, mediaKind, mediaType }
      return { headers: artifactHeaders(of, query.as), body }
    },

    async readArtifactText({ operator, params }) {
      requireAction(operator, 'read')
      const { bytes } = await keptArtifact(deps, params)
      if (!bytes.mediaKind || !readable.has(bytes.mediaKind))
        throw new Refused('not_found', 'This artifact is not text. Download it.')
      const head = await wholeOf(await opened(deps, bytes.hash, { start: 0, length: mostShown }))
      return { text: new TextDecoder().decode(head), isCut: (bytes.size ?? 0) > head.length }
    },

    offerArtifact: (asked) => takeOffer(deps, ownUpload(asked), asked.body),
    putArtifactBytes: (asked) => takeBytes(deps, ownUpload(asked), asked.query.offset, asked.req),
    finishArtifact: (asked) => finishUpload(deps, ownUpload(asked)),
  })
}

function ownUpload({ executorId, params }: { executorId: string; params: Upload }): Upload {
  if (executorId === params.executorId) return params
  throw new Refused('role_may_not', `This token is the one of ${executorId}, not of ${params.executorId}.`)
}

async function viewOf(
  artifact: ArtifactRow,
  { executorId }: TaskArtifacts,
  staging: Staging,
): Promise<Artifact> {
  const { itemId, title, version, artifactKind, location, hash, size, at, notHashed, bytes } = artifact
  const isAwaited = hash !== null && bytes === null
  const received = isAwaited ? await staging.received(stagingKey({ ...artifact, executorId })) : 0
  return {
    ...{ itemId, title: plainName(title), version, kind: artifactKind, location: plainName(location) },
    ...{ fileName: fileNameOf(artifact), hash, size, at, received },
    state: stateOf(artifact, received),
    reason: bytes?.refusal ?? (notHashed ? `It ${notHashedWords(notHashed)}.` : null),
    mediaKind: bytes?.mediaKind ?? (hash === null ? null : mediaOfName(location).kind),
  }
}

function stateOf({ hash, bytes, isLost }: ArtifactRow, received: number): BytesState {
  if (bytes) return bytes.refusal === null ? (bytes.problem ?? 'here') : 'refused'
  if (hash === null) return 'none'
  if (isLost) return 'lost'
  return received > 0 ? 'uploading' : 'on_executor'
}

async function keptArtifact({ pool }: ArtifactDeps, { taskId, itemId }: Omit<Upload, 'executorId'>) {
  const artifact = (await artifactsOf(pool, taskId))?.items.find((item) => item.itemId === itemId)
  if (!artifact) throw new Refused('not_found', 'There is no such artifact.')
  const { bytes } = artifact
  if (!bytes || bytes.refusal !== null)
    throw new Refused('not_found', bytes?.refusal ?? 'Its bytes are not here yet.')
  if (bytes.problem === 'changed')
    throw new Refused('not_found', 'What is in the store is not what was brought. Put it back from a backup.')
  return { artifact, bytes }
}

async function opened(
  { store }: ArtifactDeps,
  hash: string | null,
  range?: { start: number; length: number },
) {
  const body = hash === null ? null : await store.read(hash, range)
  if (!body) throw new Refused('not_found', 'Its bytes are gone from the store. Put them back from a backup.')
  return body
}

async function wholeOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

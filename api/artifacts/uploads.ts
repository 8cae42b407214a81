import type { ArtifactOffer, Media, NotKept, OfferAnswer } from '#domain/artifact/artifact.ts'
import { bytesRefusal, mostArtifactBytes, notKeptWords } from '#domain/artifact/limit-rules.ts'
import { headBytes, mediaOf, mediaOfName } from '#domain/artifact/media-rules.ts'
import { fileNameOf } from '#domain/artifact/name-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { BlobStore } from '#platform/blobs/blob-store.ts'
import { headOfFile, sha256OfFile } from '#platform/blobs/file-hash.ts'
import type { Staging } from '#platform/blobs/staging.ts'
import {
  type Artifact,
  artifactLimits,
  artifactsOf,
  isHereInProject,
  type TaskArtifacts,
} from '#prisma/read/artifacts.ts'
import type { Source } from '#prisma/read/source.ts'
import { settleBytes } from '#prisma/write/settings/artifacts.ts'

export interface ArtifactDeps extends Pick<Source, 'pool'> {
  store: BlobStore
  staging: Staging
}

/** Whose bytes, and who brings them. */
export interface Upload {
  executorId: string
  taskId: string
  itemId: string
}

/** Under which they are on their way. */
export const stagingKey = ({ executorId, taskId, itemId }: Upload) => `${executorId}.${taskId}.${itemId}`

const answer = (state: OfferAnswer['state'], received = 0, reason: string | null = null): OfferAnswer => ({
  state,
  received,
  reason,
})
const unknown = answer('unknown')

interface Wanted {
  of: TaskArtifacts
  artifact: Artifact & { hash: string; size: number }
}

/** What the record says of them, if that is enough to answer: else the artifact whose bytes are wanted. */
async function wantedBy({ pool }: ArtifactDeps, { taskId, itemId }: Upload): Promise<Wanted | OfferAnswer> {
  const of = await artifactsOf(pool, taskId)
  const artifact = of?.items.find((item) => item.itemId === itemId)
  if (!of || !artifact || artifact.hash === null || artifact.size === null) return unknown
  const { hash, size, bytes } = artifact
  if (bytes) return bytes.refusal === null ? answer('here') : answer('refused', 0, bytes.refusal)
  return { of, artifact: { ...artifact, hash, size } }
}
const isAnswer = (one: Wanted | OfferAnswer): one is OfferAnswer => 'state' in one

export async function takeOffer(
  deps: ArtifactDeps,
  upload: Upload,
  { notKept }: ArtifactOffer,
): Promise<OfferAnswer> {
  const wanted = await wantedBy(deps, upload)
  if (isAnswer(wanted)) return wanted
  const { of, artifact } = wanted
  if (notKept !== null) {
    // Another executor has no say in what this one holds.
    const reason = notKeptWords[notKept]
    return of.executorId === upload.executorId ? refuse(deps, upload, wanted, { reason, notKept }) : unknown
  }
  const refusal = await refusalOf(deps, wanted, mediaOfName(fileNameOf(artifact)))
  if (refusal !== null) return refuse(deps, upload, wanted, { reason: refusal })
  if (await isHereInProject(deps.pool, of.projectId, artifact.hash)) return keepKnown(deps, upload, wanted)
  return answer('wanted', await deps.staging.received(stagingKey(upload)))
}

/** Bytes that come as they are read; what was here before the connection broke counts. */
export async function takeBytes(
  deps: ArtifactDeps,
  upload: Upload,
  offset: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<OfferAnswer> {
  const wanted = await wantedBy(deps, upload)
  if (isAnswer(wanted)) return wanted
  // Who offers it hears that first; whoever doesn't fills no disk.
  if (wanted.artifact.size > mostArtifactBytes) return takeOffer(deps, upload, { notKept: null })
  const key = stagingKey(upload)
  const at = { offset, most: wanted.artifact.size }
  return answer('wanted', await deps.staging.alone(key, () => deps.staging.append(key, bytes, at)))
}

/** Kept where their hash is the recorded one; else they begin anew. */
export function finishUpload(deps: ArtifactDeps, upload: Upload): Promise<OfferAnswer> {
  const key = stagingKey(upload)
  return deps.staging.alone(key, async () => {
    const wanted = await wantedBy(deps, upload)
    if (isAnswer(wanted)) return wanted
    const { artifact } = wanted
    const received = await deps.staging.received(key)
    if (received < artifact.size) return answer('wanted', received)
    const file = deps.staging.fileOf(key)
    if (received > artifact.size || (await sha256OfFile(file)) !== artifact.hash) {
      await deps.staging.drop(key)
      return answer('wanted', 0, 'What came does not have the recorded hash.')
    }
    const media = mediaOf(fileNameOf(artifact), await headOfFile(file, headBytes))
    const refusal = await refusalOf(deps, wanted, media)
    if (refusal !== null) return refuse(deps, upload, wanted, { reason: refusal })
    await deps.store.keep(artifact.hash, file)
    return keep(deps, upload, wanted, media)
  })
}

const refusalOf = async ({ pool }: ArtifactDeps, { of, artifact }: Wanted, { kind }: Media) =>
  bytesRefusal({ size: artifact.size, kind }, await artifactLimits(pool, of))

/** Another artifact of the project has the same bytes. */
async function keepKnown(deps: ArtifactDeps, upload: Upload, wanted: Wanted): Promise<OfferAnswer> {
  const head: Buffer[] = []
  const begins = await deps.store.read(wanted.artifact.hash, { start: 0, length: headBytes })
  if (!begins) return answer('wanted', await deps.staging.received(stagingKey(upload)))
  for await (const chunk of begins) head.push(chunk)
  return keep(deps, upload, wanted, mediaOf(fileNameOf(wanted.artifact), Buffer.concat(head)))
}

async function keep(
  { pool, staging }: ArtifactDeps,
  upload: Upload,
  { of, artifact }: Wanted,
  media: Media,
): Promise<OfferAnswer> {
  const { taskId, itemId, title, hash, size } = artifact
  await settleBytes(pool, of.projectId, {
    type: 'artifact_bytes_kept',
    ...factBy(upload),
    body: { taskId, itemId, title, hash, size, mediaType: media.type, mediaKind: media.kind },
  })
  await staging.drop(stagingKey(upload))
  return answer('here')
}

async function refuse(
  { pool, staging }: ArtifactDeps,
  upload: Upload,
  { of, artifact }: Wanted,
  why: { reason: string; notKept?: NotKept },
): Promise<OfferAnswer> {
  const { taskId, itemId, title, hash, size } = artifact
  await settleBytes(pool, of.projectId, {
    type: 'artifact_bytes_refused',
    ...factBy(upload),
    body: { taskId, itemId, title, hash, size, ...why },
  })
  await staging.drop(stagingKey(upload))
  return answer('refused', 0, why.reason)
}

const factBy = ({ executorId }: Upload) => ({
  at: new Date().toISOString(),
  actor: actorOf('executor', executorId),
})

import { z } from 'zod'
import { ArtifactOffer, ItemId, MediaKind, OfferAnswer } from '#domain/artifact/artifact.ts'
import { executorId } from '../executors/contract.ts'
import { At, Bytes, routes } from '../http/contract.ts'
import { TaskId } from '../tasks/contract.ts'

/**
 * Where an artifact's bytes are: here; on the executor, which brings them; on their way; not to come, with the reason;
 * gone or changed in the store; lost, on an executor that was retired, or lost them, before it brought them. `none`: there
 * never were any, as of an address.
 */
export const BytesState = z.enum([
  'here',
  'on_executor',
  'uploading',
  'refused',
  'missing',
  'changed',
  'lost',
  'none',
])
export type BytesState = z.infer<typeof BytesState>

export const Artifact = z
  .strictObject({
    itemId: z.string(),
    title: z.string(),
    /** Which recording of its title in this task it is. */
    version: z.int(),
    kind: z.string(),
    location: z.string(),
    /** Under which it is downloaded. */
    fileName: z.string(),
    hash: z.string().nullable(),
    size: z.int().nullable(),
    at: At,
    state: BytesState,
    /** While they are on their way: how many are here. */
    received: z.int(),
    /** Why they are refused, or were never there. */
    reason: z.string().nullable(),
    mediaKind: MediaKind.nullable(),
  })
  .meta({ id: 'Artifact' })
export type Artifact = z.infer<typeof Artifact>

const params = z.strictObject({ taskId: TaskId, itemId: ItemId })
const brought = z.strictObject({ executorId, taskId: TaskId, itemId: ItemId })
const upload = '/executors/{executorId}/artifacts/{taskId}/{itemId}'

export const artifactsContract = routes({
  listArtifacts: {
    method: 'get',
    path: '/tasks/{taskId}/artifacts',
    summary: 'The task’s artifacts in all their versions, and where their bytes are',
    auth: 'operator',
    params: z.strictObject({ taskId: TaskId }),
    status: 200,
    response: z.strictObject({ items: z.array(Artifact) }),
  },
  readArtifact: {
    method: 'get',
    path: '/tasks/{taskId}/artifacts/{itemId}/bytes',
    summary: 'An artifact’s bytes: to be saved, or shown in a frame that can do nothing',
    auth: 'operator',
    params,
    query: z.strictObject({ as: z.enum(['download', 'preview']).default('download') }),
    status: 200,
    gives: 'bytes',
    response: Bytes,
  },
  readArtifactText: {
    method: 'get',
    path: '/tasks/{taskId}/artifacts/{itemId}/text',
    summary: 'The beginning of an artifact that is text',
    auth: 'operator',
    params,
    status: 200,
    response: z.strictObject({ text: z.string(), isCut: z.boolean() }),
  },
  offerArtifact: {
    method: 'post',
    path: `${upload}/offer`,
    summary: 'What the executor should do about an artifact’s bytes (its own token only)',
    auth: 'executor',
    params: brought,
    body: ArtifactOffer,
    status: 200,
    response: OfferAnswer,
  },
  putArtifactBytes: {
    method: 'put',
    path: `${upload}/bytes`,
    summary: 'More of an artifact’s bytes, from an offset on; answers how many are here (its own token only)',
    auth: 'executor',
    params: brought,
    query: z.strictObject({ offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
    takes: 'bytes',
    status: 200,
    response: OfferAnswer,
  },
  finishArtifact: {
    method: 'post',
    path: `${upload}/finish`,
    summary: 'All of an artifact’s bytes are here: compare their hash and keep them (its own token only)',
    auth: 'executor',
    params: brought,
    status: 200,
    response: OfferAnswer,
  },
})

import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { OfferAnswer } from '#domain/artifact/artifact.ts'
import { sha256OfFile } from '#platform/blobs/file-hash.ts'
import { NotTaken } from '../control-plane.ts'
import type { ArtifactApi } from './artifact-api.ts'
import type { ArtifactShelf, Waiting } from './artifact-shelf.ts'

export interface UploadDeps {
  shelf: ArtifactShelf
  api: ArtifactApi
  logger: Pick<Logger, 'warn' | 'info'>
  /** Before it tries again what did not go, milliseconds: the shortest, the longest, and that of what is young and only not recorded yet. */
  againMs?: { least: number; most: number; soon: number }
}

/** So much of a file is in memory at once. */
const pieceBytes = 4_194_304
/** Bytes stay so long after the record was first heard not to know of them: their task's workflow may be away. */
const patienceMs = 7 * 86_400_000
/** And so long it is to be told that they were let go, once it does know. */
const toldMs = 35 * 86_400_000
/** How often all bytes of one are sent before the others have their turn. */
const mostTimes = 3
const idleMs = 86_400_000
/** The record hears of an artifact within seconds, while nothing is away. */
const youngMs = 600_000
/** Answers that are about whoever asks, or the api itself, and not about an artifact. */
const ofAll = new Set([401, 403, 429, 502, 503, 504])

/** Brings what is on the shelf to the control plane, oldest first, whenever that is there. Nothing waits for it. */
export async function uploadArtifacts(deps: UploadDeps, signal: AbortSignal): Promise<void> {
  const { shelf, logger, againMs = { least: 1_000, most: 30_000, soon: 3_000 } } = deps
  let restMs = againMs.least
  let told: string | null = null
  const { api, hasMoved } = watched(deps.api)
  while (!signal.aborted) {
    const more = new AbortController()
    // Before it sends, so that what comes meanwhile is not missed.
    const forget = shelf.onMore(() => more.abort())
    const problem = await sendAll({ ...deps, api }, signal)
    if (problem && problem !== told) logger.warn({ problem }, 'artifacts wait to be brought to the api')
    told = problem
    // A connection that breaks again and again, but brings something each time, is used as soon as it is back.
    const isStuck = problem !== null && !hasMoved()
    const mostMs = shelf.waiting().some(isSoonKnown) ? againMs.soon : againMs.most
    restMs = isStuck ? Math.min(restMs * 2, mostMs) : againMs.least
    const enough = AbortSignal.any([signal, more.signal])
    await sleep(problem ? restMs : idleMs, undefined, { signal: enough, ref: false }).catch(() => {})
    forget()
  }
}

const isSoonKnown = ({ at, unknownSince }: Waiting) =>
  unknownSince !== undefined && Date.now() - Date.parse(at) < youngMs

/** Tells whether something came through since it was last asked; what has to be sent again did not. */
function watched(api: ArtifactApi) {
  let isMoving = false
  const hasMoved = () => {
    const was = isMoving
    isMoving = false
    return was
  }
  const watchedApi: ArtifactApi = {
    ...api,
    async put(item, offset, bytes) {
      const answer = await api.put(item, offset, bytes)
      isMoving ||= answer.received > offset
      return answer
    },
    async finish(item) {
      const answer = await api.finish(item)
      if (answer.state === 'wanted') isMoving = false
      return answer
    },
  }
  return { api: watchedApi, hasMoved }
}

/** Answers what keeps some of them here. One that stays for a reason of its own lets the others pass. */
async function sendAll(deps: UploadDeps, signal: AbortSignal): Promise<string | null> {
  let failure: string | null = null
  let isUnknown = false
  for (const item of deps.shelf.waiting()) {
    if (signal.aborted) return null
    let offered: OfferAnswer | null = null
    try {
      offered = await deps.api.offer(item)
      if (!(await sendOne(deps, item, offered, signal))) isUnknown = true
    } catch (error) {
      // What breaks off later may be this one's doing; whether the api is there, the next offer shows.
      if (offered === null && isOfAll(error)) return wordsOf(error)
      failure ??= `${item.itemId}: ${wordsOf(error)}`
    }
  }
  return failure ?? (isUnknown ? 'the record does not know of an artifact yet' : null)
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const isOfAll = (error: unknown) => !(error instanceof NotTaken) || ofAll.has(error.status)

/** Whether nothing more is to be done for it. */
async function sendOne(
  deps: UploadDeps,
  waiting: Waiting,
  offered: OfferAnswer,
  signal: AbortSignal,
): Promise<boolean> {
  const { shelf, api, logger } = deps
  const { itemId, taskId } = waiting
  let answer = offered
  const item = shelf.noteUnknown(waiting, answer.state === 'unknown')
  for (let times = 0; answer.state === 'wanted' && !signal.aborted; times++) {
    if (times > 0 && !(await isAsKept(shelf, item))) {
      answer = await api.offer(shelf.spoil(item))
    } else if (times === mostTimes) throw new Error('the api gets other bytes than are sent')
    else answer = await sendBytes(deps, item, answer.received, signal)
  }
  if (answer.state === 'wanted') return false
  if (answer.state === 'unknown' && !isGivenUp(deps, item)) return false
  if (answer.state === 'here') logger.info({ itemId, size: item.size }, 'an artifact is in the control plane')
  else
    logger.warn({ itemId, taskId, reason: answer.reason ?? 'not in the record' }, 'an artifact was not taken')
  shelf.done(item)
  return true
}

/** Whether even that it was let go is told no more. Its bytes go before that, and only after somebody could be asked. */
function isGivenUp({ shelf, logger }: UploadDeps, item: Waiting): boolean {
  const { unknownSince, itemId, taskId, notKept } = item
  if (unknownSince === undefined) return false
  const unknownMs = Date.now() - Date.parse(unknownSince)
  if (notKept === null && unknownMs > patienceMs) {
    shelf.letGo(item)
    logger.warn({ itemId, taskId }, 'the record does not know of an artifact: its bytes were let go')
  }
  return unknownMs > toldMs
}

/** All of its bytes from one on; where the api has others than we think, from there. */
async function sendBytes(
  { shelf, api }: UploadDeps,
  item: Waiting,
  from: number,
  signal: AbortSignal,
): Promise<OfferAnswer> {
  const file = await shelf.open(item).catch(() => null)
  if (!file) return { state: 'wanted', received: from, reason: 'it is gone' }
  const piece = Buffer.allocUnsafe(Math.min(pieceBytes, item.size))
  try {
    let answer: OfferAnswer = { state: 'wanted', received: from, reason: null }
    do {
      const { bytesRead } = await file.read(piece, 0, piece.length, answer.received)
      answer = await api.put(item, answer.received, piece.subarray(0, bytesRead))
      if (bytesRead === 0) break
    } while (answer.state === 'wanted' && answer.received < item.size && !signal.aborted)
    return answer.state === 'wanted' && !signal.aborted ? await api.finish(item) : answer
  } finally {
    await file.close()
  }
}

async function isAsKept(shelf: ArtifactShelf, item: Waiting): Promise<boolean> {
  const file = await shelf.open(item).catch(() => null)
  return file !== null && (await sha256OfFile(file).catch(() => null)) === item.hash
}

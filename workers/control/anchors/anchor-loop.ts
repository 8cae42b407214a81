import { anchorProblem } from '#domain/ledger/anchor.ts'
import type { Anchor } from '#domain/ledger/verify.ts'
import type { ObjectAccess } from '#platform/blobs/text-object.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pool } from '#prisma/client.ts'
import { hashesAt } from '#prisma/read/entries.ts'
import { forgetAnchorsBut, isRestoreAcknowledged, ledgerAt, recordAnchorLook } from '#prisma/write/anchors.ts'
import { pause } from '#prisma/write/listen.ts'
import { anchorFile } from './anchor-file.ts'
import type { AnchorPlace } from './anchor-place.ts'
import { anchorUrl } from './anchor-url.ts'

export interface AnchorSettings {
  file: string | null
  /** Of an object that is read and replaced, in a bucket too: s3://bucket/key. */
  url: string | null
  access: ObjectAccess
  everyMs: number
}

interface AnchorDeps {
  pool: Pool
  logger: Logger
  signal: AbortSignal
}

const placesOf = ({ file, url, access }: AnchorSettings): AnchorPlace[] => [
  ...(file ? [anchorFile(file)] : []),
  ...(url ? [anchorUrl(url, access)] : []),
]

/** Notes the head of the ledger outside of the database at an interval, after looking whether the last note still holds. */
export async function keepAnchoring(settings: AnchorSettings, deps: AnchorDeps): Promise<void> {
  const { pool, logger, signal } = deps
  const places = placesOf(settings)
  const warn = (error: unknown) => logger.warn({ error: String(error) }, 'the ledger can’t be anchored now')
  await forgetAnchorsBut(
    pool,
    places.map(({ name }) => name),
  ).catch(warn)
  const said = new Map<string, string | null>()
  while (places.length > 0 && !signal.aborted) {
    for (const place of places) {
      const problem = await anchorAt(place, pool).catch((error) => void warn(error))
      if (problem && problem !== said.get(place.name)) logger.error({ problem }, 'the ledger is not anchored')
      if (problem !== undefined) said.set(place.name, problem)
    }
    await pause(settings.everyMs, signal)
  }
}

/** Answers what is wrong with the place, which is recorded. Throws where the database is away. */
export async function anchorAt(place: AnchorPlace, pool: Pool): Promise<string | null> {
  const at = new Date().toISOString()
  const record = async (anchor: Anchor | null, problem: string | null) => {
    await recordAnchorLook(pool, { place: place.name, target: place.target, anchor, problem, at })
    return problem
  }
  const unusable = (error: unknown) =>
    `${place.target} can’t be used: ${(error as Error).message.replace(/\.$/, '')}.`

  let last: Anchor | null
  try {
    last = await place.last()
  } catch (error) {
    return record(null, unusable(error))
  }
  const { head, hashThere } = await ledgerAt(pool, last?.position ?? 0)
  const problem = last && anchorProblem(last, { position: head.position, hashThere })
  const isMeant = last && problem ? await isRestoreAcknowledged(pool, last) : false
  if (problem && !(isMeant && head.position > 0)) return record(last, problem)
  if (!problem && head.position === (last?.position ?? 0)) return record(last, null)
  // Later than the head was there: a copy that was made before has no need to hold it.
  const noted = { ...head, at: new Date().toISOString() }
  try {
    const cut = last && problem ? { restored: await cutOff(place, pool, last) } : {}
    await place.note({ ...noted, ...cut })
  } catch (error) {
    return record(last, unusable(error))
  }
  return record(noted, null)
}

/** What a place has noted and the ledger does not go through any more. */
async function cutOff(place: AnchorPlace, pool: Pool, last: Anchor): Promise<Anchor['restored']> {
  const noted = await place.all()
  const there = await hashesAt(
    pool,
    noted.map(({ position }) => position),
  )
  const held = noted.filter(({ position, hash }) => there.get(position) === hash)
  const kept = Math.max(0, ...held.map(({ position }) => position))
  return { kept, position: last.position, hash: last.hash }
}

import type { Folded, RecordSight, RowsApart, UnreadFinding } from '#domain/drift/record-diff-rules.ts'
import { shuffled } from '#domain/drift/share-rules.ts'
import type { Pool } from '#prisma/client.ts'
import { brokenAnchors } from '#prisma/read/anchors.ts'
import { openOwnFindings, standingKeys } from '#prisma/read/findings.ts'
import { checkStreams } from '#prisma/read/rebuild/rebuild-check.ts'
import { rowsApart, someOpenTasks, streamOfKey, turnOfLooks } from '#prisma/read/rebuild/rows-apart.ts'
import {
  missingTexts,
  type StreamTurn,
  stillMissing,
  takeovers,
  undelivered,
  unplaced,
} from '#prisma/read/record-sight.ts'
import { sightOfArtifacts } from './artifact-sights.ts'
import type { SightDeps } from './task-sights.ts'

/** Each is folded whole: so many cost about half a second. */
const mostFolded = 40
const mostShown = 100

/** Entries of one look's part of the ledger; it takes whole streams. */
const entriesOfTurn = 2_000
/** Open findings about rows, or about texts, with which an operator has enough to do. */
const mostOpen = 100

/** What Front Office keeps, as it is now. */
export async function sightOfRecord(
  { pool, artifacts: store }: Pick<SightDeps, 'pool' | 'artifacts'>,
  now: string,
): Promise<RecordSight> {
  const [relay, sequencer, ran, anchors] = await Promise.all([
    undelivered(pool),
    unplaced(pool),
    takeovers(pool, mostShown),
    brokenAnchors(pool),
  ])
  const { turn, unread, ...rows } = await sightOfRows(pool)
  const texts = await sightOfTexts(pool, turn)
  return {
    ...{ now, undelivered: relay, unplaced: sequencer, takeovers: ran, anchors },
    ...{ ...rows, missingTexts: texts.missing, unread: [...unread, ...texts.unread] },
    artifacts: store ? await sightOfArtifacts({ pool, store }, now) : [],
  }
}

/** Texts go in the same turns as rows. One that is known to be missing stays so until it is there, whoever’s turn it is. */
async function sightOfTexts(pool: Pool, turn: StreamTurn) {
  const still = await stillMissing(pool, await standingKeys(pool, ['blob']))
  // With so many an operator has enough to do: those of open tasks are looked for in any case.
  const looked = still.length < mostOpen ? turn : { after: turn.after, next: turn.after }
  const missing = await missingTexts(pool, looked, mostShown)
  const unread = still.map((key): UnreadFinding => ({ kind: 'blob', key }))
  return { missing, unread }
}

interface SeenRows extends Required<Pick<RecordSight, 'apart' | 'folded' | 'unread'>> {
  turn: StreamTurn
}

/**
 * The ledger's rows in turns: each look holds the next streams against their rows, some open tasks in any case, and some
 * of what stands, or it would be taken for gone.
 */
async function sightOfRows(pool: Pool): Promise<SeenRows> {
  const standing = shuffled(await standingKeys(pool, ['projection']), Math.random)
  const again = standing.slice(0, mostFolded)
  const unread = standing.slice(mostFolded).map((key) => ({ kind: 'projection' as const, key }))
  const { folded, found, turn } = await nextTurn(pool, new Set(standing.map(streamOfKey)))
  const apart: RowsApart[] = []
  const open = await someOpenTasks(pool, mostFolded)
  for (const streamId of new Set([...again.map(streamOfKey), ...open, ...found])) {
    const differing = await rowsApart(pool, streamId)
    if (differing) apart.push(differing)
  }
  return { apart, folded, unread, turn }
}

/** The next streams of the ledger, and which of them are not as their rows are and not known to be so. */
async function nextTurn(
  pool: Pool,
  standing: ReadonlySet<string>,
): Promise<{ folded: Folded; found: string[]; turn: StreamTurn }> {
  const after = await turnOfLooks(pool)
  const { length: open } = await openOwnFindings(pool, ['projection'])
  if (open >= mostOpen) {
    const halt = `${open} rows are open that are not as their entries: no others are looked for until fewer are`
    return { folded: { streams: 0, after, halt }, found: [], turn: { after, next: after } }
  }
  const { streams, differences, next } = await checkStreams(pool, { after, limit: entriesOfTurn })
  const unlike = new Set(differences.map(({ streamId }) => streamId))
  const found = [...unlike].filter((streamId) => !standing.has(streamId))
  // With more than one look takes, the next one begins here again: by then these stand, or are mended.
  const isWhole = found.length <= mostFolded
  return {
    folded: { streams, after: isWhole ? (next ?? '') : after, halt: '' },
    found: found.slice(0, mostFolded),
    turn: { after, next },
  }
}

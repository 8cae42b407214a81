import type { BackfillGroup, BackfillPlan, BehindStream, ShownStream } from '#domain/backfill/backfill.ts'
import { knownThrough } from '#domain/backfill/plan-rules.ts'
import { sharedOut, shuffled } from '#domain/drift/share-rules.ts'
import { workflowIdOf, workIdOfStream } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Pool } from '#prisma/client.ts'
import { endedSince, standingKeys } from '#prisma/read/findings.ts'
import { projectNameOf, type StreamEnd, streamEnds } from '#prisma/read/stream-ends.ts'
import { plannedBackfill } from '#prisma/write/backfill.ts'
import { each } from './each.ts'
import type { Execution, Histories } from './histories.ts'

interface BehindDeps {
  pool: Pool
  histories: Histories
}

/** Runs whose last page of history is read. */
const mostRead = 1_000
const atOnce = 8
/** What ended shortly before a look may not have been listed yet, milliseconds. */
const marginMs = 60_000
const dayMs = 86_400_000

export interface BehindLook {
  behind: BehindStream[]
  /** Sentences. */
  unread: string[]
  /** What ended after that is for the next look, ISO. */
  endedSince: string
}

/**
 * Streams of which the record has less than Temporal's histories show: it was put back to an older moment. What ended
 * before the last look was read by then, or is ended in the record.
 */
export async function behindStreams(deps: BehindDeps): Promise<BehindLook> {
  const { pool, histories } = deps
  const now = Date.now()
  const listed = await histories.executions((await endedSince(pool)) ?? isoOf(now - dayMs))
  const ends = await streamEnds(
    pool,
    listed.map(({ streamId }) => streamId),
  )
  const doubtful = listed.filter((one) => !isOverBefore(one, ends.get(one.streamId)))
  const turn = turnOf(doubtful, now - marginMs)
  const known = await each(turn.runs, atOnce, async (one) => ({
    ...one,
    known: await histories.lastKnown(one),
  }))
  // After the histories: an entry is in the record before its workflow is told so.
  const endsNow = await streamEnds(
    pool,
    known.map(({ streamId }) => streamId),
  )
  const isBehind = (one: Known) => one.known > (endsNow.get(one.streamId)?.lastSeq ?? 0)
  const standing = (await standingKeys(pool, ['workflow'])).map(workflowIdOf)
  const suspects = new Set([...known.filter(isBehind).map(({ streamId }) => streamId), ...standing])
  const found = await each([...suspects], atOnce, (streamId) => behindOf(deps, streamId))
  const behind = found.filter((one) => one !== null)
  const left = doubtful.length - turn.runs.length
  const unread = unreadWords(left, strangersIn(known, endsNow, behind))
  return { behind, unread, endedSince: turn.endedSince }
}

const isoOf = (ms: number) => new Date(ms).toISOString()

/**
 * The runs that this look reads: of those that ended the first, so that the next look goes on where this one stops; of
 * those that go on others each time.
 */
function turnOf(doubtful: readonly Execution[], listedTo: number): { runs: Execution[]; endedSince: string } {
  const endOf = ({ closedAt }: Execution) => Date.parse(closedAt ?? '')
  const ended = doubtful.filter(({ closedAt }) => closedAt !== null).sort((a, b) => endOf(a) - endOf(b))
  const running = doubtful.filter(({ closedAt }) => closedAt === null)
  const runs = sharedOut([ended, shuffled(running, Math.random)], mostRead)
  const isRead = new Set(runs)
  const next = ended.find((one) => !isRead.has(one))
  // Temporal tells more of a moment than its milliseconds: after the one before it comes all of that one.
  return { runs, endedSince: isoOf(Math.min(listedTo, next ? endOf(next) - 1 : listedTo)) }
}

type Known = Execution & { known: number }

/** Of which the record has nothing, nor what they could belong to. */
const strangersIn = (
  known: readonly Known[],
  ends: ReadonlyMap<string, StreamEnd>,
  behind: readonly BehindStream[],
): number => {
  const isNamed = new Set(behind.map(({ key }) => workflowIdOf(key)))
  const others = known.filter((one) => one.known > 0 && !ends.has(one.streamId) && !isNamed.has(one.streamId))
  return new Set(others.map(({ streamId }) => streamId)).size
}

const unreadWords = (left: number, strangers: number): string[] => [
  ...(left > 0 ? [`the histories of ${left} ${left === 1 ? 'run was' : 'runs were'} not read`] : []),
  ...(strangers > 0
    ? [`${strangers} workflows are of projects or agents that the record does not have`]
    : []),
]

/** Closed, and the record has its end. */
const isOverBefore = ({ startedAt, closedAt }: Execution, end: StreamEnd | undefined): boolean =>
  closedAt !== null && typeof end?.endedAt === 'string' && end.endedAt >= startedAt

/** What of one stream is missing; null where nothing is, or where it is not of this record. */
export async function behindOf(
  { pool, histories }: BehindDeps,
  streamId: string,
): Promise<BehindStream | null> {
  const shown = await histories.shown(streamId)
  const known = knownThrough(shown)
  const end = (await streamEnds(pool, [streamId])).get(streamId)
  const kept = end?.lastSeq ?? 0
  if (known <= kept) return null
  const named = end ?? (await namedBy(pool, shown))
  if (!named) return null
  const plan = await plannedBackfill(pool, shown, new Date().toISOString())
  const { name, projectId, projectName } = named
  return {
    ...{ key: workIdOfStream(streamId) ?? streamId, name, projectId, projectName, kept, known },
    ...{ lines: linesOf(plan), lost: plan.lost, stops: plan.stops },
  }
}

type Named = Pick<StreamEnd, 'name' | 'projectId' | 'projectName'>

interface Begun {
  projectId?: string
  agentId?: string
  title?: string
  definition?: { name: string }
}

/** What is not in the record has its name from what its workflow was given, as long as its project is there. */
async function namedBy(pool: Pool, { begins }: ShownStream): Promise<Named | null> {
  const { projectId, agentId = null, title, definition } = (begins[0]?.state ?? {}) as Begun
  const projectName = projectId ? await projectNameOf(pool, { projectId, agentId }) : null
  if (!projectId || projectName === null) return null
  return { name: title ?? definition?.name ?? '', projectId, projectName }
}

const linesOf = ({ groups }: BackfillPlan): string[] => groups.flatMap(linesOfGroup)

function linesOfGroup({ first, rewound, facts }: BackfillGroup): string[] {
  const all: Fact[] = [...(rewound ? [rewound] : []), ...facts]
  return all.map(({ type, at }, i) => `entry ${first + i}: ${type} of ${at}`)
}

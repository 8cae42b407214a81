import type { BackfillGroup, BackfillPlan, BehindStream, ShownStream } from '#domain/backfill/backfill.ts'
import { knownThrough } from '#domain/backfill/plan-rules.ts'
import { workflowIdOf, workIdOfStream } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Pool } from '#prisma/client.ts'
import { lastOwnLook, standingKeys } from '#prisma/read/findings.ts'
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
/** What ended shortly before the last look may not have been listed yet, milliseconds. */
const marginMs = 60_000
const dayMs = 86_400_000

export interface BehindLook {
  behind: BehindStream[]
  /** Sentences. */
  unread: string[]
}

/**
 * Streams of which the record has less than Temporal's histories show: it was put back to an older moment. What ended
 * before the last look that the record has was looked at by then.
 */
export async function behindStreams(deps: BehindDeps): Promise<BehindLook> {
  const { pool, histories } = deps
  const looked = await lastOwnLook(pool)
  const since = looked ? Date.parse(looked) - marginMs : Date.now() - dayMs
  const listed = await histories.executions(new Date(since).toISOString(), mostRead + 1)
  const ends = await streamEnds(
    pool,
    listed.map(({ streamId }) => streamId),
  )
  const doubtful = listed.filter((one) => !isOverBefore(one, ends.get(one.streamId))).slice(0, mostRead)
  const known = await each(doubtful, atOnce, async (one) => ({
    ...one,
    known: await histories.lastKnown(one),
  }))
  // After the histories: an entry is in the record before its workflow is told so.
  const now = await streamEnds(
    pool,
    known.map(({ streamId }) => streamId),
  )
  const isBehind = (one: Known) => one.known > (now.get(one.streamId)?.lastSeq ?? 0)
  const standing = (await standingKeys(pool, ['workflow'])).map(workflowIdOf)
  const suspects = new Set([...known.filter(isBehind).map(({ streamId }) => streamId), ...standing])
  const found = await each([...suspects], atOnce, (streamId) => behindOf(deps, streamId))
  const behind = found.filter((one) => one !== null)
  return { behind, unread: unreadWords(listed.length - mostRead, strangersIn(known, now, behind)) }
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
  ...(left > 0 ? [`the histories of ${left} runs were not read`] : []),
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

import { log } from '@temporalio/activity'
import { mostSideBytes, type Side } from '#domain/drift/finding.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { entryOfFound, type Found } from '#domain/drift/look-rules.ts'
import type { OwnDiffering } from '#domain/drift/own-differing.ts'
import { sharedOut, shuffled } from '#domain/drift/share-rules.ts'
import {
  type Cause,
  compareTasks,
  isStuck,
  type WorkflowSight,
  workflowKinds,
} from '#domain/drift/task-diff-rules.ts'
import { isRunbookRunId, workflowIdOf } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { BlobStore } from '#platform/blobs/blob-store.ts'
import type { Pool } from '#prisma/client.ts'
import { standingFindings } from '#prisma/read/findings.ts'
import { knownWork, openWork } from '#prisma/read/open-work.ts'
import type { RunNow } from '#prisma/write/sent-again.ts'
import { behindOf, behindStreams } from './behind-streams.ts'
import type { TaskSights } from './contract.ts'
import { each } from './each.ts'
import type { Histories } from './histories.ts'

export type Described = Omit<WorkflowSight, 'hasRow'>

/** What can be asked of Temporal about the workflows of tasks and of runs of runbooks, and done to them. */
export interface WorkWorkflows {
  /** Ids of all whose workflows run, as far as Temporal's own list knows: it may lag by a second. */
  running(): Promise<string[]>
  describe(workId: string): Promise<Described>
  /** Who ended it, and why, or why the step that it is at fails; null where its history does not tell. */
  causeOf(described: Described): Promise<Cause | null>
  /** Lets go on whatever is paused of it. */
  unpause(workId: string): Promise<void>
  /** A new run from its row; a workflow that runs already stays, or makes way. */
  reseat(workId: string, conflict?: 'USE_EXISTING' | 'TERMINATE_EXISTING'): Promise<void>
  end(workId: string, reason: string): Promise<void>
  /** The workflow of a repair that was asked for; one that is there, or was, stays. */
  repair(asked: { findingId: string; intentId: string }): Promise<void>
}

export interface SightDeps {
  pool: Pool
  workflows: WorkWorkflows
  histories: Histories
  /** Without it nothing is said of artifacts. */
  artifacts?: BlobStore
  /** Milliseconds between two looks of a schedule; left out, it is `defaultLookEveryMs`. */
  lookEveryMs?: number
}

/** Workflows that are asked for one by one; each costs a call. */
const mostDescribed = 400
const atOnce = 16
/** All causes of one look together: a cause that is not read in time is left out. */
const causesWithinMs = 20_000
const writtenWithinMs = 120_000

/** What a look compares, and the runs of the workflows that it asked about. */
export async function sightsOfTasks(deps: SightDeps): Promise<{ sights: TaskSights; runs: RunNow[] }> {
  const { pool, workflows } = deps
  const lookedAt = new Date().toISOString()
  const { behind, unread, endedSince } = await behindStreams(deps)
  const [rows, running] = await Promise.all([openWork(pool), workflows.running()])
  const known = await knownWork(pool, running)
  const isRunning = new Set(running)
  const doubtful = [
    ...rows.map(({ taskId }) => taskId).filter((taskId) => !isRunning.has(taskId)),
    ...running.filter((taskId) => !known.has(taskId)),
  ]
  const findings = await standingFindings(pool, workflowKinds)
  const standing = findings.map(({ subject }) => subject.key)
  const groups = [standing, doubtful, running].map((group) => shuffled(group, Math.random))
  const asked = sharedOut(groups, mostDescribed)
  const isAsked = new Set(asked)
  const described = await each(asked, atOnce, (taskId) => workflows.describe(taskId))
  const rowIds = new Set(rows.map(({ taskId }) => taskId))
  const sights = described.map((one) => ({ ...one, hasRow: known.has(one.taskId) || rowIds.has(one.taskId) }))
  const differing = compareTasks(rows, sights)
  const suspects = new Set(differing.map(({ subject }) => subject.key))
  const untold = untoldOf(differing, findings, lookedAt)
  const until = Date.now() + causesWithinMs
  // Meanwhile some have ended as they should.
  const still = await openWork(pool, [...suspects])
  const runs = rows.filter(({ taskId }) => isRunbookRunId(taskId)).length
  const left = new Set([...standing, ...doubtful, ...running]).size - asked.length
  const seen: TaskSights = {
    lookedAt,
    rows: still,
    sights: await each(
      sights.filter(({ taskId }) => suspects.has(taskId)),
      atOnce,
      async (sight) => (untold.has(sight.taskId) ? withCause(workflows, sight, until) : sight),
    ),
    behind,
    unread: standing
      .filter((key) => !isAsked.has(key))
      .flatMap((key) => workflowKinds.map((kind) => ({ kind, key }))),
    compared: {
      ...{ cron: 0, agents: 0, files: 0 },
      tasks: rows.length - runs,
      runs,
      workflows: running.length,
      endedSince,
      unread: [...(left > 0 ? [`${left} of the workflows were not looked at one by one`] : []), ...unread],
    },
  }
  const current = described.filter(({ status }) => status === 'running')
  return {
    sights: seen,
    runs: current.map(({ taskId, runId }) => ({ workflowId: workflowIdOf(taskId), runId })),
  }
}

/** What this look will write down: a finding keeps the words with which that was done. */
function untoldOf(
  differing: readonly OwnDiffering[],
  findings: readonly FindingState[],
  lookedAt: string,
): Set<string> {
  const markOf = ({ kind, subject }: Pick<Found, 'kind' | 'subject'>) => `${kind} ${subject.key}`
  const states = new Map(findings.map((state) => [markOf(state), state]))
  // Written down a little later: an ignore that ends until then counts as over.
  const times = { lookedAt, at: new Date(Date.now() + writtenWithinMs).toISOString() }
  const isUntold = (one: OwnDiffering) =>
    entryOfFound(states.get(markOf(one)) ?? null, foundOf(one), times) !== null
  return new Set(differing.filter(isUntold).map(({ subject }) => subject.key))
}

/** What is to say of one task or run now; null where it is in order. */
export async function differingOf(deps: SightDeps, key: string): Promise<OwnDiffering | null> {
  const { pool, workflows } = deps
  const [rows, described, known, behind] = await Promise.all([
    openWork(pool, [key]),
    workflows.describe(key),
    knownWork(pool, [key]),
    behindOf(deps, workflowIdOf(key)),
  ])
  const sight = { ...described, hasRow: known.has(key) }
  const differing = (seen: WorkflowSight) => compareTasks(rows, [seen], behind ? [behind] : [])[0] ?? null
  return differing(sight) && differing(await withCause(workflows, sight, Date.now() + causesWithinMs))
}

/** That something differs is said also where nobody can tell why. */
async function withCause(
  workflows: WorkWorkflows,
  sight: WorkflowSight,
  until: number,
): Promise<WorkflowSight> {
  if (Date.now() > until || (sight.status === 'running' && !(sight.hasRow && isStuck(sight)))) return sight
  try {
    const cause = await workflows.causeOf(sight)
    return cause ? { ...sight, cause } : sight
  } catch (error) {
    log.debug('why a workflow stands still can’t be read', { taskId: sight.taskId, error: String(error) })
    return sight
  }
}

const mostLine = 300

function sideOf(text: string | null, mark: string): Side | null {
  if (text === null) return null
  const [first = '', ...more] = text.split('\n')
  const line = first.slice(0, mostLine).toWellFormed() + (more.length > 0 ? `, and ${more.length} more` : '')
  return { hash: sha256Hex(mark), line, text: text.slice(0, mostSideBytes).toWellFormed(), isMasked: false }
}

export const foundOf = ({ ours, theirs, mark, ...rest }: OwnDiffering): Found => ({
  ...rest,
  ours: sideOf(ours, 'open'),
  theirs: sideOf(theirs, mark),
})

import type { Differing } from '#domain/drift/diff-rules.ts'
import { MirroredKind, type Side } from '#domain/drift/finding.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import type { Found } from '#domain/drift/look-rules.ts'
import type { RepairOutcome } from '#domain/drift/repair.ts'
import { type LoggedRun, lookBackMs, unaccounted } from '#domain/drift/unaccounted-rules.ts'
import { ownScope, taskStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Pool } from '#prisma/client.ts'
import { accountedFor } from '#prisma/read/accounted-runs.ts'
import { findFinding } from '#prisma/read/findings.ts'
import { type Mirrored, mirroredSides, mirrorOf } from '#prisma/read/mirrors.ts'
import { unheededRuns } from '#prisma/read/unheeded-runs.ts'
import { refold } from '#prisma/write/refold.ts'
import { recordLook } from '#prisma/write/settings/looks.ts'
import { mayRepair, settleRepair } from '#prisma/write/settings/repairs.ts'
import { putBack } from './backfills.ts'
import type { DriftActivities, LookPlan, SeenLook } from './contract.ts'
import { mendAll } from './mends.ts'
import { sightOfRecord } from './record-sights.ts'
import { secondLook } from './second-look.ts'
import { foundOf, type SightDeps, sightsOfTasks } from './task-sights.ts'

/** More are not asked about by one look. */
const mostUnheeded = 50
const allKinds: MirroredKind[] = ['cron', 'agent', 'agent_file']

/** Comparing the record with what is there. A repeat of any of them writes nothing new. */
export function createDriftActivities(
  deps: SightDeps,
  now = () => new Date().toISOString(),
): DriftActivities {
  const { pool } = deps
  return {
    planLook: (scope) => planned(pool, scope, now()),

    recordLook: (look) => written(pool, look, now()),

    lookAtTasks: () => sightsOfTasks(deps),

    lookAtRecord: () => sightOfRecord(deps, now()),

    mend: () => mendAll(deps, now),

    async recordTaskLook({ lookedAt, compared, differing }) {
      const nothing = { unread: [], adopted: [], dropped: [], isFirst: false }
      const look = { scope: ownScope, lookedAt, at: now(), compared, ...nothing }
      await recordLook(pool, { ...look, found: differing.map(foundOf) })
    },

    async planRepair({ findingId, intentId }) {
      if (!(await mayRepair(pool, { findingId, intentId, at: now() }))) return null
      const { scope, kind, difference, subject, ours, theirs } = await stateOf(deps, findingId)
      const mirrored = MirroredKind.safeParse(kind).data
      const mirror = await mirrorOf(pool, scope)
      const agentIds = kind === 'agent_file' ? [agentOf(subject.key)] : []
      const plan = planOf({ ...mirror, agentIds }, now())
      const theirsHash = theirs?.hash ?? null
      return {
        ...plan,
        scope,
        taskId: mirrored ? '' : subject.key,
        repair: mirrored ? { kind: mirrored, difference, subject, ours, theirsHash } : null,
        request: { ...plan.request, kinds: mirrored ? [mirrored] : [] },
      }
    },

    repairTask: async (findingId) => repairTask(deps, await stateOf(deps, findingId)),

    lookAtTask: async (findingId) => secondLook(deps, await stateOf(deps, findingId), now()),

    settleRepair: (end) => settleRepair(pool, { ...end, at: now() }),
  }
}

async function planned(pool: Pool, scope: string, lookedAt: string): Promise<LookPlan> {
  const [mirrored, runs] = await Promise.all([mirrorOf(pool, scope), unheededRuns(pool, scope)])
  const plan = planOf(mirrored, lookedAt)
  const unheeded = runs.slice(0, mostUnheeded)
  return { ...plan, request: { ...plan.request, ...(unheeded.length > 0 && { unheeded }) } }
}

async function written(pool: Pool, seen: SeenLook, at: string): Promise<void> {
  const { scope, counts, differing, runs, ended = [], ...look } = seen
  const all = [mirroredSides(pool, scope), mirrorOf(pool, scope), unheededRuns(pool, scope)] as const
  const [sides, mirrored, unheeded] = await Promise.all(all)
  const livesOn = unheeded.filter(({ key }) => !ended.includes(key))
  await recordLook(pool, {
    ...{ ...look, scope, at },
    compared: { ...counts, tasks: 0, workflows: 0, unread: look.unread.map(unreadWords) },
    unread: [
      ...look.unread,
      ...(runs ? [] : [{ kind: 'run', key: '*' }]),
      ...livesOn.map(({ key }) => ({ kind: 'run_end', key })),
    ],
    found: [
      ...differing.map((one) => found(one, sides, mirrored)),
      ...(await unaccountedRuns(pool, scope, runs ?? [], mirrored)),
    ],
  })
}

const agentOf = (fileKey: string) => fileKey.slice(0, fileKey.lastIndexOf('/'))

const planOf = ({ expected, agentIds, baselineAt }: Mirrored, lookedAt: string): LookPlan => ({
  lookedAt,
  expected,
  request: {
    kinds: allKinds,
    agentIds,
    ...(baselineAt !== null && { runsSince: Math.max(baselineAt, Date.parse(lookedAt) - lookBackMs) }),
    known: Object.fromEntries(
      expected.marks.flatMap(({ kind, subject, hash }) => (hash ? [[`${kind} ${subject.key}`, hash]] : [])),
    ),
  },
})

const kindWords: Record<MirroredKind, string> = { cron: 'jobs', agent: 'agents', agent_file: 'files' }
const unreadWords = ({ kind, key, why }: { kind: MirroredKind; key: string; why: string }) =>
  `${key === '*' ? `the ${kindWords[kind]}` : key}: ${why}`

/** What ran on the gateway and no task has, in the words of the project whose agent it was. */
async function unaccountedRuns(
  pool: Pool,
  scope: string,
  runs: LoggedRun[],
  { projectOf }: Mirrored,
): Promise<Found[]> {
  const isAccounted = await accountedFor(pool, scope, runs)
  const projectOfKey = (key: string) => projectOf[key.split('/')[0] ?? ''] ?? null
  return unaccounted(runs, isAccounted, Date.now(), sha256Hex).map((one) => ({
    ...one,
    projectId: projectOfKey(one.subject.key),
  }))
}

/** A difference with both values: ours is what the record holds. */
function found(
  { kind, difference, subject, theirs, agentId, twin }: Differing,
  sides: Map<string, Side | null>,
  { expected, projectOf }: Mirrored,
): Found {
  const held = sides.get(`${kind} ${twin ?? subject.key}`)
  const required = kind === 'agent' && expected.requiredAgents.find(({ key }) => key === subject.key)
  const ours = held ?? (required ? requirement(required.where) : null)
  const agent =
    agentId ?? (kind === 'agent' ? subject.key : kind === 'agent_file' ? agentOf(subject.key) : '')
  return { kind, difference, subject, projectId: projectOf[agent] ?? null, ours, theirs }
}

/** No value of it is held: only that it is there. */
const requirement = (where: string): Side => ({ hash: '', line: where, text: null, isMasked: false })

async function stateOf({ pool }: SightDeps, findingId: string): Promise<FindingState> {
  const finding = await findFinding(pool, findingId)
  if (!finding) throw new Error(`no finding ${findingId}`)
  return finding.state
}

async function repairTask(
  deps: SightDeps,
  { kind, difference, subject }: FindingState,
): Promise<RepairOutcome> {
  const { pool, workflows } = deps
  const { key } = subject
  const detail = await {
    task: async () => {
      await workflows.reseat(key)
      return 'Started the task’s workflow again from its record.'
    },
    runbook: async () => {
      await workflows.reseat(key)
      return 'Started the run’s workflow again from its record.'
    },
    projection: async () => {
      await refold(pool, taskStreamId(key))
      return 'Wrote the row from the task’s entries again.'
    },
    paused: async () => {
      await workflows.unpause(key)
      return 'Let it go on in Temporal.'
    },
    ahead: () => putBack(deps, key),
    extra: async () => {
      await workflows.end(key, 'Front Office has nothing that this workflow belongs to.')
      return 'Ended the workflow in Temporal.'
    },
  }[wayOf(kind, difference)]()
  return { outcome: 'done', detail }
}

const wayOf = (kind: FindingState['kind'], difference: FindingState['difference']) => {
  if (kind === 'task' || kind === 'runbook' || kind === 'projection') return kind
  return difference === 'paused' || difference === 'ahead' ? difference : 'extra'
}

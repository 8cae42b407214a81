import type { Differing } from '#domain/drift/diff-rules.ts'
import { MirroredKind, type Side } from '#domain/drift/finding.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { isChangedKey, isUngatedKey, type Rival, rivalsFound } from '#domain/drift/gate-plugin-rules.ts'
import type { Found } from '#domain/drift/look-rules.ts'
import type { RepairOutcome, RepairRequest } from '#domain/drift/repair.ts'
import {
  defaultLookEveryMs,
  type LoggedRun,
  lookBackMs,
  unaccounted,
} from '#domain/drift/unaccounted-rules.ts'
import { ownScope, taskStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Pool } from '#prisma/client.ts'
import { accountedFor } from '#prisma/read/accounted-runs.ts'
import { findFinding, standingKeys } from '#prisma/read/findings.ts'
import { type Mirrored, mirroredSides, mirrorOf } from '#prisma/read/mirrors.ts'
import type { SkillList } from '#prisma/read/skill-lists.ts'
import { unheededRuns } from '#prisma/read/unheeded-runs.ts'
import { leftGrants, settleLeftGrants } from '#prisma/write/left-grants.ts'
import { refold } from '#prisma/write/refold.ts'
import { sendAgain } from '#prisma/write/sent-again.ts'
import { recordLook } from '#prisma/write/settings/looks.ts'
import { mayRepair, settleRepair } from '#prisma/write/settings/repairs.ts'
import { putBack } from './backfills.ts'
import { behindOf } from './behind-streams.ts'
import type { DriftActivities, LookPlan, SeenLook, SkillsSet } from './contract.ts'
import { freeLease, lapsedLeases } from './leases.ts'
import { mendAll } from './mends.ts'
import { sightOfRecord } from './record-sights.ts'
import { secondLook } from './second-look.ts'
import { foundOf, type SightDeps, sightsOfTasks } from './task-sights.ts'

/** More are not asked about by one look. */
const mostUnheeded = 50
const allKinds: MirroredKind[] = ['cron', 'agent', 'agent_file', 'agent_skills', 'permission']

/** Comparing the record with what is there. A repeat of any of them writes nothing new. */
export function createDriftActivities(
  deps: SightDeps,
  now = () => new Date().toISOString(),
): DriftActivities {
  const { pool } = deps
  return {
    planLook: (scope) => planned(pool, scope, now()),

    recordLook: (look) => written(deps, look, now()),

    async lookAtTasks(isOnlyLook = false) {
      const { sights, runs } = await sightsOfTasks(deps)
      if (!isOnlyLook) await sendAgain(pool, runs)
      return sights
    },

    lookAtRecord: () => sightOfRecord(deps, now()),

    mend: () => mendAll(deps, now),

    lapsedLeases: () => lapsedLeases(deps, now()),

    freeLease: (freed) => freeLease(deps, freed, now()),

    async recordTaskLook({ lookedAt, compared, differing, unread = [] }) {
      const nothing = { adopted: [], dropped: [], isFirst: false }
      const look = { scope: ownScope, lookedAt, at: now(), compared, unread, ...nothing }
      await recordLook(pool, { ...look, found: differing.map(foundOf) })
    },

    async planRepair({ findingId, intentId }) {
      if (!(await mayRepair(pool, { findingId, intentId, at: now() }))) return null
      const { scope, kind, difference, subject, ours: seen, theirs } = await stateOf(deps, findingId)
      const mirrored = MirroredKind.safeParse(kind).data
      const mirror = await mirrorOf(pool, scope)
      const agentIds = kind === 'agent_file' ? [agentOf(subject.key)] : []
      const plan = planOf({ ...mirror, agentIds }, now())
      const theirsHash = theirs?.hash ?? null
      const ours = kind === 'agent_skills' ? sideOfSkills(mirror, subject.key) : seen
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
  const all = [mirrorOf(pool, scope), unheededRuns(pool, scope), leftGrants(pool, scope)] as const
  const [mirrored, runs, left] = await Promise.all(all)
  const plan = planOf(mirrored, lookedAt)
  const unheeded = runs.slice(0, mostUnheeded)
  const due = mirrored.skills
    .filter(({ subject }) => mirrored.expected.due?.includes(subject.key))
    .map(settingOf)
  const request = {
    ...plan.request,
    ...(unheeded.length > 0 && { unheeded }),
    ...(left.length > 0 && { leftGrants: left }),
  }
  return { ...plan, request, ...(due.length > 0 && { due }) }
}

const sideOfSkills = ({ skills }: Mirrored, agentId: string): Side | null =>
  skills.find(({ subject }) => subject.key === agentId)?.side ?? null

/** As a repair of whatever is there. */
const settingOf = ({ subject, side }: SkillList): RepairRequest => ({
  ...{ kind: 'agent_skills', difference: 'changed', subject, ours: side, theirsHash: null },
})

async function written(deps: SightDeps, seen: SeenLook, at: string): Promise<void> {
  const { pool, lookEveryMs = defaultLookEveryMs } = deps
  const {
    scope,
    counts,
    differing,
    runs,
    ended = [],
    rivals = null,
    leftGrants: left,
    set = [],
    uses,
    ...look
  } = seen
  const isBehind = async (streamId: string) => (await behindOf(deps, streamId)) !== null
  if (left) await settleLeftGrants(pool, left, { at, isBehind })
  const all = [mirroredSides(pool, scope), mirrorOf(pool, scope), unheededRuns(pool, scope)] as const
  const [sides, mirrored, unheeded] = await Promise.all(all)
  const livesOn = unheeded.filter(({ key }) => !ended.includes(key))
  await recordLook(pool, {
    ...{ ...look, scope, at },
    done: new Map(set.map(({ agentId, outcome }) => [agentId, outcome.detail])),
    compared: {
      ...counts,
      tasks: 0,
      workflows: 0,
      unread: [...look.unread.map(unreadWords), ...notSet(set)],
      ...(uses && { uses }),
    },
    unread: [
      ...look.unread,
      ...(runs ? [] : [{ kind: 'run', key: '*' }]),
      ...livesOn.map(({ key }) => ({ kind: 'run_end', key })),
      ...(await unseenAtGate(pool, scope, rivals)),
    ],
    found: [
      ...differing.map((one) => found(one, sides, mirrored)),
      ...(await unaccountedRuns(pool, { scope, runs: runs ?? [], lookEveryMs }, mirrored)),
      ...rivalsFound(rivals ?? [], sha256Hex),
    ],
  })
}

const notSet = (set: SkillsSet[]) =>
  set.flatMap(({ agentId, outcome: { outcome, detail } }) =>
    outcome === 'refused' ? [`the skills of ${agentId}: ${detail}`] : [],
  )

/**
 * While another plugin is at the gate, nothing says that it changes no call any more; and no look says that no call passes
 * the gate by.
 */
async function unseenAtGate(pool: Pool, scope: string, rivals: Rival[] | null) {
  const kind = 'gate_plugin'
  if (rivals === null) return [{ kind, key: '*' }]
  const keys = await standingKeys(pool, [kind], scope)
  const isUnseen = (key: string) => isUngatedKey(key) || (rivals.length > 0 && isChangedKey(key))
  return keys.filter(isUnseen).map((key) => ({ kind, key }))
}

const agentOf = (fileKey: string) => fileKey.slice(0, fileKey.lastIndexOf('/'))

const planOf = ({ expected, agentIds, baselineAt, skills }: Mirrored, lookedAt: string): LookPlan => ({
  lookedAt,
  expected,
  request: {
    kinds: allKinds,
    agentIds,
    ...(skills.length > 0 && { skillAgents: skills.map(({ subject }) => subject.key) }),
    wantsRivals: true,
    ...(baselineAt !== null && { runsSince: Math.max(baselineAt, Date.parse(lookedAt) - lookBackMs) }),
    known: Object.fromEntries(
      expected.marks.flatMap(({ kind, subject, hash }) => (hash ? [[`${kind} ${subject.key}`, hash]] : [])),
    ),
  },
})

const kindWords: Record<MirroredKind, string> = {
  cron: 'jobs',
  agent: 'agents',
  agent_file: 'files',
  agent_skills: 'lists of skills',
  permission: 'permissions',
}
const unreadWords = ({ kind, key, why }: { kind: MirroredKind; key: string; why: string }) =>
  `${key === '*' ? `the ${kindWords[kind]}` : key}: ${why}`

/** What ran on the gateway and no task has, in the words of the project whose agent it was. */
async function unaccountedRuns(
  pool: Pool,
  { scope, runs, lookEveryMs }: { scope: string; runs: LoggedRun[]; lookEveryMs: number },
  { projectOf }: Mirrored,
): Promise<Found[]> {
  const isAccounted = await accountedFor(pool, scope, runs)
  const projectOfKey = (key: string) => projectOf.get(key.split('/')[0] ?? '') ?? null
  const every = { now: Date.now(), lookEveryMs }
  return unaccounted(runs, isAccounted, every, sha256Hex).map((one) => ({
    ...one,
    projectId: projectOfKey(one.subject.key),
  }))
}

/** A difference with both values: ours is what the record holds. */
function found(
  { kind, difference, subject, theirs, agentId, twin }: Differing,
  sides: Map<string, Side | null>,
  mirrored: Mirrored,
): Found {
  const { expected, projectOf } = mirrored
  const held =
    kind === 'agent_skills'
      ? sideOfSkills(mirrored, subject.key)
      : sides.get(`${kind} ${twin ?? subject.key}`)
  const required = kind === 'agent' && expected.requiredAgents.find(({ key }) => key === subject.key)
  const ours = held ?? (required ? requirement(required.where) : null)
  const agent =
    agentId ?? (kind === 'agent' ? subject.key : kind === 'agent_file' ? agentOf(subject.key) : '')
  return { kind, difference, subject, projectId: projectOf.get(agent) ?? null, ours, theirs }
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
  const done = (detail: string): RepairOutcome => ({ outcome: 'done', detail })
  return {
    task: async () => {
      await workflows.reseat(key)
      return done('Started the task’s workflow again from its record.')
    },
    runbook: async () => {
      await workflows.reseat(key)
      return done('Started the run’s workflow again from its record.')
    },
    projection: async () => {
      await refold(pool, taskStreamId(key))
      return done('Wrote the row from the task’s entries again.')
    },
    paused: async () => {
      await workflows.unpause(key)
      return done('Let it go on in Temporal.')
    },
    ahead: () => putBack(deps, key),
    extra: async () => {
      await workflows.end(key, 'Front Office has nothing that this workflow belongs to.')
      return done('Ended the workflow in Temporal.')
    },
  }[wayOf(kind, difference)]()
}

const wayOf = (kind: FindingState['kind'], difference: FindingState['difference']) => {
  if (kind === 'task' || kind === 'runbook' || kind === 'projection') return kind
  return difference === 'paused' || difference === 'ahead' ? difference : 'extra'
}

import type { Differing } from '#domain/drift/diff-rules.ts'
import type { MirroredKind, Side } from '#domain/drift/finding.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import type { Found } from '#domain/drift/look-rules.ts'
import type { RepairOutcome } from '#domain/drift/repair.ts'
import { ownScope } from '#domain/ids.ts'
import { findFinding } from '#prisma/read/findings.ts'
import { type Mirrored, mirroredSides, mirrorOf } from '#prisma/read/mirrors.ts'
import { recordLook } from '#prisma/write/settings/looks.ts'
import { mayRepair, settleRepair } from '#prisma/write/settings/repairs.ts'
import type { DriftActivities, LookPlan } from './contract.ts'
import { differingOf, foundOf, type SightDeps, sightsOfTasks } from './task-sights.ts'

const allKinds: MirroredKind[] = ['cron', 'agent', 'agent_file']

/** Comparing the record with what is there. A repeat of any of them writes nothing new. */
export function createDriftActivities(
  deps: SightDeps,
  now = () => new Date().toISOString(),
): DriftActivities {
  const { pool } = deps
  return {
    planLook: async (scope) => planOf(await mirrorOf(pool, scope), now()),

    async recordLook({ scope, counts, differing, ...look }) {
      const [sides, mirrored] = await Promise.all([mirroredSides(pool, scope), mirrorOf(pool, scope)])
      await recordLook(pool, {
        ...look,
        scope,
        at: now(),
        compared: { ...counts, tasks: 0, workflows: 0, unread: look.unread.map(unreadWords) },
        found: differing.map((one) => found(one, sides, mirrored)),
      })
    },

    lookAtTasks: () => sightsOfTasks(deps),

    async recordTaskLook({ lookedAt, compared, differing }) {
      const nothing = { unread: [], adopted: [], dropped: [], isFirst: false }
      const look = { scope: ownScope, lookedAt, at: now(), compared, ...nothing }
      await recordLook(pool, { ...look, found: differing.map(foundOf) })
    },

    async planRepair({ findingId, intentId }) {
      if (!(await mayRepair(pool, { findingId, intentId, at: now() }))) return null
      const { scope, kind, difference, subject, ours, theirs } = await stateOf(deps, findingId)
      const isHere = kind === 'task' || kind === 'workflow'
      const mirrored = await mirrorOf(pool, scope)
      const agentIds = kind === 'agent_file' ? [agentOf(subject.key)] : []
      const plan = planOf({ ...mirrored, agentIds }, now())
      const theirsHash = theirs?.hash ?? null
      return {
        ...plan,
        scope,
        taskId: isHere ? subject.key : '',
        repair: isHere ? null : { kind, difference, subject, ours, theirsHash },
        request: { ...plan.request, kinds: isHere ? [] : [kind] },
      }
    },

    repairTask: async (findingId) => repairTask(deps, await stateOf(deps, findingId)),

    async lookAtTask(findingId) {
      const differing = await differingOf(deps, (await stateOf(deps, findingId)).subject.key)
      const side = differing && foundOf(differing).theirs
      return {
        isRight: differing === null,
        seen: side ? { hash: side.hash, line: side.line } : { hash: '', line: 'as the record has it' },
      }
    },

    settleRepair: (end) => settleRepair(pool, { ...end, at: now() }),
  }
}

const agentOf = (fileKey: string) => fileKey.slice(0, fileKey.lastIndexOf('/'))

const planOf = ({ expected, agentIds }: Mirrored, lookedAt: string): LookPlan => ({
  lookedAt,
  expected,
  request: {
    kinds: allKinds,
    agentIds,
    known: Object.fromEntries(
      expected.marks.flatMap(({ kind, subject, hash }) => (hash ? [[`${kind} ${subject.key}`, hash]] : [])),
    ),
  },
})

const kindWords: Record<MirroredKind, string> = { cron: 'jobs', agent: 'agents', agent_file: 'files' }
const unreadWords = ({ kind, key, why }: { kind: MirroredKind; key: string; why: string }) =>
  `${key === '*' ? `the ${kindWords[kind]}` : key}: ${why}`

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

async function repairTask({ workflows }: SightDeps, { kind, subject }: FindingState): Promise<RepairOutcome> {
  if (kind === 'task') {
    await workflows.reseat(subject.key)
    return { outcome: 'done', detail: 'Started the task’s workflow again from its record.' }
  }
  await workflows.end(subject.key, 'Front Office has no task that this workflow belongs to.')
  return { outcome: 'done', detail: 'Ended the workflow in Temporal.' }
}

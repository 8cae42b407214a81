import { patched, proxyActivities } from '@temporalio/workflow'
import type { DriftActivities, SkillsSet } from '#activities/drift/contract.ts'
import type { MirrorActivities } from '#activities/openclaw/contract.ts'
import { compare, type Snapshot } from '#domain/drift/diff-rules.ts'
import { compareRecord, withFolded } from '#domain/drift/record-diff-rules.ts'
import { compareTasks } from '#domain/drift/task-diff-rules.ts'
import { controlQueueOf, ownScope } from '#domain/ids.ts'
import { executorOptions, reconcileOptions } from '../activity-options.ts'
import type { ReconcileInput } from './contract.ts'
import { freeLeases } from './free-leases.ts'

const control = proxyActivities<DriftActivities>(reconcileOptions)

/**
 * One look: what is there, compared with the record; the differences become findings. Only what nobody
 * can have meant is put right at once, and looked at again. */
export async function reconcileWorkflow({ scope, isOnlyLook = false }: ReconcileInput): Promise<void> {
  if (scope === ownScope) await lookAtTasks(isOnlyLook)
  else await lookAtExecutor(scope)
}

async function lookAtTasks(isOnlyLook: boolean): Promise<void> {
  const { rows, sights, behind, unread = [], lookedAt, compared } = await control.lookAtTasks(isOnlyLook)
  const differing = compareTasks(rows, sights, behind)
  if (!patched('record-looked-at')) return control.recordTaskLook({ lookedAt, compared, differing })
  const record = await control.lookAtRecord()
  differing.push(...compareRecord(record))
  unread.push(...(record.unread ?? []))
  await control.recordTaskLook({ lookedAt, compared: withFolded(compared, record), differing, unread })
  if (isOnlyLook) return
  await control.mend()
  if (patched('leases-freed')) await freeLeases()
}

/** What policies say of skills is set before it is looked at. An executor that is away is waited for; the schedule skips looks meanwhile. */
async function lookAtExecutor(scope: string): Promise<void> {
  const executor = proxyActivities<MirrorActivities>(executorOptions(controlQueueOf(scope)))
  // Asked first, so that the record is read once the executor is there, and not a day before.
  await executor.snapshotGateway({ kinds: [], agentIds: [], known: {} })
  const plan = await control.planLook(scope)
  const { lookedAt, expected, due = [] } = plan
  const set: SkillsSet[] = []
  for (const list of due) set.push({ agentId: list.subject.key, outcome: await executor.repairSubject(list) })
  const snapshot = await executor.snapshotGateway(plan.request)
  await control.recordLook({
    ...compare(expected, snapshot),
    scope,
    lookedAt,
    isFirst: expected.isFirst,
    unread: snapshot.unread,
    ...(snapshot.uses !== undefined && { uses: snapshot.uses }),
    ...(snapshot.runs !== undefined && { runs: snapshot.runs }),
    ...(snapshot.ended !== undefined && { ended: snapshot.ended }),
    ...(snapshot.rivals !== undefined && { rivals: snapshot.rivals }),
    ...(set.length > 0 && { set }),
    ...(snapshot.leftGrants !== undefined && { leftGrants: snapshot.leftGrants }),
    counts: { cron: countOf(snapshot, 'cron'), agents: countOf(snapshot, 'agent'), files: filesIn(snapshot) },
  })
}

const countOf = ({ seen }: Snapshot, kind: string) => seen.filter((one) => one.kind === kind).length
const filesIn = ({ seen }: Snapshot) => seen.filter(({ kind, side }) => kind === 'agent_file' && side).length

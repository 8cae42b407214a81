import { patched, proxyActivities } from '@temporalio/workflow'
import type { DriftActivities } from '#activities/drift/contract.ts'
import type { MirrorActivities } from '#activities/openclaw/contract.ts'
import { compare, type Snapshot } from '#domain/drift/diff-rules.ts'
import { compareRecord } from '#domain/drift/record-diff-rules.ts'
import { compareTasks } from '#domain/drift/task-diff-rules.ts'
import { controlQueueOf, ownScope } from '#domain/ids.ts'
import { executorOptions, reconcileOptions } from '../activity-options.ts'
import type { ReconcileInput } from './contract.ts'

const control = proxyActivities<DriftActivities>(reconcileOptions)

/**
 * One look: what is there, compared with the record; the differences become findings. Only what nobody
 * can have meant is put right at once, and looked at again. */
export async function reconcileWorkflow({ scope, isOnlyLook = false }: ReconcileInput): Promise<void> {
  if (scope === ownScope) await lookAtTasks(isOnlyLook)
  else await lookAtExecutor(scope)
}

async function lookAtTasks(isOnlyLook: boolean): Promise<void> {
  const { rows, sights: seen, behind, lookedAt, compared } = await control.lookAtTasks()
  const differing = compareTasks(rows, seen, behind)
  if (!patched('record-looked-at')) return control.recordTaskLook({ lookedAt, compared, differing })
  differing.push(...compareRecord(await control.lookAtRecord()))
  await control.recordTaskLook({ lookedAt, compared, differing })
  if (!isOnlyLook) await control.mend()
}

/** An executor that is away is waited for; the schedule skips looks meanwhile. */
async function lookAtExecutor(scope: string): Promise<void> {
  const executor = proxyActivities<MirrorActivities>(executorOptions(controlQueueOf(scope)))
  // Asked first, so that the record is read once the executor is there, and not a day before.
  await executor.snapshotGateway({ kinds: [], agentIds: [], known: {} })
  const plan = await control.planLook(scope)
  const snapshot = await executor.snapshotGateway(plan.request)
  const { lookedAt, expected } = plan
  await control.recordLook({
    ...compare(expected, snapshot),
    scope,
    lookedAt,
    isFirst: expected.isFirst,
    unread: snapshot.unread,
    ...(snapshot.runs !== undefined && { runs: snapshot.runs }),
    ...(snapshot.ended !== undefined && { ended: snapshot.ended }),
    counts: { cron: countOf(snapshot, 'cron'), agents: countOf(snapshot, 'agent'), files: filesIn(snapshot) },
  })
}

const countOf = ({ seen }: Snapshot, kind: string) => seen.filter((one) => one.kind === kind).length
const filesIn = ({ seen }: Snapshot) => seen.filter(({ kind, side }) => kind === 'agent_file' && side).length

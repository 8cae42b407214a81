import { proxyActivities } from '@temporalio/workflow'
import type { DriftActivities, RepairPlan } from '#activities/drift/contract.ts'
import type { MirrorActivities } from '#activities/openclaw/contract.ts'
import { compare } from '#domain/drift/diff-rules.ts'
import type { RepairRequest, SecondLook } from '#domain/drift/repair.ts'
import { controlQueueOf } from '#domain/ids.ts'
import { controlOptions, executorOptions } from '../activity-options.ts'
import type { RepairInput } from './contract.ts'

const control = proxyActivities<DriftActivities>(controlOptions)
const executorOf = (scope: string) =>
  proxyActivities<MirrorActivities>(executorOptions(controlQueueOf(scope)))

/** A repair that an operator asked for: done where it is, then looked at again; the second look is the proof. */
export async function repairWorkflow({ findingId, intentId }: RepairInput): Promise<void> {
  const plan = await control.planRepair({ findingId, intentId })
  if (!plan) return
  const { repair, scope } = plan
  const outcome = repair ? await executorOf(scope).repairSubject(repair) : await control.repairTask(findingId)
  const second = repair ? await secondLook(plan, repair) : await control.lookAtTask(findingId)
  await control.settleRepair({ findingId, intentId, outcome, second })
}

async function secondLook(
  { scope, expected, request }: RepairPlan,
  repair: RepairRequest,
): Promise<SecondLook> {
  const snapshot = await executorOf(scope).snapshotGateway(request)
  const isIt = ({ kind, subject }: Pick<RepairRequest, 'kind' | 'subject'>) =>
    kind === repair.kind && subject.key === repair.subject.key
  const side = snapshot.seen.find(isIt)?.side
  const isUnread = snapshot.unread.some(({ kind }) => kind === repair.kind)
  return {
    isRight: !isUnread && !compare(expected, snapshot).differing.some(isIt),
    seen: side ? { hash: side.hash, line: side.line } : null,
  }
}

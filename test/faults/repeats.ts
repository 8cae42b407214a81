import type { DeliveryActivities } from '#activities/delivery/contract.ts'
import type { DriftActivities } from '#activities/drift/contract.ts'
import type { HeartbeatActivities } from '#activities/heartbeat/contract.ts'
import type { ExecutorActivities, MirrorActivities, RunActivities } from '#activities/openclaw/contract.ts'
import type { QualityActivities } from '#activities/quality/contract.ts'
import type { RunbookActivities } from '#activities/runbook/contract.ts'
import type { TaskActivities } from '#activities/task/contract.ts'

/** Every activity of every workflow. */
export type ActivityName = keyof (TaskActivities &
  RunbookActivities &
  QualityActivities &
  HeartbeatActivities &
  DriftActivities &
  DeliveryActivities &
  RunActivities &
  ExecutorActivities &
  MirrorActivities)

/** What an activity answers when it is asked again: what it said, or what there is by then. */
export const repeats = {
  record: 'what it said',
  prepareRun: 'what it said',
  claimEffect: 'what it said',
  moveRun: 'what it said',
  recordRun: 'what it said',
  startStepTasks: 'what it said',
  endStepTasks: 'what it said',
  takeBeat: 'what it said',
  performEffect: 'what it said',
  seenPerformed: 'what it said',
  abortRun: 'what it said',
  checkFile: 'what it said',
  checkJson: 'what it said',
  checkCommit: 'what it said',
  checkUrl: 'what it said',
  recordLook: 'what it said',
  recordTaskLook: 'what it said',
  settleRepair: 'what it said',
  mend: 'what it said',
  freeLease: 'what it said',
  lookAtTask: 'what it said',
  repairTask: 'what it said',
  runAgent: 'what there is',
  planLook: 'what there is',
  lapsedLeases: 'what there is',
  lookAtRun: 'what there is',
  snapshotGateway: 'what there is',
  lookAtTasks: 'what there is',
  lookAtRecord: 'what there is',
  planRepair: 'what there is',
  repairSubject: 'what there is',
} satisfies Record<ActivityName, 'what it said' | 'what there is'>

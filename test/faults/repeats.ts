import type { controlActivities } from '../../workers/control/worker.ts'
import type { MacMiniWorkerDeps } from '../../workers/mac-mini/worker.ts'

/** Every activity of every workflow, as the workers have them. */
export type ActivityName = keyof (ReturnType<typeof controlActivities> & MacMiniWorkerDeps['activities'])

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

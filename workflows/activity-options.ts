import type { ActivityOptions } from '@temporalio/workflow'
import { priorityKeyOf, underWayKey } from '#domain/executor/queue-rules.ts'
import type { Priority } from '#domain/task/task-words.ts'

/** Postgres away: tried for ever, the workflow waits. */
export const controlOptions: ActivityOptions = {
  taskQueue: 'control',
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
}

/** Many questions to Temporal, or many entries, in one go; of a worker that was killed at it nothing is heard any more. */
export const reconcileOptions: ActivityOptions = {
  ...controlOptions,
  startToCloseTimeout: '60s',
  heartbeatTimeout: '10s',
}

interface RunQueued {
  projectId: string
  priority: Priority
  /** Its gateway has it, or may have: it is to be followed there, before any other begins. */
  isUnderWay?: boolean
}

/** No schedule-to-start timeout: an executor may be away for days. The business deadline is the run's policy. */
export const runOptions = (
  taskQueue: string,
  { projectId, priority, isUnderWay = false }: RunQueued,
): ActivityOptions => ({
  taskQueue,
  startToCloseTimeout: '30d',
  heartbeatTimeout: '10s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
  priority: { fairnessKey: projectId, priorityKey: isUnderWay ? underWayKey : priorityKeyOf(priority) },
})

/** A look at an address takes its time; what fails for another reason is found wanting, not tried for ever. */
export const lookOptions: ActivityOptions = {
  taskQueue: 'control',
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '5s', maximumAttempts: 5 },
}

/** Asked in passing: an executor that is away, or does not answer, is asked another time. */
export const askedOnceOptions = (taskQueue: string): ActivityOptions => ({
  ...executorOptions(taskQueue),
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '90s',
})

export const executorOptions = (taskQueue: string): ActivityOptions => ({
  taskQueue,
  startToCloseTimeout: '30d',
  heartbeatTimeout: '10s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
})

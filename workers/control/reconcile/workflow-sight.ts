import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client'
import type { Described } from '#activities/drift/task-sights.ts'
import type { Pause } from '#domain/drift/task-diff-rules.ts'
import { workflowIdOf } from '#domain/ids.ts'
import { shownBy, shownReason } from './workflow-cause.ts'

const statuses: Record<string, Described['status']> = {
  RUNNING: 'running',
  // It has not ended; what is paused is said beside it.
  PAUSED: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
}

const nothing = { pauses: [], closedAt: null, attempt: 1 }

/** The workflow of a task, or of a run, now, by Temporal's own word. */
export async function describeWork(client: Client, taskId: string): Promise<Described> {
  try {
    const seen = await client.workflow.getHandle(workflowIdOf(taskId)).describe()
    return {
      taskId,
      status: statuses[seen.status.name] ?? 'running',
      runId: seen.runId,
      closedAt: seen.closeTime?.toISOString() ?? null,
      attempt: seen.raw.pendingWorkflowTask?.attempt ?? 1,
      pauses: pausesOf(seen),
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    return { taskId, status: 'none', runId: '', ...nothing }
  }
}

type Moment = { seconds?: { toString(): string } | number | null } | null | undefined
const isoOf = (moment: Moment): string | null =>
  moment?.seconds == null ? null : new Date(Number(moment.seconds) * 1_000).toISOString()

function pausesOf({ raw }: WorkflowExecutionDescription): Pause[] {
  const whole = raw.workflowExtendedInfo?.pauseInfo
  const paused = (raw.pendingActivities ?? []).filter((activity) => activity.paused)
  return [
    ...(whole
      ? [
          {
            activity: null,
            since: isoOf(whole.pausedTime),
            by: shownBy(whole.identity),
            reason: shownReason(whole.reason),
          },
        ]
      : []),
    ...paused.map(({ activityType, pauseInfo }) => ({
      activity: activityType?.name ?? 'unknown',
      since: isoOf(pauseInfo?.pauseTime),
      by: shownBy(pauseInfo?.manual?.identity),
      reason: shownReason(pauseInfo?.manual?.reason ?? pauseInfo?.rule?.reason),
    })),
  ]
}

/** Lets go on whatever is paused of it. */
export async function unpauseWork(client: Client, workId: string): Promise<void> {
  const { namespace } = client.options
  const workflowId = workflowIdOf(workId)
  const { raw } = await client.workflow.getHandle(workflowId).describe()
  const by = { namespace, identity: 'Front Office', reason: 'An operator let it go on.' }
  if (raw.workflowExtendedInfo?.pauseInfo)
    await client.workflowService.unpauseWorkflowExecution({ ...by, workflowId })
  for (const { activityId, paused } of raw.pendingActivities ?? []) {
    if (paused && activityId)
      await client.workflowService.unpauseActivity({ ...by, execution: { workflowId }, id: activityId })
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { connected } from '#activities/openclaw/beating.ts'
import type { OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import { abortSession } from '#activities/openclaw/session-abort.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import type { TaskStatus } from '#domain/task/task.ts'
import { isEnded } from '#domain/task/task-rules.ts'

export interface LeftRunsDeps {
  gateway: Gateway
  desk: Pick<RunDesk, 'all' | 'find'>
  /** Null where Temporal knows no workflow of it. Throws where it does not answer. */
  taskHasEnded(taskId: string): Promise<boolean | null>
  onError(error: Error, where: string): void
  /** Between looks, milliseconds. */
  everyMs?: number
}

/** Temporal forgets what ended so long ago, and no run lasts so long. The task of a younger one may be begun again there. */
const keptMs = 30 * 86_400_000

/**
 * Ends runs of ours whose task has ended without them: it was cancelled while no attempt was there to be told, as after a
 * crash of this worker, and before it knew that the gateway had the run. Each is told at every look until nothing of it is
 * there, and then the desk has it no more.
 */
export async function watchLeftRuns(deps: LeftRunsDeps, signal: AbortSignal): Promise<void> {
  const { desk, onError, everyMs = 60_000 } = deps
  while (!signal.aborted) {
    for (const run of desk.all().filter(({ input }) => isOwnRun(input.runId))) {
      await endIfLeft(deps, run, signal).catch((error) => {
        if (!signal.aborted) onError(error, `the run in ${run.input.sessionKey}`)
      })
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

async function endIfLeft(
  { gateway, desk, taskHasEnded }: LeftRunsDeps,
  { input: { taskId, sessionKey, runId }, openedAt }: OpenRun,
  signal: AbortSignal,
): Promise<void> {
  const onDesk = () => {
    const run = desk.find(sessionKey)
    return run?.input.runId === runId ? run : null
  }
  const ended = await taskHasEnded(taskId)
  if (ended === null && Date.now() - openedAt > keptMs) onDesk()?.close()
  if (!ended) return
  await connected(gateway, signal)
  // While the gateway was away it may have been opened again; its next run has the session then.
  if (!(await taskHasEnded(taskId))) return
  const wasTold = await abortSession(gateway, sessionKey, signal, undefined, () => onDesk() !== null)
  if (!wasTold) onDesk()?.close()
}

/** A workflow that failed or was terminated may go on from its record, and so may one of a task that is frozen. */
export async function hasEnded(client: Client, taskId: string): Promise<boolean | null> {
  try {
    const { status, searchAttributes } = await client.workflow.getHandle(taskWorkflowId(taskId)).describe()
    const [state] = searchAttributes.TaskState ?? []
    return status.name === 'COMPLETED' && isEnded(state as TaskStatus)
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import type { RunInput } from '#domain/run/run.ts'

export interface LeftRunsDeps {
  desk: Pick<RunDesk, 'all'>
  /** Whether the workflow came to its end by itself. Throws where Temporal does not answer. */
  taskHasEnded(taskId: string): Promise<boolean>
  /** Ends it on its gateway. A repeat is none. */
  end(run: RunInput): void
  onError(error: Error, where: string): void
  everyMs?: number
}

/**
 * Runs of ours whose task has ended without them: it was cancelled while no attempt was there to be told, as after a
 * crash of this worker, and before it knew that the gateway had the run. Looked for as long as this worker lives.
 */
export async function watchLeftRuns(deps: LeftRunsDeps, signal: AbortSignal): Promise<void> {
  const { desk, taskHasEnded, end, onError, everyMs = 60_000 } = deps
  while (!signal.aborted) {
    for (const { input } of desk.all().filter((run) => isOwnRun(run.input.runId))) {
      const hasEnded = await taskHasEnded(input.taskId).catch((error) => {
        if (!signal.aborted) onError(error, `whether ${input.taskId} has ended`)
      })
      if (hasEnded && !signal.aborted) end(input)
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** One that was terminated may be started again from its record, and goes on with its run then. */
export async function hasEndedByItself(client: Client, taskId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(taskWorkflowId(taskId)).describe()
    return status.name === 'COMPLETED'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { RunActivities } from '#activities/openclaw/contract.ts'
import type { OpenRun } from '#activities/openclaw/executor-desk.ts'
import { underWayKey } from '#domain/executor/queue-rules.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import { type AskedRun, type PendingRun, pendingRun, putFirst } from '../pending-run.ts'

export interface ReturningRunsDeps {
  /** Runs of ours that the worker before left open. */
  left: readonly OpenRun[]
  /** The desk has it still. */
  isOpen(run: OpenRun): boolean
  /** Null where Temporal waits for none of that task. Throws where it does not answer. */
  pending(taskId: string): Promise<PendingRun | null>
  /** Whenever it waits again, it comes before all that no worker has taken yet. */
  putFirst(run: AskedRun): Promise<unknown>
  onError(error: Error): void
  /** Between looks, milliseconds. */
  everyMs?: number
}

export interface ReturningRuns {
  /** How many are not back yet: it only falls. */
  count(): number
  /** The activity, which tells that its run is back, and has it come first should this worker end. */
  attended(runAgent: RunActivities['runAgent']): RunActivities['runAgent']
  /** Looks until none is missing. */
  watch(signal: AbortSignal): Promise<void>
}

const answerMs = 5_000

/** By Temporal's word, in bounded time. */
export function placesIn(
  temporal: () => Promise<Client>,
  namespace: string,
): Pick<ReturningRunsDeps, 'pending' | 'putFirst'> {
  const inTime = async <T>(ask: (client: Client) => Promise<T>): Promise<T> => {
    const client = await temporal()
    return client.connection.withDeadline(Date.now() + answerMs, () => ask(client))
  }
  const nullIfGone = (error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
  return {
    pending: (taskId) => inTime((client) => pendingRun(client, taskWorkflowId(taskId)).catch(nullIfGone)),
    putFirst: (run) => inTime((client) => putFirst({ client, namespace }, run)),
  }
}

type Standing = 'over' | 'away' | 'behind' | 'in line'

/** Where a run is that the worker before had. Asked for anew, by a workflow that was reset, it has the place it is given. */
function standingOf(run: PendingRun | null): Standing {
  if (!run) return 'over'
  if (!run.isWaiting || run.isResting) return 'away'
  return run.attempt > 1 && run.priorityKey !== underWayKey ? 'behind' : 'in line'
}

/**
 * Runs that are under way while no attempt is at them, as after a crash. Temporal asks for them once more when it has
 * missed them for a heartbeat's time. Until each is back, first in line, or over, a slot is kept for it, so that what waits
 * neither passes it nor makes more runs at once than there are slots.
 */
export function openReturningRuns(deps: ReturningRunsDeps): ReturningRuns {
  const missing = new Map(deps.left.map((run) => [run.input.runId, run]))
  /** A run that no backoff holds is on its queue a moment later. */
  const seenInLine = new Set<string>()
  const { everyMs = 500, onError } = deps

  async function isMissing(run: OpenRun): Promise<boolean> {
    const { runId, taskId } = run.input
    const found = deps.isOpen(run) ? await deps.pending(taskId) : null
    const standing = standingOf(found)
    if (found && standing === 'behind') await deps.putFirst(found)
    const wasInLine = seenInLine.delete(runId)
    if (standing === 'in line') seenInLine.add(runId)
    return standing === 'in line' ? !wasInLine : standing !== 'over'
  }

  async function look(run: OpenRun): Promise<void> {
    if (!(await isMissing(run))) missing.delete(run.input.runId)
  }

  return {
    count: () => missing.size,
    attended: (runAgent) => (input) => {
      missing.delete(input.runId)
      void comeFirst(deps).catch(onError)
      return runAgent(input)
    },
    async watch(signal) {
      while (missing.size > 0 && !signal.aborted) {
        await Promise.all([...missing.values()].map((run) => look(run).catch(onError)))
        await sleep(everyMs, undefined, { signal }).catch(() => {})
      }
    },
  }
}

/** Told as it begins: its attempt may be lost while this worker lives on, as where the Mac slept. */
async function comeFirst({ putFirst }: Pick<ReturningRunsDeps, 'putFirst'>): Promise<void> {
  const { activityId, workflowExecution: execution, priority } = Context.current().info
  if (execution && priority?.priorityKey !== underWayKey) await putFirst({ execution, activityId })
}

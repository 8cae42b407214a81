import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client'
import { controlQueue, ownScope, reconcileId } from '#domain/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { retiredExecutors } from '#prisma/read/executors.ts'
import { executorLinks } from '#prisma/write/executor-links.ts'
import { pause } from '#prisma/write/listen.ts'
import { type ReconcileInput, reconcileWorkflowType } from '#workflows/reconcile/contract.ts'

const checkMs = 10_000

/** A schedule in Temporal that looks again and again; left as an operator paused it, and made where there is none. */
async function ensureSchedule(client: Client, scope: string, everyMs: number): Promise<void> {
  const spec = { intervals: [{ every: everyMs }] }
  const handle = client.schedule.getHandle(reconcileId(scope))
  try {
    const { spec: current } = await handle.describe()
    if (current.intervals?.[0]?.every === everyMs) return
    await handle.update(({ action, policies, state }) => ({ spec, action, policies, state }))
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
    await createSchedule(client, scope, spec)
  }
}

async function createSchedule(client: Client, scope: string, spec: ScheduleOptions['spec']): Promise<void> {
  const input: ReconcileInput = { scope }
  const made = client.schedule.create({
    scheduleId: reconcileId(scope),
    spec,
    action: {
      type: 'startWorkflow',
      workflowType: reconcileWorkflowType,
      workflowId: reconcileId(scope),
      taskQueue: controlQueue,
      args: [input],
    },
    policies: { overlap: 'SKIP', catchupWindow: '1m' },
    state: { triggerImmediately: true, note: 'Compares the record of Front Office with what is there' },
  })
  await made.catch((error) => {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
  })
}

/** A look now, beside those on time: after the one that is under way, which may have looked already. */
export async function triggerLook(client: Client, scope: string, everyMs: number): Promise<void> {
  const trigger = () => client.schedule.getHandle(reconcileId(scope)).trigger('BUFFER_ONE')
  try {
    await trigger()
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
    await ensureSchedule(client, scope, everyMs)
  }
}

/** A look at Front Office itself that leaves everything as it is. One for each time that somebody asks. */
export async function startOnlyLook(client: Client, intentId: string): Promise<void> {
  const input: ReconcileInput = { scope: ownScope, isOnlyLook: true }
  const started = client.workflow.start(reconcileWorkflowType, {
    taskQueue: controlQueue,
    workflowId: `${reconcileId(ownScope)}/${intentId}`,
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  })
  await started.catch((error) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  })
}

export interface LookingDeps {
  database: Database
  client: Client
  logger: Logger
  everyMs: number
  signal: AbortSignal
}

/** Nobody is there to look: what waits for it would wait for ever. Ended half, it is ended when asked again. */
export async function endLooks(client: Client, scope: string): Promise<void> {
  const handle = client.schedule.getHandle(reconcileId(scope))
  const why = 'the executor is retired'
  try {
    await handle.pause(why)
    const { info } = await handle.describe()
    // Of what runs it tells nothing here; what it began last may still run.
    for (const { action } of info.recentActions)
      await client.workflow.getHandle(action.workflow.workflowId).terminate(why).catch(unlessEnded)
    await handle.delete()
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
  }
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error
}

/** Sees to it that every executor, and Front Office itself, is looked at, also by a Temporal that lost its schedules. */
export async function keepLooking({ database, client, logger, everyMs, signal }: LookingDeps): Promise<void> {
  const ended = new Set<string>()
  while (!signal.aborted) {
    try {
      for (const { id } of await retiredExecutors(database.pool)) {
        if (!ended.has(id)) await endLooks(client, id)
        ended.add(id)
      }
      const links = await executorLinks(database.pool)
      for (const scope of [ownScope, ...links.map(({ executorId }) => executorId)])
        await ensureSchedule(client, scope, everyMs)
    } catch (error) {
      logger.debug({ error: String(error) }, 'the schedules of looks are not there yet')
    }
    await pause(checkMs, signal)
  }
}

import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client'
import { controlQueue, ownScope, reconcileId } from '#domain/ids.ts'
import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { executorLinks } from '#prisma/write/executor-links.ts'
import { pause } from '#prisma/write/listen.ts'
import { type ReconcileInput, reconcileWorkflowType } from '#workflows/reconcile/contract.ts'

export const defaultLookEveryMs = 300_000
const checkMs = 10_000

/** A schedule in Temporal that looks again and again; made once, and left as an operator paused it. */
async function ensureSchedule(client: Client, scope: string, everyMs: number): Promise<void> {
  const spec = { intervals: [{ every: everyMs }] }
  const input: ReconcileInput = { scope }
  try {
    await client.schedule.create({
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
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    const handle = client.schedule.getHandle(reconcileId(scope))
    const { spec: current } = await handle.describe()
    if (current.intervals?.[0]?.every === everyMs) return
    await handle.update(({ action, policies, state }) => ({ spec, action, policies, state }))
  }
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

export interface LookingDeps {
  database: Database
  client: Client
  logger: Logger
  everyMs: number
  signal: AbortSignal
}

/** Sees to it that every executor, and Front Office itself, is looked at. */
export async function keepLooking({ database, client, logger, everyMs, signal }: LookingDeps): Promise<void> {
  const kept = new Set<string>()
  while (!signal.aborted) {
    try {
      const links = await executorLinks(database.pool)
      for (const scope of [ownScope, ...links.map(({ executorId }) => executorId)]) {
        if (kept.has(scope)) continue
        await ensureSchedule(client, scope, everyMs)
        kept.add(scope)
      }
    } catch (error) {
      logger.debug({ error: String(error) }, 'the schedules of looks are not there yet')
    }
    await pause(checkMs, signal)
  }
}

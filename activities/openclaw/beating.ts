import { Context } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { z } from 'zod'
import { Usage } from '#domain/run/run.ts'
import type { Gateway } from './openclaw-client.ts'

/**
 * Heartbeat details: what of the deadline earlier attempts used, milliseconds, and what the run's model calls did; of a call,
 * the journal that it is noted in.
 */
export const Progress = z.object({
  usedMs: z.number().default(0),
  usage: Usage.nullish(),
  journalId: z.string().optional(),
})
const beatMs = 2_000

/** Asked for by the workflow. A stop, a lost attempt, a pause and a reset end this attempt, and not what it does. */
export const isCancelled = (context: Context) => context.cancellationDetails?.cancelRequested === true

/**
 * Temporal hears from the activity all the time; an attempt that is over hands it back to be done again. `signal`: the
 * activity's own, or one that a stop of the worker ends as well.
 */
export async function beating<T>(
  work: (signal: AbortSignal) => Promise<T>,
  progress: () => z.infer<typeof Progress> | undefined = () => undefined,
  signal = Context.current().cancellationSignal,
): Promise<T> {
  const context = Context.current()
  const timer = setInterval(() => context.heartbeat(progress()), beatMs)
  context.heartbeat(progress())
  try {
    return await work(signal)
  } catch (error) {
    if (!signal.aborted) throw error
    if (isCancelled(context)) throw error instanceof CancelledFailure ? error : signal.reason
    const isStop = !context.cancellationSignal.aborted || context.cancellationDetails?.workerShutdown === true
    const why = isStop ? 'the worker is stopping' : 'this attempt is over'
    throw ApplicationFailure.retryable(
      `${why}; another one goes on`,
      isStop ? 'WorkerStopping' : 'AttemptOver',
    )
  } finally {
    clearInterval(timer)
  }
}

/** Waits for the gateway first, for as long as it is away. */
export const whenThere = <T>(gateway: Gateway, work: () => Promise<T>): Promise<T> =>
  beating(async (signal) => {
    await connected(gateway, signal)
    return work()
  })

export async function connected(gateway: Gateway, signal: AbortSignal): Promise<void> {
  while (!(await gateway.whenConnected(signal, 60_000))) signal.throwIfAborted()
}

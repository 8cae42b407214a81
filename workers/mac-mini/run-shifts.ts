import type { Worker } from '@temporalio/worker'
import { runToEnd } from '../run-to-end.ts'
import type { MacKillSwitch } from './kill-switch.ts'

export interface RunShiftsDeps {
  create(): Promise<Pick<Worker, 'run' | 'shutdown' | 'getState'>>
  orders: Pick<MacKillSwitch, 'drain' | 'onChange'>
  /** None is taken any more. */
  leaving: AbortSignal
  /** It takes runs, or an operator had it drain. */
  say(drain: string | null): void
}

/**
 * Takes runs, in shifts: one ends when the executor is to drain, with the runs that it has, and the next begins as soon
 * as that is lifted. Until all have ended; throws where Temporal is lost for good.
 */
export async function takeRuns({ create, orders, leaving, say }: RunShiftsDeps): Promise<void> {
  const shifts: Promise<void>[] = []
  while (!leaving.aborted) {
    const drain = orders.drain()
    say(drain)
    if (drain === null) {
      const worker = await create()
      const shift = runToEnd(worker)
      // How it failed is told by the race, or at the end.
      shift.catch(() => {})
      shifts.push(shift)
      await Promise.race([shift, changed(orders, drain, leaving)])
      if (worker.getState() === 'RUNNING') worker.shutdown()
    } else await changed(orders, drain, leaving)
  }
  await Promise.all(shifts)
}

/** Until it is to drain and was not, or the other way round, or it leaves. */
function changed(
  { drain, onChange }: RunShiftsDeps['orders'],
  before: string | null,
  leaving: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!leaving.aborted && (drain() === null) === (before === null)) return
      forget()
      leaving.removeEventListener('abort', look)
      resolve()
    }
    const forget = onChange(look)
    leaving.addEventListener('abort', look)
    look()
  })
}

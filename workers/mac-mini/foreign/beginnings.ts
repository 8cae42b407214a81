import type { RunItem } from '#domain/run/run.ts'
import { SignalRefused } from '../spool/item-sender.ts'

type Send = (taskId: string, items: RunItem[]) => Promise<void>

const patienceMs = 3_600_000

/** Tasks that were asked for from here: their workflow may not be there yet when its first signal comes. */
export class Beginnings {
  private readonly since = new Map<string, number>()

  note(taskId: string): void {
    this.since.set(taskId, Date.now())
  }

  /** What would be given up is tried again until the task's workflow has taken something. */
  patient =
    (send: Send): Send =>
    async (taskId, items) => {
      try {
        await send(taskId, items)
      } catch (error) {
        const isEarly = Date.now() - (this.since.get(taskId) ?? 0) < patienceMs
        if (isEarly && error instanceof SignalRefused && error.isOfAll)
          throw new Error('its workflow has not begun yet')
        throw error
      }
      this.since.delete(taskId)
    }
}

import type { RunItem } from '#domain/run/run.ts'
import { SignalRefused } from '../spool/item-sender.ts'
import type { AdoptionFiles } from './adoption-file.ts'

type Send = (taskId: string, items: RunItem[]) => Promise<void>

/** Between asks for a workflow that is not there, milliseconds: each is twice the one before, up to the most. */
export interface Waits {
  firstMs: number
  mostMs: number
}

/**
 * A task that was asked for from here has no workflow until the control worker and Temporal are both there, and none
 * while Temporal is lost, or it was ended there by hand, or the task is frozen: days perhaps. What would be given up
 * then is tried again until the record has the end of its run, also by the next worker.
 */
export function patientWithAdopted(
  { isOwed }: Pick<AdoptionFiles, 'isOwed'>,
  send: Send,
  { firstMs, mostMs }: Waits = { firstMs: 2_000, mostMs: 30_000 },
): Send {
  const missing = new Map<string, { since: number; forMs: number }>()
  return async (taskId, items) => {
    const last = missing.get(taskId)
    if (last && performance.now() - last.since < last.forMs)
      throw new Error('its workflow was not there just now')
    missing.delete(taskId)
    try {
      await send(taskId, items)
    } catch (error) {
      const isMissing = error instanceof SignalRefused && error.isOfAll
      if (!isMissing || !isOwed(taskId)) throw error
      const forMs = last ? Math.min(2 * last.forMs, mostMs) : firstMs
      missing.set(taskId, { since: performance.now(), forMs })
      throw new Error('its workflow is not there')
    }
  }
}

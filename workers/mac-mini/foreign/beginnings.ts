import type { RunItem } from '#domain/run/run.ts'
import { SignalRefused } from '../spool/item-sender.ts'
import type { AdoptionFiles } from './adoption-file.ts'

type Send = (taskId: string, items: RunItem[]) => Promise<void>

/**
 * A task that was asked for from here has no workflow until the control worker and Temporal are both there, days later
 * perhaps: what would be given up is tried again until its workflow has taken something, also by the next worker.
 */
export const patientWithBeginnings =
  (files: Pick<AdoptionFiles, 'hasNotBegun' | 'noteBegun'>, send: Send): Send =>
  async (taskId, items) => {
    try {
      await send(taskId, items)
    } catch (error) {
      const isMissing = error instanceof SignalRefused && error.isOfAll
      if (!isMissing || !files.hasNotBegun(taskId)) throw error
      if (!error.isOver) throw new Error('its workflow has not begun yet')
      files.noteBegun(taskId)
      throw error
    }
    files.noteBegun(taskId)
  }

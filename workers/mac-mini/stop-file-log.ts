import { join } from 'node:path'
import { z } from 'zod'
import { mostStopFileChanges, StopFileChange } from '#domain/executor/executor.ts'
import { readWhole, writeWhole } from './spool/durable-file.ts'

const Log = z.array(StopFileChange)

export interface StopFileLog {
  /** What the file says now; null: it is not there. Whatever the disk does, it never throws. */
  note(reason: string | null): void
  changes(): StopFileChange[]
}

/** When the file that stops this Mac came and went: kept, since nobody may be there to hear it. The last ones only. */
export function openStopFileLog(dataFolder: string): StopFileLog {
  const file = join(dataFolder, 'stop-file-changes.json')
  let log = readWhole(file, Log) ?? []
  return {
    note(reason) {
      if (reason === (log.at(-1)?.reason ?? null)) return
      // Each later than the one before, also where the clock was set back: by that the record knows what is new.
      const least = Date.parse(log.at(-1)?.at ?? '1970-01-01T00:00:00.000Z') + 1
      const at = new Date(Math.max(Date.now(), least)).toISOString()
      log = [...log, { at, reason }].slice(-mostStopFileChanges)
      // What stops this Mac works on a full disk too.
      try {
        writeWhole(file, log)
      } catch {
        // The next change is written with all of them; until then a restart knows one change less.
      }
    },
    changes: () => log,
  }
}

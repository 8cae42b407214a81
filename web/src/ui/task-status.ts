import type { TaskStatus } from '#domain/task/task.ts'
import type { Look } from './ToneMark.tsx'

/** A Record, so a new status does not compile until it has a look. */
export const taskStatusLook: Record<TaskStatus, Look> = {
  requested: { word: 'Requested', tone: 'muted', glyph: 'dashed' },
  queued: { word: 'Queued', tone: 'muted', glyph: 'ring' },
  preparing: { word: 'Preparing', tone: 'info', glyph: 'quarter' },
  running: { word: 'Running', tone: 'info', glyph: 'half', isLive: true },
  waiting: { word: 'Waiting', tone: 'waiting', glyph: 'pause' },
  verifying: { word: 'Verifying', tone: 'info', glyph: 'threeQuarter' },
  needs_verification: { word: 'Needs verification', tone: 'blocked', glyph: 'question' },
  done: { word: 'Done', tone: 'positive', glyph: 'check' },
  failed: { word: 'Failed', tone: 'danger', glyph: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'muted', glyph: 'slash' },
  frozen: { word: 'Frozen', tone: 'danger', glyph: 'lock' },
}

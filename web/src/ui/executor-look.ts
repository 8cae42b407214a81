import type { PresenceState } from '#domain/executor/executor.ts'
import type { Look } from './ToneMark.tsx'

/** A Record, so a new state does not compile until it has a look. */
export const executorLook: Record<PresenceState, Look> = {
  ready: { word: 'Ready', tone: 'positive', glyph: 'check' },
  gateway_down: { word: 'Gateway down', tone: 'blocked', glyph: 'cross' },
  gateway_refuses: { word: 'Gateway refuses the worker', tone: 'danger', glyph: 'lock' },
  draining: { word: 'Draining', tone: 'waiting', glyph: 'pause' },
  worker_stopped: { word: 'Stopped', tone: 'muted', glyph: 'pause' },
  unreachable: { word: 'Offline', tone: 'blocked', glyph: 'slash' },
  unknown: { word: 'Unknown', tone: 'muted', glyph: 'question' },
}

/** The higher, the worse: first what a person has to put right, then what may come back by itself, then what was wanted. */
export const executorSeverity: Record<PresenceState, number> = {
  gateway_refuses: 6,
  unreachable: 5,
  gateway_down: 4,
  worker_stopped: 3,
  unknown: 2,
  draining: 1,
  ready: 0,
}

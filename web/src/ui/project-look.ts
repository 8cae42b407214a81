import type { Look } from './ToneMark.tsx'

export interface ProjectCounts {
  open: number
  needsYou: number
  failed: number
  done: number
}

/** The worst of its tasks, so that one glance at the project is enough. */
export function projectLook({ open, needsYou, failed }: ProjectCounts): Look {
  if (failed > 0) return { word: 'Something failed', tone: 'danger', glyph: 'cross' }
  if (needsYou > 0) return { word: 'Needs you', tone: 'waiting', glyph: 'pause' }
  if (open > 0) return { word: 'At work', tone: 'info', glyph: 'half' }
  return { word: 'At rest', tone: 'muted', glyph: 'ring' }
}

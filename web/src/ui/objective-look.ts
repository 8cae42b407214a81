import type { ObjectiveEnd } from '#domain/outcome/outcome-words.ts'
import type { Look } from './ToneMark.tsx'

/** How an objective ended, or that it is open. */
export const objectiveLook: Record<ObjectiveEnd | 'open', Look> = {
  open: { word: 'Open', tone: 'info', glyph: 'half' },
  hit: { word: 'Hit', tone: 'positive', glyph: 'check' },
  missed: { word: 'Missed', tone: 'danger', glyph: 'cross' },
  dropped: { word: 'Dropped', tone: 'muted', glyph: 'slash' },
}

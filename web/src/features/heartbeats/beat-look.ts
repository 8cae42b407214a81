import type { BeatView } from '#api/heartbeats/contract.ts'
import type { SkipReason } from '#domain/agent/heartbeat.ts'
import { counted } from '../../ui/count-words.ts'
import type { Look } from '../../ui/ToneMark.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { skipWords } from '../../words/agent-words.ts'

/** How a beat looks in the strip: what came of it, and of its task. */
export function beatLook({ outcome, taskStatus }: BeatView): Look {
  if (outcome === 'started') return taskStatus ? taskStatusLook[taskStatus] : taskStatusLook.requested
  if (outcome === 'skipped') return { word: 'Nothing to do', tone: 'muted', glyph: 'ring' }
  if (outcome === 'coalesced') return { word: 'Earlier one still open', tone: 'muted', glyph: 'dashed' }
  return { word: 'Missed', tone: 'danger', glyph: 'slash' }
}

/** Why, in words; empty where the look says it all. */
export function beatReason({ outcome, reason, count }: BeatView): string {
  if (outcome === 'skipped') return skipWords[reason as SkipReason] ?? ''
  if (outcome === 'coalesced')
    return reason
      ? `its task is not ended and was not told the note “${reason}”: write it to that task`
      : 'its task is not ended, so nothing was added'
  if (outcome === 'missed') return [count > 1 && counted(count, 'beat'), reason].filter(Boolean).join('. ')
  return ''
}

import type { EntryType } from '../ledger/entry.ts'
import { isOpenAt } from '../policy/opening-rules.ts'
import type { Heartbeat, SkipReason } from './heartbeat.ts'

/**
 * What counts as new for an agent, beside what its own stream says: it happened in its project, in no heartbeat's
 * task, and nobody is told of it by itself. A message, an answer or a decision is not here: it wakes its task.
 */
export const newsWords = {
  task_failed: 'failed',
  verification_failed: 'lacks a deliverable',
  task_done: 'is done',
  task_cancelled: 'was cancelled',
  learning_recorded: 'learned',
  document_created: 'was added',
  document_changed: 'was changed',
  document_removed: 'was removed',
} as const satisfies Partial<Record<EntryType, string>>
export type NewsType = keyof typeof newsWords
export const newsTypes = Object.keys(newsWords) as NewsType[]

export interface News {
  type: NewsType
  /** Of the task that it happened in, or of the document. */
  title: string
  /** The error, the missing deliverables, the learning; empty where nothing was said. */
  detail: string
}

/** What there is when a beat comes. */
export interface Look {
  heartbeat: Heartbeat | null
  isActive: boolean
  isRetired: boolean
  isProjectClosed: boolean
  /** Its stage starts no run. */
  isProjectHeld: boolean
  hasExecutor: boolean
  /** The task of an earlier beat that has not ended. */
  openTaskId: string | null
  /** An operator asked for this beat; their name and what they wrote. */
  asked: { name: string; note: string } | null
  /** At most what a task's text should hold; `newsCount` is how many there are. */
  news: News[]
  newsCount: number
}

export type BeatDecision =
  | { kind: 'start'; lines: string[] }
  | { kind: 'skip'; reason: SkipReason }
  /** `untold`: the note with which it was asked for, which the open task does not hear. */
  | { kind: 'coalesce'; taskId: string; untold?: string }

/** What comes of a beat. Only `start` costs a model call. */
export function beatDecision(look: Look): BeatDecision {
  const reason = skipReason(look)
  if (reason) return { kind: 'skip', reason }
  const { asked, heartbeat, newsCount, openTaskId } = look
  if (openTaskId) return { kind: 'coalesce', taskId: openTaskId, ...(asked?.note && { untold: asked.note }) }
  if (!asked && heartbeat?.rule !== 'always' && newsCount === 0)
    return { kind: 'skip', reason: 'nothing_new' }
  return { kind: 'start', lines: linesOf(look) }
}

function skipReason(look: Look): SkipReason | null {
  if (look.isRetired) return 'retired'
  if (look.isProjectClosed) return 'project_closed'
  if (look.isProjectHeld) return 'project_not_active'
  if (!look.heartbeat) return 'no_heartbeat'
  if (!look.hasExecutor) return 'no_executor'
  // Who presses the button knows what time it is.
  return look.isActive || look.asked ? null : 'outside_hours'
}

export const mostNewsLines = 20
const longestLine = 300
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, longestLine)

function linesOf({ asked, news, newsCount }: Look): string[] {
  const shown = news.slice(0, mostNewsLines)
  const rest = newsCount - shown.length
  return [
    ...(asked ? [oneLine(`${asked.name} asked for this beat${asked.note ? `: ${asked.note}` : '.'}`)] : []),
    ...shown.map(({ type, title, detail }) =>
      oneLine(`“${title}” ${newsWords[type]}${detail ? `: ${detail}` : ''}`),
    ),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ]
}

export const beatTitle = (agentName: string, scheduledAt: string): string =>
  `Heartbeat of ${agentName}, ${scheduledAt.slice(0, 16).replace('T', ' ')} UTC`

/** What the task of a beat asks for. */
export function beatIntent(instruction: string, lines: readonly string[]): string {
  const news =
    lines.length > 0 ? [`New since your last heartbeat:\n${lines.map((l) => `- ${l}`).join('\n')}`] : []
  const end = 'If there is nothing to do, say so with fo_finish and end; do not look for work.'
  return [instruction, ...news, end].join('\n\n')
}

/** Whether the active hours hold this moment. The same `from` and `to` mean the whole day. */
export const isActiveAt = (
  { activeHours, timeZone }: Pick<Heartbeat, 'activeHours' | 'timeZone'>,
  at: string,
): boolean => !activeHours || isOpenAt({ ...activeHours, timeZone }, new Date(at))

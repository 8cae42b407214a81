import { isLate } from '#domain/task/deadline-rules.ts'
import type { TaskStatus } from '#domain/task/task.ts'
import type { DeadlineEnd } from '#domain/task/task-words.ts'
import { relative, span } from '../../ui/time-format.ts'

export interface Dated {
  status: TaskStatus
  dueAt: string | null
  dueEnd: DeadlineEnd | null
  endedAt: string | null
}

/** "due in 3 h", "2 h late"; of an ended task how late that was. Null: at no time, ended in time, or cancelled. */
export function dueWords(task: Dated, now: Date): string | null {
  const { dueAt, dueEnd, endedAt, status } = task
  if (dueAt === null || status === 'cancelled') return null
  const at = new Date(dueAt)
  if (endedAt !== null) {
    const over = Date.parse(endedAt) - at.getTime()
    return over > 0 ? `ended ${span(over)} late` : null
  }
  if (isLate(task, now)) return `${span(now.getTime() - at.getTime())} late`
  return `due ${relative(at, now)}${dueEnd === 'cancel' ? ', then cancelled' : ''}`
}

export const dueEndWords: Record<DeadlineEnd, { choice: string; what: string }> = {
  late: { choice: 'Show it as late', what: 'It goes on, and Home and every list show it as late.' },
  cancel: {
    choice: 'Cancel it',
    what: 'Its run is ended and what waits for approval is withdrawn. What was done stays recorded.',
  },
}

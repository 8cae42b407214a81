import type { BodyOf } from '#domain/ledger/entry.ts'
import type { DeadlineEnd } from '#domain/task/task-words.ts'
import { exact } from '../ui/time-format.ts'
import type { Said } from './said.ts'

const endWords: Record<DeadlineEnd, string> = {
  late: 'it is late then',
  cancel: 'it is cancelled then',
}

/** "Fri 27 Nov 2026, 18:00:00 CET, and it is cancelled then". */
export const deadlineWords = ({ at, end }: { at: string; end: DeadlineEnd }): string =>
  `${exact(new Date(at))}, and ${endWords[end]}`

export const deadlineChangedWords = ({ from, to }: BodyOf<'deadline_changed'>): Said => ({
  what: to ? `made the task due ${deadlineWords(to)}` : 'took the deadline away',
  detail: from ? `It was due ${deadlineWords(from)}.` : 'It was due at no time.',
})

export const deadlinePassedWords = ({ end }: BodyOf<'deadline_passed'>): Said => ({
  what:
    end === 'cancel'
      ? 'saw the deadline pass, and cancels the task by it'
      : 'saw the deadline pass: the task is late',
  tone: end === 'cancel' ? 'muted' : 'blocked',
})

import { dueProblem } from '#domain/task/deadline-rules.ts'
import type { DeadlineEnd } from '#domain/task/task-words.ts'
import { dayName } from '../../ui/time-format.ts'

export interface DueDraft {
  /** As the field holds it, in the reader's zone; empty: at no time. */
  due: string
  /** Only the day or only the time is there, which the field does not tell by its value. */
  isDueHalf: boolean
  dueEnd: DeadlineEnd
}

export const noDue: DueDraft = { due: '', isDueHalf: false, dueEnd: 'late' }

const two = (count: number) => String(count).padStart(2, '0')

/** What a field of day and time holds, in the reader's own zone. */
export const localText = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`

interface DueChoice {
  label: string
  at: Date
}

const eveningHour = 18

function evening(now: Date, days: number): Date {
  const day = new Date(now)
  day.setDate(day.getDate() + days)
  day.setHours(eveningHour, 0, 0, 0)
  return day
}

/** The times that are chosen most, by the reader's own clock. Today only while it is to come. */
export function dueChoices(now: Date): DueChoice[] {
  const toFriday = (12 - now.getDay()) % 7
  const choices = [
    { label: 'Today, 18:00', at: evening(now, 0) },
    { label: 'Tomorrow, 18:00', at: evening(now, 1) },
    { label: 'Friday, 18:00', at: evening(now, toFriday > 1 ? toFriday : toFriday + 7) },
  ]
  return choices
    .filter(({ at }) => at > now)
    .map((one) =>
      one.label.startsWith('Friday') && toFriday <= 1 ? { ...one, label: `${dayName(one.at)}, 18:00` } : one,
    )
}

/** What is wrong with what the field holds; null where nothing is, or it is empty. */
export function dueFieldProblem({ due, isDueHalf }: DueDraft, now: Date): string | null {
  if (due === '' && !isDueHalf) return null
  const at = new Date(due)
  const isHalf = isDueHalf || Number.isNaN(at.getTime())
  return isHalf ? 'Give both the day and the time.' : dueProblem(at.toISOString(), now)
}

/** Of a draft without a problem, for the request; null: at no time. */
export const dueAtOf = ({ due }: DueDraft): string | null => (due === '' ? null : new Date(due).toISOString())

export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

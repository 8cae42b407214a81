import type { Roi } from '#api/outcomes/contract.ts'
import { counted } from '../../ui/count-words.ts'

/** "2 decisions, 1 answer", without what there was none of. */
export function actionWords({ decisions, answers, messages }: Roi['actions']): string {
  const parts = [
    [decisions, 'decision'],
    [answers, 'answer'],
    [messages, 'message'],
  ] as const
  const some = parts.flatMap(([count, noun]) => (count > 0 ? [counted(count, noun)] : []))
  return some.join(', ') || 'no decision, answer or message'
}

/** "8 h 45 min". */
export function minuteWords(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(' ')
}

/** A day of the calendar as a moment of it, for words about days. */
export const dateOfDay = (day: string) => new Date(`${day}T12:00:00.000Z`)

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
export const dayWords = (day: string) => dayFormat.format(dateOfDay(day))

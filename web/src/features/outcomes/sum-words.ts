import type { Roi, Sum } from '#api/outcomes/contract.ts'
import type { GapReason } from '#domain/portfolio/roi.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { counted } from '../../ui/count-words.ts'

const words: Record<GapReason, (count: number) => string> = {
  run_without_price: (n) => `${counted(n, 'ended run')} ${n === 1 ? 'has' : 'have'} no known price`,
  no_exchange_rate: (n) =>
    `${counted(n, 'amount')} in another currency ${n === 1 ? 'has' : 'have'} no exchange rate`,
}

/** Why a sum is unknown, and what of it is known. */
export const gapWords = ({ known, gaps }: Sum, currency: string): string =>
  `${gaps.map(({ why, count }) => words[why](count)).join('; ')}. The known part is ${amountWords(known, currency)}.`

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

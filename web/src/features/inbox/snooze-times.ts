import type { InboxItem } from '#api/inbox/contract.ts'
import { snoozeRefusal } from '#domain/inbox/triage-rules.ts'

export interface SnoozeTime {
  label: string
  until: Date
}

const hourMs = 3_600_000

/** A day at nine in the morning, of the reader's own clock. */
function atNine(now: Date, days: number): Date {
  const day = new Date(now)
  day.setDate(day.getDate() + days)
  day.setHours(9, 0, 0, 0)
  return day
}

/** When it may come back, in the reader's time zone. Monday is the first day of a week. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const toMonday = (8 - now.getDay()) % 7 || 7
  return [
    { label: 'Later today, in 3 h', until: new Date(now.getTime() + 3 * hourMs) },
    { label: 'Tomorrow, 9:00', until: atNine(now, 1) },
    { label: 'Next week, Monday 9:00', until: atNine(now, toMonday) },
  ]
}

/** Why one of them can't come back then; null where all can. */
export const snoozeRefusalOf = (items: readonly InboxItem[], until: Date, now: Date): string | null =>
  items
    .map((item) => snoozeRefusal(item, until.toISOString(), now.toISOString()))
    .find((refusal) => refusal !== null) ?? null

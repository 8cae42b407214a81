import { dayOf, daysAfter, weekOf } from '#domain/outcome/iso-week.ts'

/** Today in UTC, and what follows from it. */
export function calendar(now = new Date()) {
  const today = dayOf(now.toISOString())
  return { today, tomorrow: daysAfter(today, 1), week: weekOf(today) }
}

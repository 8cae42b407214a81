import { dayOf, daysAfter, mondayOf, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'

/** Today in UTC, and what follows from it. */
export function calendar(now = new Date()) {
  const today = dayOf(now.toISOString())
  return { today, tomorrow: daysAfter(today, 1), week: weekOf(today) }
}

export const startOfWeek = (week: string) => new Date(`${mondayOf(week)}T00:00:00.000Z`)

/** When this week and the next one end. */
export function weekEnds(now = new Date()) {
  const { week } = calendar(now)
  return { week: startOfWeek(weeksAfter(week, 1)), next: startOfWeek(weeksAfter(week, 2)) }
}

import { dayOf, daysAfter, mondayOf, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'

/** `late`: since yesterday. The others end in this ISO week and in the next one, on whatever day that is asked. */
export type Due = 'late' | 'this week' | 'next week'

const hour = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()
const friday = 4
const sunday = 6

export function dueAt(due: Due, end: number): string {
  const week = weekOf(dayOf(iso(end)))
  const at = (nth: string, day: number, time: string) =>
    Date.parse(`${daysAfter(mondayOf(nth), day)}T${time}Z`)
  if (due === 'late') return iso(end - 20 * hour)
  if (due === 'next week') return iso(at(weeksAfter(week, 1), friday, '16:00:00.000'))
  // A Friday that is over, or about to be, is the end of the week.
  const asUsual = at(week, friday, '16:00:00.000')
  return iso(asUsual - end > 6 * hour ? asUsual : at(week, sunday, '23:59:59.999'))
}

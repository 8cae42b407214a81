const dayMs = 86_400_000
const dateShape = /^\d{4}-\d\d-\d\d$/
const weekShape = /^(\d{4})-W(\d\d)$/

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const msOf = (date: string) => Date.parse(`${date}T00:00:00.000Z`)

/** Whether it is a day of the calendar, like 2026-11-25. */
export function isDate(text: string): boolean {
  if (!dateShape.test(text)) return false
  const ms = msOf(text)
  return !Number.isNaN(ms) && dateOf(ms) === text
}

/** The day in UTC: weeks and periods are cut there, for both operators alike. */
export const dayOf = (at: string): string => at.slice(0, 10)
export const daysAfter = (date: string, days: number): string => dateOf(msOf(date) + days * dayMs)

/** Of which figures by month are counted: today among them, both ends in it. */
export const thirtyDaysTo = (today: string) => ({ from: daysAfter(today, -29), to: today })

/** The ISO week of a day, like 2026-W48: it begins on Monday, and week 1 holds the year's first Thursday. */
export function weekOf(date: string): string {
  const ms = msOf(date)
  const thursday = new Date(ms + (3 - ((new Date(ms).getUTCDay() + 6) % 7)) * dayMs)
  const year = thursday.getUTCFullYear()
  const nth = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * dayMs))
  return `${year}-W${String(nth).padStart(2, '0')}`
}

/** The day on which an ISO week begins. */
export function mondayOf(week: string): string {
  const [, year, nth] = weekShape.exec(week) ?? []
  const first = weekOf(`${year}-01-01`).startsWith(`${year}`) ? 0 : 1
  const january = `${year}-01-01`
  const monday = daysAfter(january, -((new Date(msOf(january)).getUTCDay() + 6) % 7))
  return daysAfter(monday, (first + Number(nth) - 1) * 7)
}

export const isWeek = (text: string): boolean => weekShape.test(text) && weekOf(mondayOf(text)) === text
export const weeksAfter = (week: string, weeks: number): string =>
  weekOf(daysAfter(mondayOf(week), weeks * 7))

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** One unit, whole number, no "about": 40 s, 12 min, 2 h, 3 d. */
export function span(ms: number, whole = Math.round): string {
  const length = Math.abs(ms)
  if (length < minute) return `${Math.max(1, whole(length / 1000))} s`
  if (length < hour) return `${whole(length / minute)} min`
  if (length < day) return `${whole(length / hour)} h`
  return `${whole(length / day)} d`
}

/** Two units below ten hours, cut and never rounded up: a deadline must not look later than it is. */
function until(ms: number): string {
  if (ms < hour || ms >= 10 * hour) return span(ms, Math.floor)
  const minutes = Math.floor((ms % hour) / minute)
  return `${Math.floor(ms / hour)} h${minutes ? ` ${minutes} min` : ''}`
}

export function relative(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime()
  if (Math.abs(ms) < 10_000) return 'now'
  return ms < 0 ? `${span(ms)} ago` : `in ${until(ms)}`
}

const exactFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })

/** For lists in order of time: minutes while fresh, then the clock, then the day. */
export function moment(at: Date, now: Date): string {
  if (now.getTime() - at.getTime() < hour) return relative(at, now)
  return at.toDateString() === now.toDateString() ? clock(at) : `${dayName(at)}, ${clock(at)}`
}

export const exact = (at: Date) => exactFormat.format(at)
export const clock = (at: Date) => clockFormat.format(at)
export const dayName = (at: Date) => dayFormat.format(at).replace(',', '')

/** Sentences of rules name instants as the record does; here they are read by a person. */
export const timesForPeople = (sentence: string): string =>
  sentence.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) => exact(new Date(at)))

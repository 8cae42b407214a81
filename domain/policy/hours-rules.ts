import type { Hours } from './policy-document.ts'

const stepMs = 5 * 60_000
const stepsAhead = (8 * 86_400_000) / stepMs
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

type IsOpen = (at: Date) => boolean

/** Answers for one time after another, so that the zone is looked up once. */
function openingOf({ timeZone, days, from, to }: Hours): IsOpen {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const parts = format.formatToParts(at)
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
    const clock = `${part('hour')}:${part('minute')}`
    return days.includes(weekdays.indexOf(part('weekday')) + 1) && clock >= from && clock < to
  }
}

export function isWithin(hours: readonly Hours[], now: Date): boolean {
  return hours.every((one) => openingOf(one)(now))
}

/** When all of these are open next, at most eight days ahead; null: never at the same time. `now` where they are. */
export function nextOpening(hours: readonly Hours[], now: Date): Date | null {
  const openings = hours.map(openingOf)
  const areOpen: IsOpen = (at) => openings.every((isOpen) => isOpen(at))
  if (areOpen(now)) return now
  const first = Math.ceil(now.getTime() / stepMs) * stepMs
  for (let step = 0; step <= stepsAhead; step++) {
    const at = new Date(first + step * stepMs)
    if (areOpen(at)) return at
  }
  return null
}

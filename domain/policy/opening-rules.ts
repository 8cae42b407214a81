/** `HH:MM` of the zone; days count from 1, Monday. `to` is not within, and where it is no later than `from`, the next day's. */
export interface OpenHours {
  timeZone: string
  days: readonly number[]
  from: string
  to: string
}

const minuteMs = 60_000
const dayMinutes = 1_440
const weekMinutes = 7 * dayMinutes
/** The epoch was a Thursday. */
const epochMinutes = 3 * dayMinutes
/** A week to the next opening, and those that a change of the clock leaves out. */
const mostJumps = 10

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const clocks = new Map<string, Intl.DateTimeFormat>()

/** They are slow to make, and a preview asks for many times. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone })
  clocks.set(timeZone, clock)
  return clock
}

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** Day (1 is Monday) and minute of the day of a moment in a zone. */
function localTime(at: Date, timeZone: string): { day: number; minute: number } {
  const parts = clockOf(timeZone).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return {
    day: weekdays.indexOf(part('weekday')) + 1,
    minute: minutesOf(`${part('hour')}:${part('minute')}`),
  }
}

/** Whether the hours hold this moment. The same `from` and `to` mean the whole day. */
export function isOpenAt({ timeZone, days, from: first, to: last }: OpenHours, at: Date): boolean {
  const { day, minute } = localTime(at, timeZone)
  const [from, to] = [minutesOf(first), minutesOf(last)]
  const isOn = (one: number) => days.includes(one === 0 ? 7 : one)
  if (from < to) return isOn(day) && minute >= from && minute < to
  // Past midnight the hours belong to the day on which they began.
  return minute >= from ? isOn(day) : minute < to && isOn(day - 1)
}

/** The first moment from this one on that the hours hold, this very one where they do; null: there is none. */
export function nextOpenAt(hours: OpenHours, from: Date): Date | null {
  let at = from
  for (let jumps = 0; jumps < mostJumps; jumps++) {
    if (isOpenAt(hours, at)) return at
    const ahead = minutesToBeginning(hours, at)
    if (ahead === null) return null
    at = later(at, ahead, hours.timeZone)
  }
  return null
}

/** By the clock as it goes now. */
function minutesToBeginning({ timeZone, days, from }: OpenHours, at: Date): number | null {
  const { day, minute } = localTime(at, timeZone)
  const begins = days.map((one) => modulo((one - day) * dayMinutes + minutesOf(from) - minute) || weekMinutes)
  return begins.length > 0 ? Math.min(...begins) : null
}

/** So many whole minutes on; no further than to where the clock is changed, since what it says then differs. */
function later(at: Date, minutes: number, timeZone: string): Date {
  const start = Math.floor(at.getTime() / minuteMs)
  const shift = shiftAt(start, timeZone)
  let [same, next] = [0, minutes]
  if (shiftAt(start + next, timeZone) !== shift)
    while (next - same > 1) {
      const middle = Math.floor((same + next) / 2)
      if (shiftAt(start + middle, timeZone) === shift) same = middle
      else next = middle
    }
  return new Date((start + next) * minuteMs)
}

/** How many minutes the zone is before UTC, within a week. */
function shiftAt(minute: number, timeZone: string): number {
  const local = localTime(new Date(minute * minuteMs), timeZone)
  return modulo((local.day - 1) * dayMinutes + local.minute - epochMinutes - minute)
}

const modulo = (minutes: number) => ((minutes % weekMinutes) + weekMinutes) % weekMinutes

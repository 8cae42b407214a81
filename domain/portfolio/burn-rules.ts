import { daysAfter } from '../outcome/iso-week.ts'

export interface DayOfMonth {
  /** In UTC, like 2026-11-24. */
  day: string
  nanoUsd: number
}

export interface MonthBurn {
  /** Of each day of the month until today, the sum up to its end; billionths of a US dollar. */
  sums: number[]
  spentNanoUsd: number
  /** Where it ends if the days to come cost what those so far did; null on the first day. */
  forecastNanoUsd: number | null
  daysInMonth: number
}

/** The month that `today` is in, from what its days cost; a day without a run is not among them. */
export function monthBurn(days: readonly DayOfMonth[], today: string): MonthBurn {
  const first = `${today.slice(0, 7)}-01`
  const byDay = new Map(days.map(({ day, nanoUsd }) => [day, nanoUsd]))
  const dayNumber = Number(today.slice(8))
  let spent = 0
  const sums = Array.from({ length: dayNumber }, (_, nth) => {
    spent += byDay.get(daysAfter(first, nth)) ?? 0
    return spent
  })
  const nextMonth = `${daysAfter(first, 31).slice(0, 7)}-01`
  const daysInMonth = Number(daysAfter(nextMonth, -1).slice(8))
  const full = dayNumber - 1
  const untilYesterday = sums[full - 1] ?? 0
  // Today is not over: the days before it say how fast it goes, and today counts with what it has cost already.
  const forecast =
    full === 0
      ? null
      : Math.round(Math.max(spent, untilYesterday + (untilYesterday / full) * (daysInMonth - full)))
  return { sums, spentNanoUsd: spent, forecastNanoUsd: forecast, daysInMonth }
}

import { isOpenAt, nextOpenAt } from './opening-rules.ts'
import type { Hours } from './policy-document.ts'

/** A week, and one that a change of the clock leaves out. */
const aheadMs = 15 * 86_400_000

export const isWithin = (hours: readonly Hours[], now: Date): boolean =>
  hours.every((one) => isOpenAt(one, now))

/** When all of these are open next, at most 15 days ahead; null: never at the same time. `now` where they are. */
export function nextOpening(hours: readonly Hours[], now: Date): Date | null {
  let at: Date | null = now
  while (at !== null && at.getTime() - now.getTime() <= aheadMs) {
    const moment: Date = at
    const closed = hours.find((one) => !isOpenAt(one, moment))
    if (!closed) return moment
    at = nextOpenAt(closed, moment)
  }
  return null
}

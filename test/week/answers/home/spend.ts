import { decimalOf } from '../../amounts.ts'
import { sumBy } from '../../answer.ts'
import type { Ledger } from '../../ledger.ts'
import type { HomePart } from './part.ts'

export const spend: HomePart<'spend'> = {
  name: 'home: what models cost this month',
  recorded(ledger, now) {
    const [year = 0, month = 0, day = 0] = now.toISOString().slice(0, 10).split('-').map(Number)
    const since = new Date(Date.UTC(year, month - 1)).toISOString()
    const runs = runsIn(ledger)
    const over = runs.filter(({ endedAt }) => endedAt !== null && endedAt >= since)
    const upTo = (nth: number) =>
      sumBy(
        over.filter(({ endedAt }) => Number(endedAt?.slice(8, 10)) <= nth),
        ({ counted }) => counted ?? 0,
      )
    const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
    const atPace = (upTo(day - 1) / (day - 1)) * (daysInMonth - day + 1)
    return {
      sums: Array.from({ length: day }, (_, nth) => upTo(nth + 1)),
      spentNanoUsd: upTo(day),
      reservedNanoUsd: sumBy(runs, (run) => (run.endedAt === null ? (run.reserved ?? 0) : 0)),
      since,
      // What is left of the month costs as much a day as the days that are over, and no less than today by now.
      forecastNanoUsd: day === 1 ? null : Math.round(Math.max(upTo(day), upTo(day - 1) + atPace)),
      daysInMonth,
      unknownRuns: over.filter(({ isUnknown }) => isUnknown).length,
      uncountedRuns: over.filter(({ counted }) => counted === null).length,
    }
  },
  words: ({ spentNanoUsd, forecastNanoUsd }) =>
    `${dollars(spentNanoUsd)} US dollars, ${forecastNanoUsd === null ? 'no forecast' : `${dollars(forecastNanoUsd)} by its end`}`,
}

const dollars = (nano: number) => decimalOf(BigInt(nano))

/** Every run that was let go, with what it counts: its price; unknown, what was kept for it or is known of it. */
function runsIn(ledger: Ledger) {
  const keyOf = ({ streamId, body }: { streamId: string; body: { stepId: string } }) =>
    `${streamId} ${body.stepId}`
  const ends = new Map(ledger.of('run_ended').map((one) => [keyOf(one), one]))
  return ledger.of('run_queued').map((queued) => {
    const end = ends.get(keyOf(queued))
    const usage = end?.body.usage
    const reserved = queued.body.reserved?.costNanoUsd ?? null
    const parts = [reserved, usage?.knownNanoUsd ?? null].filter((part) => part !== null)
    const price = usage?.costNanoUsd ?? null
    const atLeast = parts.length > 0 ? Math.max(...parts) : null
    return { endedAt: end?.at ?? null, reserved, isUnknown: price === null, counted: price ?? atLeast }
  })
}

import type { Scope } from './scope.ts'

const hourMs = 3_600_000

/** A limit of effects in an hour, and when those of the last hour went out, oldest first. */
export interface EffectRate {
  scope: Scope
  limit: number
  /** ISO. What is allowed and not done yet is there as of now. */
  givenOut: readonly string[]
  /** How many of them are allowed and not done yet. Absent: none. */
  due?: number
}

const ofScope: Record<Scope, string> = {
  portfolio: 'all projects',
  project: 'its project',
  agent: 'its agent',
}

/** Until when one more has to wait, ISO; null where it need not. Over a limit that was lowered, until enough are old. */
export function rateUntil({ limit, givenOut }: EffectRate): string | null {
  const newest = givenOut.slice(-limit)
  const first = newest.length < limit ? undefined : newest[0]
  return first === undefined ? null : new Date(Date.parse(first) + hourMs).toISOString()
}

/** Why no permission goes out now, by the limit that holds longest; null where none does. */
export function rateRefusal(rates: readonly EffectRate[], now: Date): string | null {
  const held = rates
    .map((rate) => ({ ...rate, until: rateUntil(rate) }))
    .filter(({ until }) => until !== null && Date.parse(until) > now.getTime())
    .sort((a, b) => String(b.until).localeCompare(String(a.until)))
  const [longest] = held
  if (!longest?.until) return null
  const { scope, limit, until, due = 0 } = longest
  const minutes = Math.ceil((Date.parse(until) - now.getTime()) / 60_000)
  const most = limit === 1 ? 'one effect' : `${limit} effects`
  const waiting = due === 0 ? '' : ` ${due} of them ${due === 1 ? 'is' : 'are'} allowed and not done yet.`
  return `The policy of ${ofScope[scope]} lets out at most ${most} in an hour.${waiting} Decide it again in ${minutes} min.`
}

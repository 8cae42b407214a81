import { Cron } from 'croner'
import type { Heartbeat } from '#domain/agent/heartbeat.ts'
import { nextOpenAt } from '#domain/policy/opening-rules.ts'

export type Timing = Pick<Heartbeat, 'rhythm' | 'timeZone' | 'activeHours'>

/** What falls outside so many openings in a row is as good as never within one. */
export const mostMisses = 100
const secondMs = 1_000

/**
 * The next planned times after a moment, ISO; fewer where there are no more, or none up to `until`, ISO as well. From a
 * time outside the active hours it goes on at their next opening: to walk there minute by minute would keep everybody
 * else waiting.
 */
export function nextBeats(
  { rhythm, timeZone, activeHours }: Timing,
  after: Date,
  count: number,
  until?: string,
): string[] {
  const last = until ? Date.parse(until) : Number.POSITIVE_INFINITY
  const step = 'cron' in rhythm ? cronSteps(rhythm.cron, timeZone) : intervalSteps(rhythm.everySeconds)
  const openFrom = (at: Date) => (activeHours ? nextOpenAt({ ...activeHours, timeZone }, at) : at)
  const times: string[] = []
  let at = step(after)
  let misses = 0
  while (at && at.getTime() <= last && times.length < count && misses < mostMisses) {
    const open = openFrom(at)
    if (!open || open.getTime() > last) break
    const isHit = open.getTime() === at.getTime()
    if (isHit) times.push(at.toISOString())
    misses = isHit ? 0 : misses + 1
    at = step(isHit ? at : new Date(open.getTime() - secondMs))
  }
  return times
}

type Step = (after: Date) => Date | null

/** As Temporal counts: from the epoch on, so that every 30 minutes is at :00 and :30. */
const intervalSteps = (everySeconds: number): Step => {
  const ms = everySeconds * 1_000
  return (after) => new Date((Math.floor(after.getTime() / ms) + 1) * ms)
}

function cronSteps(cron: string, timezone: string): Step {
  const pattern = new Cron(cron, { timezone, paused: true, mode: '5-part' })
  return (after) => pattern.nextRun(after)
}

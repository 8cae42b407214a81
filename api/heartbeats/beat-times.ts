import { Cron } from 'croner'
import { isActiveAt } from '#domain/agent/beat-rules.ts'
import type { Heartbeat } from '#domain/agent/heartbeat.ts'

export type Timing = Pick<Heartbeat, 'rhythm' | 'timeZone' | 'activeHours'>

/** A week of minutes and a little more: what has no time within is as good as never. */
const mostSteps = 11_000

/** The next planned times after a moment, ISO; fewer where there are no more. */
export function nextBeats({ rhythm, timeZone, activeHours }: Timing, after: Date, count: number): string[] {
  const step = 'cron' in rhythm ? cronSteps(rhythm.cron, timeZone) : intervalSteps(rhythm.everySeconds)
  const times: string[] = []
  let at: Date | null = after
  for (let i = 0; i < mostSteps && times.length < count; i++) {
    at = step(at)
    if (!at) break
    const time = at.toISOString()
    if (isActiveAt({ activeHours, timeZone }, time)) times.push(time)
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

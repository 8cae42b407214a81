import type { Heartbeat } from '#domain/agent/heartbeat.ts'
import type { Pool } from '#prisma/client.ts'
import { recordMissed, takeBeat } from '#prisma/write/beats.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import type { StoryPlace } from '../story-facts.ts'
import { TaskStory } from '../task-story.ts'
import { type Timeline, tellStory } from './timeline.ts'

export interface Beating {
  place: StoryPlace
  heartbeat: Heartbeat
  finds: readonly string[]
  /** Its planned times, ISO. */
  times: readonly string[]
  random: () => number
  /** Gives what is recorded its place: a beat looks at what is new by position. */
  placeAll: () => Promise<void>
}

/** When the control worker was away, ms. */
export interface Away {
  from: number
  to: number
}

/** Every planned time of an agent has its beat, decided as ever; where the worker was away it was missed. */
export function tellBeats(timeline: Timeline, pool: Pool, beating: Beating, away: Away): void {
  const isMissed = (time: string) => Date.parse(time) >= away.from && Date.parse(time) < away.to
  const missed = beating.times.filter(isMissed)
  const [first, last] = [missed[0], missed.at(-1)]
  if (first && last) {
    const reason = 'The control worker was away, or an earlier beat was still being looked at.'
    const gap = { scheduledAt: first, until: last, count: missed.length, reason }
    const at = new Date(away.to).toISOString()
    timeline.at(away.to, () => recordMissed(pool, beating.place.agentId, gap, at))
  }
  const met = beating.times.filter((time) => !isMissed(time))
  met.forEach((time, nth) => {
    timeline.at(Date.parse(time) + 400, () => beat(timeline, pool, beating, { time, nth }))
  })
}

async function beat(
  timeline: Timeline,
  pool: Pool,
  { place, finds, random, placeAll }: Beating,
  { time, nth }: { time: string; nth: number },
): Promise<void> {
  await placeAll()
  const at = new Date(Date.parse(time) + 400).toISOString()
  const { outcome, taskId } = await takeBeat(pool, place.agentId, time, at)
  if (outcome !== 'started' || !taskId) return
  const { state } = await taskMark(pool, taskId)
  const says = finds[nth % finds.length] ?? 'Nothing to do.'
  const story = new TaskStory(place, { taskId, state })
    .after(0.1)
    .begin()
    .after(1 + random() * 2)
    .finish(says)
  const usd = Number((0.02 + random() * 0.05).toFixed(4))
  tellStory(timeline, pool, story.endRun({ text: says, usd }).done())
}

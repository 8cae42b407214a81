import type { HomeWeek } from '#api/home/contract.ts'
import { weekOf } from '#domain/outcome/iso-week.ts'
import { by, counted, sumBy } from '../../answer.ts'
import type { Ledger } from '../../ledger.ts'
import { shippedIn } from '../shipped.ts'
import { objectivesOf } from './objectives.ts'
import type { HomePart } from './part.ts'
import { toShipOf } from './to-ship.ts'

const dayMs = 86_400_000
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** The days from Monday to today, in UTC. */
export function daysOfWeek(now: Date): string[] {
  const sinceMonday = (now.getUTCDay() + 6) % 7
  return Array.from({ length: sinceMonday + 1 }, (_, nth) =>
    dayOf(now.getTime() - (sinceMonday - nth) * dayMs),
  )
}

export const week: HomePart<'week'> = {
  name: 'home: this week and the next',
  recorded(ledger, now) {
    const today = dayOf(now.getTime())
    const week = weekOf(today)
    return {
      ...{ week, today },
      ...shippedOf(ledger, now),
      ...toShipOf(ledger, week),
      ...objectivesOf(ledger, week),
    }
  },
  words: (one) =>
    [
      `${counted(one.shippedCount, 'deliverable')} shipped, ${one.waivedCount} without proof`,
      `${counted(one.toShipCount, 'task')} to ship, ${one.dueCount} due, ${one.dueNextCount} due next week`,
      `${one.hitCount} of ${counted(one.objectiveCount, 'objective')} hit, ${one.plannedCount} planned`,
    ].join('; '),
}

const mostADay = 4

/** The latest first; of one moment in the order of their titles. */
function shippedOf(ledger: Ledger, now: Date): Pick<HomeWeek, 'days' | 'shippedCount' | 'waivedCount'> {
  const all = shippedIn(ledger)
    .sort(by(({ taskId, title }) => `${taskId} ${title}`))
    .sort((a, b) => by(({ verifiedAt }: typeof a) => verifiedAt)(b, a))
  const ofWeek = daysOfWeek(now).map((day) => ({
    day,
    ones: all.filter(({ verifiedAt }) => verifiedAt.startsWith(day)),
  }))
  const days = ofWeek.map(({ day, ones }) => ({
    ...{ day, count: ones.length },
    items: ones.slice(0, mostADay).map(({ verifiedAt, agentName: _, hash: __, ...one }) => ({
      ...{ ...one, at: verifiedAt },
    })),
  }))
  return {
    days,
    shippedCount: sumBy(days, ({ count }) => count),
    waivedCount: ofWeek.flatMap(({ ones }) => ones).filter(({ proof }) => proof === 'waived').length,
  }
}

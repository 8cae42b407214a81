import { homeContract } from '#api/home/contract.ts'
import { decimalOf, total } from '../amounts.ts'
import { answer, by, counted, sumBy } from '../answer.ts'
import { idOf, type Ledger } from '../ledger.ts'
import { projectsOf, tasksOf } from '../reading.ts'
import { blockedIn } from './home.ts'
import { leftOf, monthBefore, nano } from './outcomes.ts'
import { shippedIn } from './shipped.ts'

const dayMs = 86_400_000
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** The days from Monday to today, in UTC. */
export function daysOfWeek(now: Date): string[] {
  const sinceMonday = (now.getUTCDay() + 6) % 7
  return Array.from({ length: sinceMonday + 1 }, (_, nth) =>
    dayOf(now.getTime() - (sinceMonday - nth) * dayMs),
  )
}

const mostADay = 4

export const weekShipped = answer({
  name: 'home: what shipped on each day of the week',
  async answered(ask) {
    const { days, shippedCount } = (await ask(homeContract.getHome)).week
    return {
      shippedCount,
      days: days.map(({ day, count, items }) => ({
        ...{ day, count },
        items: items.map(({ taskId, title, projectId, at, proof }) => ({
          taskId,
          title,
          projectId,
          at,
          proof,
        })),
      })),
    }
  },
  recorded(ledger, now) {
    // The latest first; of one moment in the order of their titles.
    const all = shippedIn(ledger)
      .sort(by(({ taskId, title }) => `${taskId} ${title}`))
      .sort((a, b) => by(({ verifiedAt }: typeof a) => verifiedAt)(b, a))
    const days = daysOfWeek(now).map((day) => {
      const ones = all.filter(({ verifiedAt }) => verifiedAt.startsWith(day))
      const items = ones.map(({ taskId, title, projectId, verifiedAt, proof }) => ({
        ...{ taskId, title, projectId, at: verifiedAt, proof },
      }))
      return { day, count: ones.length, items: items.slice(0, mostADay) }
    })
    return { days, shippedCount: sumBy(days, ({ count }) => count) }
  },
  words: ({ shippedCount }) => counted(shippedCount, 'deliverable'),
})

const ended = ['done', 'failed', 'cancelled']

export const weekToShip = answer({
  name: 'home: what is to ship, and the objectives of the week',
  async answered(ask) {
    const { toShip, toShipCount, objectives } = (await ask(homeContract.getHome)).week
    return {
      toShip: toShip.map(({ taskId, title, deliverables }) => ({ taskId, title, deliverables })),
      toShipCount,
      objectives: objectives.map(({ title, outcome }) => ({ title, outcome })).sort(by(({ title }) => title)),
    }
  },
  recorded(ledger) {
    const declared = new Map(
      ledger.of('task_requested').map((one) => [idOf(one), one.body.deliverables.length]),
    )
    const toShip = tasksOf(ledger)
      .filter(({ id, status }) => !ended.includes(status) && (declared.get(id) ?? 0) > 0)
      .map(({ id, title }) => ({ taskId: id, title, deliverables: declared.get(id) }))
    const closed = new Map(ledger.of('objective_closed').map(({ body }) => [body.objectiveId, body.outcome]))
    const objectives = ledger
      .of('objective_set')
      .map(({ body }) => ({ title: body.title, outcome: closed.get(body.objectiveId) ?? null }))
      .sort(by(({ title }) => title))
    return { toShip, toShipCount: toShip.length, objectives }
  },
  words: ({ toShipCount, objectives }) =>
    `${counted(toShipCount, 'task')} to ship; ${counted(objectives.length, 'objective')}`,
})

export const figures = answer({
  name: 'home: the figures of each project',
  async answered(ask) {
    const { projects } = await ask(homeContract.getHome)
    return projects
      .map(({ projectId, shipped, blocked, revenue, roi }) => ({
        ...{ projectId, shipped, blocked, revenue: nano(revenue), roi: nano(roi) },
        runsWithoutPrice: sumBy(roi.gaps, ({ count }) => count),
      }))
      .sort(by(({ projectId }) => projectId))
  },
  recorded(ledger, now) {
    const count = (list: { projectId: string }[], id: string) =>
      list.filter(({ projectId }) => projectId === id).length
    const [monday = ''] = daysOfWeek(now)
    const shipped = shippedIn(ledger).filter(({ verifiedAt }) => verifiedAt >= monday)
    return projectsOf(ledger)
      .map(({ id }) => {
        const { revenue, roi, runsWithoutPrice } = leftOf(ledger, id, monthBefore(now))
        const counts = { shipped: count(shipped, id), blocked: count(blockedIn(ledger), id) }
        return { projectId: id, ...counts, revenue, roi, runsWithoutPrice }
      })
      .sort(by(({ projectId }) => projectId))
  },
  words: (all) =>
    all.map(({ revenue, roi }) => `${decimalOf(revenue)} earned, ${decimalOf(roi)} left`).join('; '),
})

export const spend = answer({
  name: 'home: what models cost this month',
  async answered(ask) {
    const { spentNanoUsd, unknownRuns, sums } = (await ask(homeContract.getHome)).spend
    return { spent: BigInt(spentNanoUsd), unknownRuns, upToToday: BigInt(sums.at(-1) ?? 0) }
  },
  recorded(ledger, now) {
    const { spent, unknownRuns } = spentIn(ledger, now.toISOString().slice(0, 7))
    return { spent, unknownRuns, upToToday: spent }
  },
  words: ({ spent }) => `${decimalOf(spent)} US dollars`,
})

/** Of the runs that ended in a month; nothing is reserved in money in this week. */
function spentIn(ledger: Ledger, month: string) {
  const runs = new Set(ledger.of('run_queued').map(({ streamId, body }) => `${streamId} ${body.stepId}`))
  const prices = ledger
    .of('run_ended')
    .filter(({ at, streamId, body }) => at.startsWith(month) && runs.has(`${streamId} ${body.stepId}`))
    .map(({ body }) => body.usage?.costNanoUsd ?? null)
  const known = prices.filter((price) => price !== null)
  return { spent: total(known.map(BigInt)), unknownRuns: prices.length - known.length }
}

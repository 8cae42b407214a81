import type { Sum } from '#api/outcomes/contract.ts'
import { weekOf } from '#domain/outcome/iso-week.ts'
import { decimalOf, nanoOf } from '../../amounts.ts'
import { projectsOf } from '../../reading.ts'
import { leftOf, monthBefore } from '../outcomes.ts'
import { shippedIn } from '../shipped.ts'
import { blockedIn } from './blocked.ts'
import { objectivesIn } from './objectives.ts'
import type { HomePart } from './part.ts'
import { daysOfWeek } from './week.ts'

export const figures: HomePart<'projects'> = {
  name: 'home: the figures of each project',
  recorded(ledger, now) {
    const [monday = '', ...rest] = daysOfWeek(now)
    const week = weekOf(rest.at(-1) ?? monday)
    const shipped = shippedIn(ledger).filter(({ verifiedAt }) => verifiedAt >= monday)
    const objectives = objectivesIn(ledger, week).filter((one) => one.week <= week)
    return projectsOf(ledger).map(({ id }) => {
      const { revenue, roi, runsWithoutPrice } = leftOf(ledger, id, monthBefore(now))
      const gap = { why: 'run_without_price' as const, count: runsWithoutPrice }
      return {
        projectId: id,
        shipped: ofProject(shipped, id).length,
        waived: ofProject(shipped, id).filter(({ proof }) => proof === 'waived').length,
        blocked: ofProject(blockedIn(ledger), id).length,
        objectives: ofProject(objectives, id).length,
        objectivesHit: ofProject(objectives, id).filter(({ outcome }) => outcome === 'hit').length,
        revenue: { known: decimalOf(revenue), gaps: [] },
        roi: { known: decimalOf(roi), gaps: runsWithoutPrice > 0 ? [gap] : [] },
      }
    })
  },
  words: (all) =>
    all
      .map(({ revenue, roi }) => `${wordsOf(revenue)} earned, ${wordsOf(roi)} left as far as known`)
      .join('; '),
  alike: (all) => all.map((one) => ({ ...one, revenue: withNano(one.revenue), roi: withNano(one.roi) })),
}

const ofProject = <T extends { projectId: string }>(list: readonly T[], id: string) =>
  list.filter(({ projectId }) => projectId === id)
const wordsOf = ({ known }: Sum) => decimalOf(nanoOf(known))
const withNano = (sum: Sum) => ({ ...sum, known: nanoOf(sum.known) })

/** That of the events that were booked: a Front Office has one. */
export const currency: HomePart<'currency'> = {
  name: 'home: the currency',
  recorded: (ledger) => ledger.of('revenue_booked', 'cost_booked').at(-1)?.body.currency ?? 'USD',
  words: String,
}

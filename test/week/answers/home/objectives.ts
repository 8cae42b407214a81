import type { HomeWeek } from '#api/home/contract.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { by } from '../../answer.ts'
import { idOf, type Ledger } from '../../ledger.ts'

type Objectives = Pick<HomeWeek, 'objectives' | 'objectiveCount' | 'hitCount' | 'plannedCount'>

/** Of this week, the next one, then what an earlier week left open; of one week the open ones first. */
export function objectivesOf(ledger: Ledger, week: string): Objectives {
  const all = objectivesIn(ledger, week)
  const planned = all.filter((one) => one.week > week)
  const present = all.filter((one) => one.week <= week)
  const key = (one: (typeof all)[number]) =>
    `${one.week < week} ${one.week} ${one.outcome !== null} ${one.setAt} ${one.id}`
  return {
    objectives: all.sort(by(key)).map(({ setAt: _, ...one }) => one),
    objectiveCount: present.length,
    hitCount: present.filter(({ outcome }) => outcome === 'hit').length,
    plannedCount: planned.length,
  }
}

/** Of the two weeks, and what an earlier one left open. */
export function objectivesIn(ledger: Ledger, week: string) {
  const closed = new Map(ledger.of('objective_closed').map(({ body }) => [body.objectiveId, body.outcome]))
  return ledger
    .of('objective_set')
    .map((one) => {
      const { objectiveId: id, title, target, week: of } = one.body
      const owner = { projectId: idOf(one), projectName: ledger.nameOf(idOf(one)) }
      return { ...{ id, title, target, week: of }, outcome: closed.get(id) ?? null, ...owner, setAt: one.at }
    })
    .filter((one) => one.week <= weeksAfter(week, 1) && (one.week >= week || one.outcome === null))
}

import type { HomeWeek } from '#api/home/contract.ts'
import { mondayOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { by } from '../../answer.ts'
import { idOf, type Ledger } from '../../ledger.ts'
import { type TaskReading, tasksOf } from '../../reading.ts'

const ended = ['done', 'failed', 'cancelled']
const never = '~'

type ToShip = Pick<HomeWeek, 'toShip' | 'toShipCount' | 'dueCount' | 'dueNextCount'>

/** Open tasks that have declared what they ship: by when they are due, then the oldest first. */
export function toShipOf(ledger: Ledger, week: string): ToShip {
  const requests = new Map(ledger.of('task_requested').map((one) => [idOf(one), one]))
  const all = tasksOf(ledger)
    .filter(({ status }) => !ended.includes(status))
    .flatMap((task) => {
      const deliverables = requests.get(task.id)?.body.deliverables.length ?? 0
      return deliverables > 0 ? [{ ...rowOf(ledger, task), deliverables }] : []
    })
    .sort(by(({ taskId, dueAt }) => `${dueAt ?? never} ${requests.get(taskId)?.at} ${taskId}`))
  const countBefore = (monday: string) => all.filter(({ dueAt }) => dueAt !== null && dueAt < monday).length
  const dueCount = countBefore(mondayOf(weeksAfter(week, 1)))
  const dueNextCount = countBefore(mondayOf(weeksAfter(week, 2))) - dueCount
  return { toShip: all, toShipCount: all.length, dueCount, dueNextCount }
}

const rowOf = (ledger: Ledger, { id, title, projectId, status, waitKind, dueAt }: TaskReading) => ({
  ...{ taskId: id, title, projectId, projectName: ledger.nameOf(projectId), dueAt },
  status: status === 'moving' ? ('running' as const) : status,
  waitKind: waitKind as HomeWeek['toShip'][number]['waitKind'],
})

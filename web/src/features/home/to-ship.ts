import type { HomeWeek } from '#api/home/contract.ts'
import type { Input } from '#api/http/contract.ts'
import type { tasksContract } from '#api/tasks/contract.ts'
import { dayOf, mondayOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { isLate } from '#domain/task/deadline-rules.ts'
import { counted } from '../../ui/count-words.ts'
import type { Look } from '../../ui/ToneMark.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { span } from '../../ui/time-format.ts'

export type ToShip = HomeWeek['toShip'][number]
export type ShipsBy = NonNullable<Input<typeof tasksContract.listTasks.query>['ships']>

/** All that is to ship, or what of it stands under one week. */
export const toShipHref = (by: ShipsBy) => `/tasks?view=open&ships=${by}`

/** What is to ship, by when: of this week with what is late, of the next one, and what is due later or at no time. */
export function byWhen({ week, toShip }: Pick<HomeWeek, 'week' | 'toShip'>) {
  const next = mondayOf(weeksAfter(week, 1))
  const after = mondayOf(weeksAfter(week, 2))
  const isBefore = ({ dueAt }: ToShip, day: string) => dueAt !== null && dayOf(dueAt) < day
  return {
    thisWeek: toShip.filter((task) => isBefore(task, next)),
    nextWeek: toShip.filter((task) => isBefore(task, after) && !isBefore(task, next)),
    other: toShip.filter((task) => !isBefore(task, after)),
  }
}

const day = { weekday: 'short', day: 'numeric', timeZone: 'UTC' } as const
const dayFormat = new Intl.DateTimeFormat('en-GB', day)
const farFormat = new Intl.DateTimeFormat('en-GB', { ...day, month: 'short' })
const near = 14 * 86_400_000

/** "due Thu 26", with the month where it is far, and of what is late how late. In UTC, as weeks are cut there. */
export function dueDayWords(dueAt: string, now: Date): string {
  const ms = Date.parse(dueAt) - now.getTime()
  const words = (Math.abs(ms) < near ? dayFormat : farFormat).format(new Date(dueAt)).replace(',', '')
  return `due ${words}${ms <= 0 ? `, ${span(ms)} late` : ''}`
}

/** How it stands: as any task, or late. */
export function lookOf({ status, dueAt }: ToShip, now: Date): Look {
  // What is to ship is open.
  return isLate({ dueAt, endedAt: null }, now)
    ? { word: 'Late', tone: 'danger', glyph: 'flag' }
    : taskStatusLook[status]
}

export function noteOf({ status, deliverables, dueAt }: ToShip, now: Date): string {
  const words = [taskStatusLook[status].word.toLowerCase(), counted(deliverables, 'deliverable')]
  return [...(dueAt === null ? [] : [dueDayWords(dueAt, now)]), ...words].join(', ')
}

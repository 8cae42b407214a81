import { describe, expect, test } from 'vitest'
import { aTask, aTaskRequest, aTime } from '#test/builders.ts'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import type { Deadline } from './deadline.ts'
import {
  changeRefusal,
  deadlineReason,
  dueDeadline,
  dueLine,
  dueProblem,
  isCancelledByDeadline,
  isLate,
  openDeadline,
  whyOver,
} from './deadline-rules.ts'
import { nextMove } from './next-move-rules.ts'
import { taskBackfill } from './task-backfill-rules.ts'
import { taskStatuses } from './task-words.ts'

const now = new Date('2026-11-26T12:00:00.000Z')
const due = (minute: number, end: Deadline['end'] = 'late'): Deadline => ({ at: minutesOn(minute), end })
const set = (to: Deadline | null, minute = 1) =>
  aFact('deadline_changed', { from: null, to, intentId: 'in_2' }, minute)
const passed = (minute: number, end: Deadline['end']) => aFact('deadline_passed', due(minute, end), minute)

test('a task is due in what is to come, within two years, in any zone', () => {
  expect(dueProblem('2026-11-26T13:00:01+01:00', now)).toBeNull()
  expect(dueProblem('2028-11-20T12:00:00Z', now)).toBeNull()
  expect(dueProblem('2026-11-26T13:00:00+01:00', now)).toBe('is in the past: choose a time that is to come')
  expect(dueProblem('2028-12-01T12:00:00Z', now)).toBe('is more than 2 years away')
  expect(dueProblem('when it suits', now)).toContain('is in the past')
})

describe('what a deadline does', () => {
  test('it is due from its very moment on, once, while the task is open', () => {
    const task = afterFacts(set(due(5)))
    expect(dueDeadline(task, minutesOn(4))).toBeNull()
    expect(dueDeadline(task, minutesOn(5))).toEqual(due(5))
    for (const status of taskStatuses) {
      const isMet = dueDeadline({ ...task, status }, minutesOn(5)) !== null
      expect(isMet, status).toBe(!['done', 'failed', 'cancelled', 'frozen'].includes(status))
    }
    expect(openDeadline({ ...task, cancelReason: 'no need' })).toBeNull()
    expect(dueDeadline(afterFacts(set(due(5)), passed(5, 'late')), minutesOn(9))).toBeNull()
    expect(openDeadline(aTask())).toBeNull()
  })

  test('a late task goes on as it was', () => {
    const before = afterFacts(set(due(5)))
    const task = afterFacts(set(due(5)), passed(5, 'late'))
    expect(task).toMatchObject({ cancelReason: null, deadline: { ...due(5), passedAt: minutesOn(5) } })
    expect([task.status, task.since, task.wait]).toEqual([before.status, before.since, before.wait])
    expect(isCancelledByDeadline(task)).toBe(false)
  })

  test('one that is cancelled by it starts nothing any more, and says whose doing it was', () => {
    const task = afterFacts(set(due(5, 'cancel')), passed(5, 'cancel'))
    expect(task.cancelReason).toBe(deadlineReason)
    expect(nextMove(task, minutesOn(5))).toEqual({ kind: 'cancel' })
    expect(isCancelledByDeadline(task)).toBe(true)
    expect(isCancelledByDeadline({ ...task, cancelReason: 'no need' })).toBe(false)
    expect(whyOver(task)).toBe('the deadline of the task passed')
    expect(whyOver({ ...task, cancelReason: 'no need' })).toBe('the task was cancelled')
    expect(whyOver({ ...task, cancelReason: null })).toBe('the task has ended')
  })

  test('tried again after it, the task is late and not cancelled anew', () => {
    const task = afterFacts(
      ...[set(due(5, 'cancel')), passed(5, 'cancel'), aFact('task_cancelled', { reason: deadlineReason }, 6)],
      aFact('retry_requested', { intentId: 'in_3' }, 7),
    )
    expect(task).toMatchObject({ status: 'preparing', cancelReason: null })
    expect(dueDeadline(task, minutesOn(8))).toBeNull()
  })

  test('a message to a task that was done in time opens it late, or with its deadline still to come', () => {
    const done = [set(due(5, 'cancel')), aFact('task_done', { summary: '' }, 3)] as const
    const later = afterFacts(...done, aFact('message_sent', { text: 'One more', intentId: 'in_3' }, 7))
    expect(dueDeadline(later, minutesOn(8))).toBeNull()
    const sooner = afterFacts(...done, aFact('message_sent', { text: 'One more', intentId: 'in_3' }, 4))
    expect(dueDeadline(sooner, minutesOn(5))).toEqual(due(5, 'cancel'))
  })

  test('changed it is met anew, and taken away it is none', () => {
    const task = afterFacts(set(due(5)), passed(5, 'late'), set(due(9, 'cancel'), 6))
    expect(dueDeadline(task, minutesOn(9))).toEqual(due(9, 'cancel'))
    expect(openDeadline(afterFacts(set(due(5)), set(null, 2)))).toBeNull()
  })
})

test('of two who change it from the same one, the second is told what there is by now', () => {
  const task = afterFacts(set(due(5)))
  expect(changeRefusal(task, { from: due(5) })).toBeNull()
  expect(changeRefusal(afterFacts(set(due(5)), passed(5, 'late')), { from: due(5) })).toBeNull()
  expect(changeRefusal(aTask(), { from: null })).toBeNull()
  for (const from of [null, due(6), due(5, 'cancel')])
    expect(changeRefusal(task, { from })).toEqual({
      code: 'changed_meanwhile',
      message: `Somebody changed the deadline meanwhile: it is ${minutesOn(5)} by now. Look at it before you change it again.`,
    })
  expect(changeRefusal(aTask(), { from: due(5) })?.message).toContain('the task has none by now')
})

test('a lost first entry is put back with the deadline that its task had', () => {
  const asked = aTaskRequest({ deadline: due(5, 'cancel') })
  const task = aTask({ deadline: { ...due(5, 'cancel'), passedAt: minutesOn(5) } })
  expect(taskBackfill.opening(task)).toEqual([asked])
})

test('an agent reads when it is due, and what then', () => {
  expect(dueLine({ at: '2026-11-27T17:00:00.000Z', end: 'late' })).toBe('Due: 2026-11-27 17:00 UTC.')
  expect(dueLine({ at: aTime, end: 'cancel' })).toMatch(/ UTC\. What is not done by then is cancelled\.$/)
})

test('a task is late from its minute on, as long as it is open', () => {
  const now = new Date('2026-11-24T12:00:00.000Z')
  const late = (dueAt: string | null, endedAt: string | null = null) => isLate({ dueAt, endedAt }, now)
  expect([late('2026-11-24T12:00:00.000Z'), late('2026-11-24T13:00:00+01:00')]).toEqual([true, true])
  expect([late('2026-11-24T12:00:00.001Z'), late(null)]).toEqual([false, false])
  expect(late('2026-11-24T10:00:00.000Z', '2026-11-24T11:00:00.000Z')).toBe(false)
})

import { expect, test } from 'vitest'
import { aFact, afterFacts, minutesOn, queued } from '#test/stories.ts'
import { queuedSince } from './task-rules.ts'

const urgent = aFact('priority_changed', { priority: 'urgent', intentId: 'in_2' }, 5)
const accepted = aFact('run_accepted', { stepId: 's1', itemId: 'i_1' }, 3)

test('a run that waits takes another place with another priority, and waits on since when it did', () => {
  const before = afterFacts(queued('s1', 1))
  expect(queuedSince(before)).toBe(minutesOn(1))
  const task = afterFacts(queued('s1', 1), urgent)
  expect(task).toMatchObject({ priority: 'urgent', wait: before.wait, since: before.since })
  expect(task.runs[0]).toMatchObject({ queuedAt: minutesOn(1), priority: 'urgent', movedAt: minutesOn(5) })
  expect(task.runs[0]?.left).toEqual([{ priority: 'normal', queuedAt: minutesOn(1) }])
  expect(queuedSince(task)).toBe(minutesOn(5))
})

test('the priority that it has already moves nothing', () => {
  const normal = aFact('priority_changed', { priority: 'normal', intentId: 'in_2' }, 5)
  expect(afterFacts(queued('s1', 1), normal).runs).toEqual(afterFacts(queued('s1', 1)).runs)
})

test('a run that its executor has taken keeps what it started with; the next one has the new priority', () => {
  const running = afterFacts(queued('s1', 1), accepted, urgent)
  expect(running.runs[0]).not.toHaveProperty('priority')
  expect(queuedSince(running)).toBeNull()
  const next = afterFacts(queued('s1', 1), accepted, urgent, queued('s2', 9))
  expect(next.runs[1]).toMatchObject({ stepId: 's2', priority: 'urgent' })
})

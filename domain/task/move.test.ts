import { expect, test } from 'vitest'
import { factOfRunIntent } from '#domain/intent/intent-rules.ts'
import { aFact, afterFacts, minutesOn, queued } from '#test/stories.ts'
import { hasBegun, queuedSince } from './task-rules.ts'

const moved = (minute: number, executorId = 'mac-studio') =>
  aFact('task_moved', { executorId, intentId: 'in_2' }, minute)
const stayed = (minute: number) => aFact('task_stayed', { executorId: 'mac-mini' }, minute)
const accepted = aFact('run_accepted', { stepId: 's1', itemId: 'i_1' }, 3)
const cancelled = aFact('cancel_requested', { reason: 'no need', intentId: 'in_3' }, 3)
const limit = { kind: 'limit', reason: 'One at a time', until: null } as const

test('a task that has not begun goes along, and waits in the other line from then on', () => {
  const fresh = afterFacts(moved(1))
  expect([fresh.executorId, fresh.intentIds.at(-1)]).toEqual(['mac-studio', 'in_2'])
  const task = afterFacts(queued('s1', 1), moved(5))
  expect(task).toMatchObject({ executorId: 'mac-studio', wait: { kind: 'executor', detail: 'mac-studio' } })
  expect(queuedSince(task)).toBe(minutesOn(5))
  const place = { priority: 'normal', queuedAt: minutesOn(1), executorId: 'mac-mini' }
  expect(task.runs[0]).toMatchObject({ queuedAt: minutesOn(1), left: [place] })
})

test('one that is held keeps its wait', () => {
  const held = afterFacts(aFact('run_held', limit, 1))
  expect(afterFacts(aFact('run_held', limit, 1), moved(5))).toMatchObject({
    ...{ executorId: 'mac-studio', wait: held.wait, since: held.since },
  })
})

test('where its run turns out to be on the first one it is back there, in the place that it had', () => {
  const before = afterFacts(queued('s1', 1))
  const after = afterFacts(queued('s1', 1), moved(5), stayed(6))
  expect(after).toMatchObject({ executorId: 'mac-mini', wait: { detail: 'mac-mini' } })
  expect(after.runs).toEqual([{ ...before.runs[0], priority: 'normal' }])
  const urgent = aFact('priority_changed', { priority: 'urgent', intentId: 'in_4' }, 4)
  const raised = afterFacts(queued('s1', 1), urgent)
  expect(afterFacts(queued('s1', 1), urgent, moved(5), stayed(6)).runs).toEqual(raised.runs)
})

test('moved to where it is, it keeps its place', () => {
  expect(afterFacts(queued('s1', 1), moved(5, 'mac-mini')).runs).toEqual(afterFacts(queued('s1', 1)).runs)
})

test('one that has begun stays, and says so', () => {
  const intent = {
    id: 'in_9',
    taskId: 't',
    command: 'moveTask',
    actor: 'operator:op_1',
    body: { executorId: 'mac-studio', agentVersion: 2 },
  } as const
  const factOf = (task: ReturnType<typeof afterFacts>) => factOfRunIntent(intent, task, minutesOn(9))
  const begun = afterFacts(queued('s1', 1), accepted)
  expect(factOf(begun)).toMatchObject({
    type: 'task_stayed',
    body: { executorId: 'mac-mini', intentId: 'in_9' },
  })
  expect(hasBegun(afterFacts(queued('s1', 1), cancelled))).toBe(true)
  const asked = aFact('start_unanswered', { stepId: 's1', itemId: 'i_1', reason: 'cut' }, 3)
  expect(factOf(afterFacts(queued('s1', 1), asked))).toMatchObject({ type: 'task_stayed' })
  for (const task of [afterFacts(), afterFacts(queued('s1', 1))])
    expect(factOf(task)).toMatchObject({ type: 'task_moved', body: { executorId: 'mac-studio' } })
})

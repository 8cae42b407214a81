import { expect, test } from 'vitest'
import { type Event, isIdle } from './history.ts'

const event = (name: string) => ({ [`${name}EventAttributes`]: {} }) as Event
const task = [event('workflowTaskScheduled'), event('workflowTaskStarted'), event('workflowTaskCompleted')]
const activity = [
  event('activityTaskScheduled'),
  event('activityTaskStarted'),
  event('activityTaskCompleted'),
]

test('a workflow that waits for a signal is idle, whatever timers it has', () => {
  expect(isIdle([...task, ...activity, ...task, event('timerStarted')])).toBe(true)
})

test('with an open activity or workflow task it is not', () => {
  expect(isIdle([...task, ...activity, ...task, event('activityTaskScheduled')])).toBe(false)
  expect(isIdle([...task, ...activity, event('workflowTaskScheduled')])).toBe(false)
})

test('before its first activity it is not', () => {
  expect(isIdle([])).toBe(false)
  expect(isIdle(task)).toBe(false)
})

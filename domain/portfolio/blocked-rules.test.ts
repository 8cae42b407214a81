import { expect, test } from 'vitest'
import { waitKinds } from '../task/task-words.ts'
import { blockedOf, type StandingTask } from './blocked-rules.ts'

const aTask = (change: Partial<StandingTask>): StandingTask => ({
  status: 'waiting',
  waitKind: null,
  waitDetail: null,
  isExecutorReady: true,
  ...change,
})

test('what stands in the inbox or goes on by itself is not blocked', () => {
  for (const waitKind of ['approval', 'operator', 'retry', 'dependency', 'hours', 'limit'] as const)
    expect(blockedOf(aTask({ waitKind }))).toBeNull()
  expect(blockedOf(aTask({ status: 'running' }))).toBeNull()
  expect(blockedOf(aTask({ waitKind: 'executor' }))).toBeNull()
})

test('an executor that is not ready blocks what waits for it', () => {
  expect(blockedOf(aTask({ waitKind: 'executor', waitDetail: 'mac-mini', isExecutorReady: false }))).toEqual({
    reason: 'Its executor is not ready: mac-mini',
    unblocker: 'executor',
  })
  expect(blockedOf(aTask({ waitKind: 'executor', isExecutorReady: false }))?.reason).toContain('not ready')
})

test('what is missing, forked or spent says who can mend it', () => {
  const missing = {
    status: 'needs_verification',
    waitKind: 'operator',
    waitDetail: 'missing: Letter',
  } as const
  expect(blockedOf(aTask(missing))).toEqual({ reason: 'Not proven: Letter', unblocker: 'operator' })
  const look = { ...missing, waitDetail: 'look at: Letter' }
  expect(blockedOf(aTask(look))).toEqual({ reason: 'Look at: Letter', unblocker: 'operator' })
  expect(blockedOf(aTask({ status: 'needs_verification' }))?.reason).toBe('Not proven: a deliverable')
  expect(blockedOf(aTask({ status: 'frozen' }))?.unblocker).toBe('operator')
  expect(blockedOf(aTask({ waitKind: 'budget', waitDetail: '$5 of $5 a day' }))).toEqual({
    reason: '$5 of $5 a day',
    unblocker: 'operator',
  })
  expect(blockedOf(aTask({ waitKind: 'budget' }))?.reason).toBe('The budget is spent')
  expect(blockedOf(aTask({ waitKind: 'project', waitDetail: 'paused' }))?.reason).toBe('Paused')
  expect(blockedOf(aTask({ waitKind: 'project' }))?.reason).toBe('The project is not active')
})

test('every wait has a rule', () => {
  for (const waitKind of waitKinds) expect(() => blockedOf(aTask({ waitKind }))).not.toThrow()
})

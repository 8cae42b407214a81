import { expect, test } from 'vitest'
import { type Action, operatorCan } from '../operator/permissions.ts'
import { waitKinds } from '../task/task-words.ts'
import { blockedOf, type StandingTask } from './blocked-rules.ts'

const aTask = (change: Partial<StandingTask>): StandingTask => ({
  status: 'waiting',
  waitKind: null,
  waitDetail: null,
  waitUntil: null,
  isExecutorReady: true,
  ...change,
})

test('what stands in the inbox or goes on by itself is not blocked', () => {
  for (const waitKind of ['approval', 'operator', 'retry', 'dependency', 'limit'] as const)
    expect(blockedOf(aTask({ waitKind }))).toBeNull()
  expect(blockedOf(aTask({ waitKind: 'hours', waitUntil: '2026-11-30T09:00:00.000Z' }))).toBeNull()
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

test('hours that never come block until an owner changes them', () => {
  const reason = 'runs start Mon 09:00–10:00 UTC and Tue 09:00–10:00 UTC, which is never at the same time'
  expect(blockedOf(aTask({ waitKind: 'hours', waitDetail: reason }))).toEqual({
    reason: `R${reason.slice(1)}`,
    unblocker: 'owner',
  })
  expect(blockedOf(aTask({ waitKind: 'hours' }))?.reason).toBe('Its hours are never at the same time')
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

test('who can unblock is who may remove the cause: operators set a kill switch, only an owner lifts it', () => {
  const by = (change: Partial<StandingTask>) => blockedOf(aTask(change))?.unblocker
  const lowest = (action: Action) => (operatorCan('operator', action) ? 'operator' : 'owner')
  expect(blockedOf(aTask({ waitKind: 'kill_switch' }))?.reason).toBe('A kill switch is on')
  expect(by({ waitKind: 'kill_switch' })).toBe(lowest('liftKillSwitch'))
  expect(by({ waitKind: 'hours' })).toBe(lowest('changePolicy'))
  expect(by({ waitKind: 'loop' })).toBe(lowest('resumeAgent'))
  expect(by({ waitKind: 'budget' })).toBe(lowest('raiseBudget'))
  expect(by({ waitKind: 'project' })).toBe(lowest('changeStage'))
  expect(by({ status: 'frozen' })).toBe(lowest('settleFork'))
  expect(by({ status: 'needs_verification' })).toBe(lowest('acceptWork'))
})

test('every wait has a rule', () => {
  for (const waitKind of waitKinds) expect(() => blockedOf(aTask({ waitKind }))).not.toThrow()
})

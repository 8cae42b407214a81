import { expect, test } from 'vitest'
import { drainLiftRefusal, drainRefusal, drainWords } from './drain-rules.ts'
import { presenceStates } from './executor.ts'

const drain = { reason: 'new disk' }
const one = { name: 'mac-mini', state: 'ready', drain: null } as const

test('a worker that is there is asked to drain, also where its gateway is away', () => {
  const able = presenceStates.filter((state) => drainRefusal({ ...one, state }) === null)
  expect(able).toEqual(['ready', 'gateway_down', 'gateway_refuses'])
})

test('one that is away would not hear of it, and says so', () => {
  for (const state of ['worker_stopped', 'unreachable', 'unknown'] as const)
    expect(drainRefusal({ ...one, state })).toMatchObject({ code: 'executor_away', message: /mac-mini/ })
})

test('it is asked once, and not where it drains by itself', () => {
  expect(drainRefusal({ ...one, drain })).toEqual({
    code: 'drain_on',
    message: 'mac-mini was asked to drain already: new disk',
  })
  expect(drainRefusal({ ...one, state: 'draining' })?.message).toMatch(/told so on its Mac/)
})

test('what was asked is lifted once, wherever its worker is', () => {
  expect(drainLiftRefusal({ ...one, drain })).toBeNull()
  expect(drainLiftRefusal(one)?.code).toBe('drain_off')
  expect(drainWords({ byName: 'Ada', reason: 'new disk' })).toBe('Ada asked it to drain: new disk')
})

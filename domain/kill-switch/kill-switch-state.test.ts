import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import { applyKillSwitchEntry } from './kill-switch-state.ts'

const set = aFact('kill_switch_set', { scope: 'project', reason: 'wrong list' }, 1, 'operator:op_1')
const lifted = aFact('kill_switch_lifted', { scope: 'project', note: 'mended' }, 2, 'operator:op_2')

test('a switch is on with its reason until it is lifted, and says who did each', () => {
  const on = applyKillSwitchEntry(null, set)
  expect(on).toEqual({
    ...{ scope: 'project', reason: 'wrong list', setAt: minutesOn(1), setBy: 'op_1' },
    ...{ liftedAt: null, liftedBy: null },
  })
  expect(applyKillSwitchEntry(on, lifted)).toEqual({ ...on, liftedAt: minutesOn(2), liftedBy: 'op_2' })
})

test('set again it is on again, for the new reason', () => {
  const off = applyKillSwitchEntry(applyKillSwitchEntry(null, set), lifted)
  const again = aFact('kill_switch_set', { scope: 'project', reason: 'once more' }, 3, 'operator:op_2')
  expect(applyKillSwitchEntry(off, again)).toMatchObject({
    reason: 'once more',
    setBy: 'op_2',
    liftedAt: null,
  })
})

test('what was never set can’t be lifted', () => {
  expect(() => applyKillSwitchEntry(null, lifted)).toThrow('has no fold in')
})

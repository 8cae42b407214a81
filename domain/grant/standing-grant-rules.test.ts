import { expect, test } from 'vitest'
import { type Asking, isToldOtherwise, standingRefusal } from './standing-grant-rules.ts'

const asking: Asking = {
  ...{
    needs: 'one',
    isToolDenied: false,
    isOtherwise: false,
    madeBy: 'operator:op_1',
    requestedBy: 'operator:op_1',
  },
}
const two = 'It needs two approvers, so nobody can allow it in advance.'
const denied = 'The policy forbids this tool.'
const otherwise =
  'What such a call does is told otherwise now than when it was allowed: allow it from a newer approval.'
const self = 'Who asked for the task must not be the one who allows this.'

test.each<[string, Partial<Asking>, string | null]>([
  ['one is enough', {}, null],
  ['somebody else must agree, and it is who asked', { needs: 'other' }, self],
  ['somebody else must agree, and does', { needs: 'other', requestedBy: 'operator:op_2' }, null],
  ['somebody else must agree, and nobody asked', { needs: 'other', requestedBy: null }, null],
  ['two must agree', { needs: 'two', requestedBy: 'operator:op_2' }, two],
  ['a call that does another thing by now', { isOtherwise: true }, otherwise],
  ['a forbidden tool', { isToolDenied: true }, denied],
  ['a forbidden tool that needs two', { needs: 'two', isToolDenied: true }, denied],
])('what one may allow in advance: %s', (_, change, refusal) => {
  expect(standingRefusal({ ...asking, ...change })).toBe(refusal)
})

test.each([
  ['send_message', 'send', {}, false],
  ['crm', 'send', { action: 'send' }, true],
  ['crm', 'other', { action: 'send' }, false],
] as const)('%s that was %s does what it did: %j', (tool, effectClass, parameters, isOther) => {
  expect(isToldOtherwise({ tool, effectClass, parameters })).toBe(isOther)
})

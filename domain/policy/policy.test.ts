import { describe, expect, test } from 'vitest'
import { ApprovalRules } from './policy.ts'

const auto = { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 }

describe('who must agree to an effect can be', () => {
  test.each<[string, object]>([
    ['one approver, whatever the amount', { who: 'one' }],
    ['one approver, above an amount somebody else', { who: 'one', upToUsd: 50, above: 'other' }],
    ['somebody else, above an amount two', { who: 'other', upToUsd: 50, above: 'two' }],
    ['nobody up to an amount, so many times a day; above it one', auto],
  ])('%s', (_, pay) => expect(ApprovalRules.safeParse({ pay }).success).toBe(true))
})

describe('what can not hold is refused with the place and the reason', () => {
  const notStricter = 'must be stricter than what is asked up to that amount'
  const never = 'may do anything, so it never passes by itself: choose who has to agree'
  test.each<[rules: object, path: string, message: string]>([
    [{ pay: { who: 'one', upToUsd: 50, above: 'one' } }, 'pay.above', notStricter],
    [{ pay: { who: 'two', upToUsd: 50, above: 'two' } }, 'pay.above', notStricter],
    [{ pay: { who: 'two', upToUsd: 50, above: 'one' } }, 'pay.above', notStricter],
    [
      { pay: { ...auto, upToUsd: null } },
      'pay.upToUsd',
      'must say up to how much: an effect of unknown amount never passes by itself',
    ],
    [
      { pay: { ...auto, perDay: undefined } },
      'pay.perDay',
      'must say how many a day: an amount for each is no limit',
    ],
    [{ pay: { who: 'one', perDay: 3 } }, 'pay.perDay', 'is only for what passes by itself'],
    [{ exec: auto }, 'exec.who', never],
    [{ other: auto }, 'other.who', never],
  ])('%j: %s %s', (rules, path, message) => {
    const issues = ApprovalRules.safeParse(rules).error?.issues ?? []
    expect(issues.map((one) => ({ code: one.code, path: one.path.join('.'), message: one.message }))).toEqual(
      [{ code: 'custom', path, message }],
    )
  })
})

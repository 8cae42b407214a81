import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountOf, approversOf, stricterOf } from './approval-need-rules.ts'
import { ApprovalRule, type Approvers, approvers } from './policy.ts'

test('an amount that is not said plainly is unknown', () => {
  expect(amountOf({ amountUsd: 12.5, to: 'x' })).toBe(12.5)
  expect(amountOf({ amount: '12.50', currency: 'USD' })).toBe(12.5)
  for (const parameters of [
    {},
    { amount: 12 },
    { amount: 12, currency: 'EUR' },
    { amountUsd: 1, total: 9_000 },
    { amountUsd: -1 },
    { amountUsd: 'a lot' },
    { amountUsd: { value: 1 } },
  ])
    expect(amountOf(parameters)).toBeNull()
})

test('above the amount, and where it is unknown, the stricter approval is needed', () => {
  const rule: ApprovalRule = { who: 'one', upToUsd: 50, above: 'two' }
  expect(approversOf(rule, { amountUsd: 50 })).toBe('one')
  expect(approversOf(rule, { amountUsd: 50.01 })).toBe('two')
  expect(approversOf(rule, { to: 'x' })).toBe('two')
  expect(approversOf({ ...rule, upToUsd: null }, { to: 'x' })).toBe('one')
  expect(approversOf(undefined, {})).toBe('one')
})

const anyApprovers = fc.constantFrom(...approvers)
const anyRule = fc
  .record({
    who: anyApprovers,
    above: anyApprovers,
    upToUsd: fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: null }),
  })
  .filter((rule) => ApprovalRule.safeParse(rule).success)
const isAtLeast = (strict: Approvers, lax: Approvers) => stricterOf(strict, lax) === strict

test('a higher amount never needs less, an unknown one needs the most, and a rule never needs less than its who', () => {
  const anyAmount = fc.integer({ min: 0, max: 2_000 })
  fc.assert(
    fc.property(anyRule, anyAmount, anyAmount, (rule, a, b) => {
      const [less, more] = [a, b].sort((x, y) => x - y).map((amountUsd) => approversOf(rule, { amountUsd }))
      const unknown = approversOf(rule, { amountUsd: 'some' })
      expect(isAtLeast(more as Approvers, less as Approvers)).toBe(true)
      expect(isAtLeast(unknown, more as Approvers)).toBe(true)
      expect(isAtLeast(less as Approvers, rule.who)).toBe(true)
    }),
  )
})

test('the stricter of two is one of them, whichever is named first, and nothing said is one approver', () => {
  fc.assert(
    fc.property(anyApprovers, anyApprovers, anyApprovers, (a, b, c) => {
      expect([a, b]).toContain(stricterOf(a, b))
      expect(stricterOf(a, b)).toBe(stricterOf(b, a))
      expect(stricterOf(a, stricterOf(b, c))).toBe(stricterOf(stricterOf(a, b), c))
      expect(stricterOf(a, undefined)).toBe(a)
    }),
  )
  expect(approvers.map((one) => stricterOf('other', one))).toEqual(['other', 'other', 'two'])
})

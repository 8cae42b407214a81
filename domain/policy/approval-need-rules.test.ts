import { expect, test } from 'vitest'
import { amountOf, approversOf } from './approval-need-rules.ts'
import type { ApprovalRule } from './policy.ts'

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

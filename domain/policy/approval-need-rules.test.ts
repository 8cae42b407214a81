import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountOf, approversOf, stricterOf } from './approval-need-rules.ts'
import { ApprovalRule, type Approvers, approvers } from './policy.ts'

test.each<[Record<string, unknown>, number]>([
  [{ amountUsd: 12.5, to: 'x' }, 12.5],
  [{ amountUsd: '12' }, 12],
  [{ amountUsd: 0 }, 0],
  [{ amount: '12.50', currency: 'USD' }, 12.5],
  [{ amount: 12, currency: 'usd' }, 12],
  [{ amountUsd: 12, currency: 'USD' }, 12],
  [{ total_usd_cents: 1_250 }, 12.5],
  [{ PriceUsd: 1 }, 1],
  [{ amountUsd: 5, quantity: 1 }, 5],
  [{ amountUsd: 5, seats: 1, user_id: 77, ticketNumber: 12, to: ['x'] }, 5],
  [{ amountUsd: 5, note: null }, 5],
  [{ amountUsd: 5, recipient: { name: 'Ada', account_number: 77, since: 'May' }, rows: { a: 2 } }, 5],
  [{ amountUsd: 5, items: [{ copies: 1, pens: 1 }] }, 5],
  [{ order: { items: [{ name: 'pen', cost_usd: 3 }] } }, 3],
  [{ payment: { order: { amountUsd: 3 } }, summary: 'sums of cents' }, 3],
  [{ items: [[{ amount: 3, currency: 'USD' }]], to: 'x' }, 3],
])('plainly said: %j', (parameters, usd) => {
  expect(amountOf(parameters)).toBe(usd)
})

test.each<Record<string, unknown>>([
  {},
  { amount: 12 },
  { amount: 12, currency: 'EUR' },
  { amountUsd: 12, currency: 'EUR' },
  { amountUsd: 12, currency: null },
  { amount: 12, currency: 'USD-like' },
  { amount: 12, currency: 'notusd' },
  { payment: { amount: 12 }, currency: 'USD' },
  { amountUsd: 1, total: 9_000 },
  { items: [{ cost_usd: 3 }, { cost_usd: 4 }] },
  { amountUsd: 5, quantity: 2 },
  { amountUsd: 5, seats: 500 },
  { amountUsd: 5, numberOfSeats: '500' },
  { amountUsd: 5, plan: { installments: 12 } },
  { amountUsd: 5, recurring: true },
  { amountUsd: 5, months: null },
  { amountUsd: 5, quantity: { 'sku-7': 500 } },
  { amountUsd: 5, quantity: {} },
  { amountUsd: 5, units: [500] },
  { amountUsd: 5, tax: { percent: 25 } },
  { amountUsd: 5, tip: { rate: 0.3 } },
  { amountUsd: 5, tickets: { vip: 30 } },
  { amountUsd: 5, guests: [{ adults: '30' }] },
  { amountUsd: 5, user: 2 },
  { amountUsd: 5, items: null },
  { amountUsd: 5, recipients: ['a', 'b'] },
  { amountUsd: 5, order: { shipping_usd: 3 } },
  { amountUsd: -1 },
  { amountUsd: '-1' },
  { amountUsd: 'a lot' },
  { amountUsd: '1e3' },
  { amountUsd: '0x10' },
  { amountUsd: '' },
  { amountUsd: null },
  { amountUsd: true },
  { amountUsd: [5] },
  { amountUsd: { value: 1 } },
  { amountUsd: '9'.repeat(400) },
  { maxAmountUsd: 1 },
  { amountUsd: 1, eur: 5_000 },
  { amountUsd: 1, order: { totalEur: 5_000 } },
  { amountUsd: 1, jpy: 0 },
  { amountUsd: 1, fee: 1 },
  { amountUsd: 1, payment: [5_000] },
  { amountUsd: 1, payment: 'x' },
  { payments: [{ amountUsd: 1 }, 5_000] },
  { amountUsd: 1, Currency: 'EUR' },
  { amountUsd: 1, currency: 'USD', order: { currency: 'EUR' } },
  { order: { amountUsd: 1 }, currency: 'EUR' },
])('unknown, because it is not plainly said: %j', (parameters) => {
  expect(amountOf(parameters)).toBeNull()
})

test('above the amount, and where it is unknown, the stricter approval is needed', () => {
  const rule: ApprovalRule = { who: 'one', upToUsd: 50, above: 'two' }
  expect(approversOf(rule, 50)).toBe('one')
  expect(approversOf(rule, 50.01)).toBe('two')
  expect(approversOf(rule, null)).toBe('two')
  expect(approversOf({ ...rule, upToUsd: null }, null)).toBe('one')
  expect(approversOf(undefined, null)).toBe('one')
})

test('what could have passed by itself and did not needs one, and above its amount whom the rule names', () => {
  const rule: ApprovalRule = { who: 'auto', upToUsd: 50, above: 'two' }
  expect(approversOf(rule, 50)).toBe('one')
  expect(approversOf(rule, 51)).toBe('two')
  expect(approversOf({ ...rule, upToUsd: null }, 51)).toBe('one')
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
      const [less, more] = [a, b].sort((x, y) => x - y).map((amountUsd) => approversOf(rule, amountUsd))
      const unknown = approversOf(rule, null)
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

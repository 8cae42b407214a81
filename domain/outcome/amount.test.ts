import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  amountProblem,
  canonicalAmount,
  currencyProblem,
  lessOf,
  sumOf,
  timesOf,
  usdOfNano,
} from './amount.ts'

test.each([
  ['12.50', null],
  ['0.01', null],
  ['999999999999.999999', null],
  ['', /is missing/],
  ['-3', /above zero; its kind/],
  ['0', /above zero/],
  ['0.000000', /above zero/],
  ['1,50', /with a dot/],
  ['1 000', /not an amount/],
  ['$5', /not an amount/],
  ['1e3', /not an amount/],
  ['.5', /not an amount/],
  ['5.', /not an amount/],
  ['1234567890123', /12 digits/],
  ['0.1234567', /not an amount/],
  ['NaN', /not an amount/],
  ['=1+1', /not an amount/],
])('%j is an amount: %s', (text, problem) => {
  if (problem) expect(amountProblem(text)).toMatch(problem)
  else expect(amountProblem(text)).toBeNull()
})

test('one amount has one spelling', () => {
  expect(['1', '1.0', '1.500', '007.25', '0.123400', '1000000'].map(canonicalAmount)).toEqual([
    ...['1.00', '1.00', '1.50', '7.25', '0.1234', '1000000.00'],
  ])
})

test('a tenth and two tenths are three tenths', () => {
  expect(sumOf(['0.1', '0.2'])).toBe('0.30')
  expect(sumOf([])).toBe('0.00')
  expect(lessOf('0.3', '0.1')).toBe('0.20')
  expect(lessOf('1', '2.5')).toBe('-1.50')
  expect(timesOf('80', '0.05')).toBe('4.00')
  expect(usdOfNano('1')).toBe('0.000000001')
  expect(usdOfNano('12345678901')).toBe('12.345678901')
})

test('sums of cents are what integers say they are', () => {
  const cents = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { maxLength: 40 })
  const amountOf = (n: number) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`
  fc.assert(
    fc.property(cents, (all) => {
      expect(sumOf(all.map(amountOf))).toBe(amountOf(all.reduce((a, b) => a + b, 0)))
    }),
  )
})

test('another currency is refused with why', () => {
  expect(currencyProblem('USD', 'USD')).toBeNull()
  expect(currencyProblem('EUR', 'USD')).toMatch(/must be USD: there are no exchange rates yet.*EUR/)
  expect(currencyProblem('', 'USD')).toMatch(/no currency/)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalOf, nanoOf, total } from './amounts.ts'

test('two spellings of one amount are equal', () => {
  expect(nanoOf('450')).toBe(nanoOf('450.00'))
  expect(nanoOf('-0.5')).toBe(-500_000_000n)
  expect(nanoOf('12.345')).toBe(12_345_000_000n)
})

test('an amount is written with two digits, and more where they mean something', () => {
  expect([450, 12.345, -0.5, 0].map((amount) => decimalOf(nanoOf(String(amount))))).toEqual([
    ...['450.00', '12.345', '-0.50', '0.00'],
  ])
})

test('what is written is read as the same', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      (nano) => nanoOf(decimalOf(nano)) === nano,
    ),
  )
})

test('a sum of cents is exact', () => {
  expect(decimalOf(total(Array.from({ length: 10 }, () => nanoOf('0.1'))))).toBe('1.00')
})

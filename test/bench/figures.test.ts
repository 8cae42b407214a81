import { describe, expect, test } from 'vitest'
import { isShort, lineOf, median, percentile, spread } from './figures.ts'

const twenty = Array.from({ length: 20 }, (_, i) => 20 - i)

describe('a percentile', () => {
  test('is a value that was measured', () => {
    expect(percentile(twenty, 95)).toBe(19)
    expect(median(twenty)).toBe(10)
    expect(percentile(twenty, 100)).toBe(20)
    expect(percentile(twenty, 0)).toBe(1)
  })

  test('of one value is that value', () => {
    expect([percentile([7], 0), median([7]), percentile([7], 95)]).toEqual([7, 7, 7])
  })

  test('of nothing is an error, not a zero that passes', () => {
    expect(() => median([])).toThrow('nothing was measured')
  })

  test('leaves what it is given as it was', () => {
    const values = [3, 1, 2]
    expect(spread(values)).toBe('n 3: 1 to 3, quartiles 1 2 3, p95 3')
    expect(values).toEqual([3, 1, 2])
  })
})

describe('a figure', () => {
  const figure = { name: 'the start', value: 8, unit: 's', bar: 8 }

  test('at its bar is no shortfall, over it is one', () => {
    expect(isShort(figure)).toBe(false)
    expect(isShort({ ...figure, value: 8.1 })).toBe(true)
    expect(isShort({ ...figure, value: Number.NaN })).toBe(true)
  })

  test('that has a least is short below it', () => {
    const share = { name: 'the share', value: 85, unit: '%', least: 85 }
    expect(isShort(share)).toBe(false)
    expect(isShort({ ...share, value: 84.9 })).toBe(true)
    expect(isShort({ ...share, value: Number.NaN })).toBe(true)
    expect(lineOf(share)).toMatch(/^ok\s+85 %\s+\(bar at least 85\)\s+the share$/)
  })

  test('without a bar is told only', () => {
    const { bar: _, ...told } = figure
    expect(isShort({ ...told, value: 1e9 })).toBe(false)
    expect(lineOf(told)).toMatch(/^\s+8 s\s+\(no bar\)\s+the start$/)
  })

  test('says which it is in its line', () => {
    expect(lineOf(figure)).toMatch(/^ok\s+8 s\s+\(bar 8\)/)
    expect(lineOf({ ...figure, value: 9.25, detail: 'once' })).toMatch(
      /^MISSED\s+9.3 s\s+\(bar 8\)\s+the start; once$/,
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sumOf } from '../outcome/amount.ts'
import { isKnown, minutesOf, type Roi, type RoiParts, roiOf, type Sum, totalOf } from './roi.ts'

const parts = (change: Partial<RoiParts> = {}): RoiParts => ({
  revenue: { sum: '100.00', count: 2, inOtherCurrency: 0 },
  cost: { sum: '30', count: 1, inOtherCurrency: 0 },
  runs: { nanoUsd: '2500000000', count: 3, withoutPrice: 0 },
  actions: { decisions: 2, answers: 1, messages: 0 },
  perHour: null,
  ...change,
})

describe('what is left', () => {
  test('is revenue less the cost of models and all other cost', () => {
    const roi = roiOf(parts(), 'USD')
    expect(roi.cost).toEqual({ known: '32.50', gaps: [] })
    expect(roi.roi).toEqual({ known: '67.50', gaps: [] })
    expect(roi.counts).toEqual({ revenue: 2, cost: 1, runs: 3, runsWithoutPrice: 0 })
  })

  test('leaves operators out where an hour has no price, and counts their minutes where it has', () => {
    expect(roiOf(parts(), 'USD')).toMatchObject({ operatorCost: null, operatorMinutes: 12 })
    const priced = roiOf(parts({ perHour: '80' }), 'USD')
    expect(priced.operatorCost).toEqual({ known: '16.00', gaps: [] })
    expect(priced.roi.known).toBe('51.50')
  })

  test('is unknown as soon as one ended run has no price; the known part is said beside it', () => {
    const roi = roiOf(parts({ runs: { nanoUsd: '2500000000', count: 3, withoutPrice: 1 } }), 'USD')
    const gaps = [{ why: 'run_without_price', count: 1 }]
    expect(roi.modelCost).toEqual({ known: '2.50', gaps })
    expect(roi.cost.gaps).toEqual(gaps)
    expect(roi.roi).toEqual({ known: '67.50', gaps })
    expect(isKnown(roi.roi)).toBe(false)
    expect(isKnown(roi.revenue)).toBe(true)
  })

  test('is unknown where an amount is in another currency', () => {
    const roi = roiOf(parts({ revenue: { sum: '100', count: 2, inOtherCurrency: 3 } }), 'USD')
    expect(roi.revenue).toEqual({ known: '100.00', gaps: [{ why: 'no_exchange_rate', count: 3 }] })
    expect(roi.counts.revenue).toBe(5)
    expect(isKnown(roi.roi)).toBe(false)
  })

  test('in a portfolio of another currency is unknown by every run that has a price in dollars', () => {
    const roi = roiOf(parts({ runs: { nanoUsd: '5', count: 3, withoutPrice: 1 } }), 'EUR')
    expect(roi.modelCost).toEqual({
      known: '0.00',
      gaps: [
        { why: 'run_without_price', count: 1 },
        { why: 'no_exchange_rate', count: 2 },
      ],
    })
    expect(
      isKnown(roiOf(parts({ runs: { nanoUsd: '0', count: 0, withoutPrice: 0 } }), 'EUR').modelCost),
    ).toBe(true)
  })

  test('of nothing is nothing, and that is known', () => {
    expect(totalOf([])).toMatchObject({ roi: { known: '0.00', gaps: [] }, operatorCost: null })
  })
})

const amount = fc
  .integer({ min: 0, max: 10 ** 8 })
  .map((n) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`)
const few = fc.integer({ min: 0, max: 5 })
const booked = fc.record({ sum: amount, count: few, inOtherCurrency: few })
const anyParts: fc.Arbitrary<RoiParts> = fc.record({
  revenue: booked,
  cost: booked,
  runs: fc
    .record({ nanoUsd: fc.integer({ min: 0, max: 2 ** 50 }).map(String), priced: few, withoutPrice: few })
    .map(({ nanoUsd, priced, withoutPrice }) => ({ nanoUsd, count: priced + withoutPrice, withoutPrice })),
  actions: fc.record({ decisions: few, answers: few, messages: few }),
  perHour: fc.oneof(fc.constant(null), amount),
})
const sumNames = ['revenue', 'modelCost', 'otherCost', 'cost', 'roi'] as const
const gapsOf = ({ gaps }: Sum) => gaps.reduce((n, { count }) => n + count, 0)

/** Parts of one project, as its rows would be counted in one go. */
const merged = (all: RoiParts[], perHour: string | null): RoiParts => {
  const add = (of: (one: RoiParts) => number) => all.reduce((n, one) => n + of(one), 0)
  const money = (kind: 'revenue' | 'cost') => ({
    sum: sumOf(all.map((one) => one[kind].sum)),
    count: add((one) => one[kind].count),
    inOtherCurrency: add((one) => one[kind].inOtherCurrency),
  })
  return {
    revenue: money('revenue'),
    cost: money('cost'),
    runs: {
      nanoUsd: String(all.reduce((n, one) => n + BigInt(one.runs.nanoUsd), 0n)),
      count: add((one) => one.runs.count),
      withoutPrice: add((one) => one.runs.withoutPrice),
    },
    actions: {
      decisions: add((one) => one.actions.decisions),
      answers: add((one) => one.actions.answers),
      messages: add((one) => one.actions.messages),
    },
    perHour,
  }
}

describe('whatever the parts', () => {
  test('the total over projects is the sum of them, to the last digit, gaps included', () => {
    fc.assert(
      fc.property(fc.array(anyParts, { maxLength: 6 }), (all) => {
        const rois = all.map((one) => roiOf(one, 'USD'))
        const total = totalOf(rois)
        for (const name of sumNames) {
          expect(total[name].known).toBe(sumOf(rois.map((roi) => roi[name].known)))
          expect(gapsOf(total[name])).toBe(rois.reduce((n, roi) => n + gapsOf(roi[name]), 0))
        }
      }),
    )
  })

  test('a project’s total over stretches of time is what it is when it is counted in one go', () => {
    fc.assert(
      fc.property(fc.array(anyParts, { minLength: 1, maxLength: 6 }), fc.option(amount), (all, perHour) => {
        const stretches = all.map((one) => roiOf({ ...one, perHour }, 'USD'))
        expect(totalOf(stretches)).toEqual(roiOf(merged(all, perHour), 'USD'))
      }),
    )
  })

  test('what is left is the revenue less each cost', () => {
    fc.assert(
      fc.property(anyParts, (one) => {
        const { revenue, modelCost, otherCost, operatorCost, cost, roi } = roiOf(one, 'USD')
        const costs = [modelCost, otherCost, ...(operatorCost ? [operatorCost] : [])]
        expect(cost.known).toBe(sumOf(costs.map(({ known }) => known)))
        expect(sumOf([roi.known, cost.known])).toBe(revenue.known)
        expect(minutesOf(one.actions) % 3).toBe(0)
      }),
    )
  })

  test('unknown is never zero: one run without a price or amount without a rate makes every sum over it unknown', () => {
    fc.assert(
      fc.property(anyParts, fc.constantFrom('USD', 'EUR'), (one, currency) => {
        const { withoutPrice, count } = one.runs
        const isModelKnown = withoutPrice === 0 && (currency === 'USD' || count === 0)
        const roi: Roi = roiOf(one, currency)
        expect(isKnown(roi.modelCost)).toBe(isModelKnown)
        expect(isKnown(roi.revenue)).toBe(one.revenue.inOtherCurrency === 0)
        expect(isKnown(roi.cost)).toBe(isModelKnown && one.cost.inOtherCurrency === 0)
        expect(isKnown(roi.roi)).toBe(isKnown(roi.cost) && isKnown(roi.revenue))
      }),
    )
  })
})

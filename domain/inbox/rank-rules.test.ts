import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inboxHref, inboxItemId, inboxKinds } from './inbox.ts'
import {
  afterReminder,
  atTheEnd,
  byCostOfDelay,
  costOfDelay,
  heldFactor,
  highestStake,
  mostHeld,
  nearnessOf,
  type Ranked,
  rankFactors,
  stakeOf,
  weights,
} from './rank-rules.ts'

const now = new Date('2026-11-24T12:00:00.000Z')
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000).toISOString()
const anItem = (change: Partial<Ranked> = {}): Ranked => ({
  id: 'failed:t_1',
  kind: 'failed',
  since: hours(0),
  until: null,
  dueAt: null,
  isEffect: false,
  amountUsd: null,
  holds: 0,
  ...change,
})

const anyItem: fc.Arbitrary<Ranked> = fc.record({
  id: fc.string({ minLength: 1, maxLength: 6 }),
  kind: fc.constantFrom(...inboxKinds),
  since: fc.integer({ min: 0, max: 5_000 }).map((ago) => hours(-ago)),
  until: fc.option(fc.integer({ min: -20, max: 500 }).map(hours)),
  dueAt: fc.option(fc.integer({ min: -20, max: 500 }).map(hours)),
  isEffect: fc.boolean(),
  amountUsd: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  holds: fc.integer({ min: 0, max: 50 }),
})
const anyAmount = fc.integer({ min: 0, max: 2_000 })

describe('what an item costs by waiting', () => {
  test('an effect that ends in two hours goes before a verification of a month', () => {
    const send = anItem({ kind: 'approval', until: hours(2), isEffect: true, holds: 1 })
    const proof = anItem({ kind: 'verification', since: hours(-30 * 24), holds: 1 })
    expect(costOfDelay(send, now)).toBeGreaterThan(2 * costOfDelay(proof, now))
  })

  test('is its kind’s weight where nothing else is known', () => {
    for (const kind of inboxKinds) expect(costOfDelay(anItem({ kind }), now)).toBe(weights[kind])
  })

  test('an effect of unknown amount counts as the highest; without effect or money nothing is at stake', () => {
    expect(stakeOf({ isEffect: true, amountUsd: null })).toBe(highestStake)
    expect(stakeOf({ isEffect: true, amountUsd: 1e12 })).toBe(highestStake)
    expect(stakeOf({ isEffect: true, amountUsd: 0 })).toBe(1)
    expect(stakeOf({ isEffect: false, amountUsd: null })).toBe(1)
    expect(stakeOf({ isEffect: true, amountUsd: -5 })).toBe(1)
  })

  test('has its highest nearness at the end and after it, and half of the rest four hours before', () => {
    expect(nearnessOf(null, now)).toBe(1)
    expect(nearnessOf(hours(0), now)).toBe(atTheEnd)
    expect(nearnessOf(hours(-9), now)).toBe(atTheEnd)
    expect(nearnessOf(hours(4), now)).toBe(1 + (atTheEnd - 1) / 2)
  })

  test('its task’s deadline counts as an end, where it is nearer than its own', () => {
    const alone = anItem({ until: hours(6) })
    const due = (count: number, until: string | null = null) =>
      costOfDelay(anItem({ until, dueAt: hours(count) }), now)
    expect(due(6)).toBe(costOfDelay(alone, now))
    expect(due(2, hours(6))).toBe(due(2))
    expect(due(6, hours(2))).toBe(costOfDelay(anItem({ until: hours(2) }), now))
    expect(due(-5)).toBe(weights.failed * atTheEnd)
  })

  test('counts held tasks up to a number', () => {
    expect([heldFactor(0), heldFactor(3), heldFactor(-1)]).toEqual([1, 2.5, 1])
    expect(heldFactor(mostHeld + 1)).toBe(heldFactor(mostHeld))
  })

  test('grows with age, with a nearer end, with money and with what it holds, and never shrinks', () => {
    fc.assert(
      fc.property(anyItem, anyAmount, (item, more) => {
        const cost = costOfDelay(item, now)
        const older = { ...item, since: new Date(Date.parse(item.since) - more * 60_000).toISOString() }
        const sooner = item.dueAt && new Date(Date.parse(item.dueAt) - more * 60_000).toISOString()
        expect(costOfDelay({ ...item, dueAt: sooner }, now)).toBeGreaterThanOrEqual(cost)
        const nearer = item.until && new Date(Date.parse(item.until) - more * 60_000).toISOString()
        expect(costOfDelay(older, now)).toBeGreaterThanOrEqual(cost)
        if (more > 0) expect(costOfDelay(older, now)).toBeGreaterThan(cost)
        expect(costOfDelay({ ...item, until: nearer }, now)).toBeGreaterThanOrEqual(cost)
        expect(costOfDelay({ ...item, holds: item.holds + more }, now)).toBeGreaterThanOrEqual(cost)
        const dearer = item.amountUsd === null ? null : item.amountUsd + more
        expect(costOfDelay({ ...item, amountUsd: dearer }, now)).toBeGreaterThanOrEqual(cost)
        expect(Number.isFinite(cost) && cost > 0).toBe(true)
      }),
    )
  })

  test('a moment later no item costs less', () => {
    fc.assert(
      fc.property(anyItem, anyAmount, (item, minutes) => {
        const later = new Date(now.getTime() + minutes * 60_000)
        expect(costOfDelay(item, later)).toBeGreaterThanOrEqual(costOfDelay(item, now))
      }),
    )
  })
})

describe('the order', () => {
  const anyList = fc.uniqueArray(anyItem, { maxLength: 12, selector: ({ id }) => id })

  test('is by cost, keeps every item, and does not depend on how they came', () => {
    fc.assert(
      fc.property(anyList, fc.nat(), (items, turn) => {
        const ordered = byCostOfDelay(items, now)
        const costs = ordered.map((item) => costOfDelay(item, now))
        expect(costs).toEqual(costs.toSorted((a, b) => b - a))
        const by = items.length ? turn % items.length : 0
        const turned = [...items.slice(by), ...items.slice(0, by)].reverse()
        expect(byCostOfDelay(turned, now)).toEqual(ordered)
        expect(new Set(ordered)).toEqual(new Set(items))
      }),
    )
  })

  test('of equals what waits longest goes first, then the id', () => {
    const [a, b] = [anItem({ id: 'a' }), anItem({ id: 'b' })]
    expect(byCostOfDelay([b, a, a], now)).toEqual([a, a, b])
    const early = anItem({ id: 'z', since: hours(2) })
    const late = anItem({ id: 'y', since: hours(3) })
    expect(byCostOfDelay([late, early], now)).toEqual([early, late])
  })
})

test('says why an item stands where it does, the strongest first', () => {
  const item = anItem({ until: hours(2), isEffect: true, holds: 2, since: hours(-24) })
  expect(rankFactors(item, now)).toEqual(['end', 'stake', 'holds', 'age'])
  expect(rankFactors(anItem(), now)).toEqual([])
})

test('an item is named by its kind and what is behind it', () => {
  expect(inboxItemId('failed', 't_1')).toBe('failed:t_1')
  expect(inboxHref('failed:t_1')).toBe('/inbox/failed:t_1')
  expect(inboxHref('budget:a/b?c')).toBe('/inbox/budget:a%2Fb%3Fc')
})

test('what was brought up once more goes before its like, and says so', () => {
  const like = anItem({ id: 'approval:p_1', kind: 'approval', until: hours(18) })
  const reminded = { ...like, id: 'approval:p_2', remindedAt: hours(0) }
  expect(costOfDelay(reminded, now)).toBe(afterReminder * costOfDelay(like, now))
  expect(byCostOfDelay([like, reminded], now)[0]).toBe(reminded)
  expect(rankFactors(reminded, now)).toContain('reminded')
  expect(rankFactors({ ...like, remindedAt: null }, now)).not.toContain('reminded')
})

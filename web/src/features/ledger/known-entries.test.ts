import { expect, test } from 'vitest'
import { extended, joined, type KnownEntries, meets } from './known-entries.ts'
import { anEntry, entriesFrom } from './sample-entries.ts'

const page = (newest: number, count: number, next: number | null = newest - count + 1): KnownEntries => ({
  items: entriesFrom(newest, count),
  names: { [`of ${newest}`]: 'x' },
  next,
})
const positions = (known: KnownEntries | undefined) => known?.items.map((entry) => entry.position)

test('new entries come on top of what is known, once each, and older ones stay', () => {
  const known = page(10, 5)
  expect(joined(page(12, 5), known)).toEqual({
    items: entriesFrom(12, 7),
    names: { 'of 10': 'x', 'of 12': 'x' },
    next: 6,
  })
  expect(joined(page(10, 5), known)).toEqual(known)
})

test('an entry that had no position then has one now', () => {
  const before = { names: {}, items: [anEntry(11, { position: null }), ...entriesFrom(10, 4)], next: 7 }
  expect(positions(joined(page(11, 3), before))).toEqual([11, 10, 9, 8, 7])
})

test('what a restored database no longer has goes, also where another entry took its place', () => {
  const known = page(10, 8)
  const other = anEntry(7, { at: '2026-11-24T12:30:00.000Z' })
  const fresh = { names: {}, items: [other, ...entriesFrom(6, 2)], next: 5 }
  expect(joined(fresh, known)).toMatchObject({ items: [other, ...entriesFrom(6, 4)], next: 3 })
  const allOthers = { names: {}, items: [anEntry(8, { type: 'task_queued' }), other], next: 7 }
  expect(meets(allOthers, known)).toBe(false)
  expect(joined(allOthers, known)).toBe(allOthers)
})

test('what goes back further than what is known is all there is', () => {
  expect(joined(page(12, 8), page(12, 3))).toEqual(page(12, 8))
})

test('where a gap may be, what is known is let go', () => {
  expect(meets(page(30, 5), page(10, 5))).toBe(false)
  expect(joined(page(30, 5), page(10, 5))).toEqual(page(30, 5))
  expect(meets(page(30, 5), undefined)).toBe(true)
})

test('a first page that is all there is replaces what is known', () => {
  expect(joined(page(3, 3, null), page(2, 2))).toEqual(page(3, 3, null))
})

test('older entries go on where what is known ends, and a late answer is ignored', () => {
  expect(extended(page(10, 5), 6, page(5, 5, null))).toEqual({
    items: entriesFrom(10, 10),
    names: { 'of 5': 'x', 'of 10': 'x' },
    next: null,
  })
  expect(extended(page(10, 5), 9, page(8, 2))).toEqual(page(10, 5))
  expect(extended(undefined, 9, page(8, 2))).toBeUndefined()
})

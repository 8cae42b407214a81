// @vitest-environment happy-dom
import { renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { InboxItem } from '#api/inbox/contract.ts'
import { neighbour, type Opened, useOpened } from './opened-item.ts'

const anItem = (id: string) => ({ id, title: id }) as InboxItem
const [a, b, c] = [anItem('a'), anItem('b'), anItem('c')]
const all = [a, b, c]

const opening = (items: InboxItem[], itemId?: string) =>
  renderHook(({ items, itemId }) => useOpened(items, itemId), { initialProps: { items, itemId } })

test('the oldest is open where none is asked for', () => {
  expect(opening(all).result.current).toEqual({ item: a, index: 0, place: 'listed' })
})

test('an item that was settled stays open in its place until the reader moves', () => {
  const { result, rerender } = opening(all, 'b')
  rerender({ items: [a, c], itemId: 'b' })
  expect(result.current).toEqual({ item: b, index: 1, place: 'settled' })
  rerender({ items: [a, c], itemId: 'c' })
  expect(result.current).toMatchObject({ item: c, place: 'listed' })
})

test('the one that was opened by itself is not replaced when it is settled', () => {
  const { result, rerender } = opening(all)
  rerender({ items: [b, c], itemId: undefined })
  expect(result.current).toEqual({ item: a, index: 0, place: 'settled' })
})

test('an id that was never seen opens nothing', () => {
  expect(opening(all, 'x').result.current).toBeNull()
  expect(opening([]).result.current).toBeNull()
})

test('J and K move by one and stop at the ends', () => {
  const at = (index: number): Opened => ({ item: all[index] as InboxItem, index, place: 'listed' })
  expect(neighbour(all, at(0), 1)).toBe(b)
  expect(neighbour(all, at(2), 1)).toBe(c)
  expect(neighbour(all, at(0), -1)).toBe(a)
  expect(neighbour(all, null, 1)).toBe(a)
  expect(neighbour([], null, 1)).toBeNull()
})

test('from a settled item J goes to what took its place, K to the one before', () => {
  const settled: Opened = { item: b, index: 1, place: 'settled' }
  expect(neighbour([a, c], settled, 1)).toBe(c)
  expect(neighbour([a, c], settled, -1)).toBe(a)
})

test('what was put off or filtered away is still in the inbox, and keeps its place', () => {
  const { result, rerender } = renderHook(({ items, inbox }) => useOpened(items, 'b', inbox), {
    initialProps: { items: all, inbox: all },
  })
  rerender({ items: [a, c] as InboxItem[], inbox: all })
  expect(result.current).toEqual({ item: b, index: 1, place: 'elsewhere' })
  rerender({ items: [a, c] as InboxItem[], inbox: [a, c] as InboxItem[] })
  expect(result.current).toEqual({ item: b, index: 1, place: 'settled' })
})

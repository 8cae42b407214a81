// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { anInboxItem } from '../../http/sample-data.ts'
import { between, useSelection } from './selection.ts'

const all = ['a', 'b', 'c', 'd'].map((id) => anInboxItem({ id }))
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id).join('')

test('between two are both and what lies between, in any direction', () => {
  expect(idsOf(between(all, 'b', 'd'))).toBe('bcd')
  expect(idsOf(between(all, 'd', 'b'))).toBe('bcd')
  expect(idsOf(between(all, 'gone', 'b'))).toBe('b')
  expect(between(all, 'a', 'gone')).toEqual([])
})

test('one by one, a range from the last one, and nothing any more', () => {
  const { result, rerender } = renderHook(({ shown }) => useSelection(shown), {
    initialProps: { shown: all },
  })
  const chosen = () => idsOf(result.current.selected)
  act(() => result.current.toggle('b'))
  act(() => result.current.extend('d'))
  expect(chosen()).toBe('bcd')
  act(() => result.current.toggle('c'))
  expect(chosen()).toBe('bd')
  rerender({ shown: all.filter(({ id }) => id !== 'd') })
  expect(chosen()).toBe('b')
  act(() => result.current.end())
  expect([chosen(), result.current.isOn]).toEqual(['', false])
})

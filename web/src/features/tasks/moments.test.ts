import { expect, test } from 'vitest'
import { momentAt, momentsOf, timeIn } from './moments.ts'

const at = (second: number) => `2026-11-26T12:00:0${second}.000Z`
const moments = [at(1), at(3), at(5)]

test('entries of one time are one moment, and so is one by a clock that is behind', () => {
  const entries = [1, 1, 3, 2, 3, 5].map((second) => ({ at: at(second) }))
  expect(momentsOf(entries)).toEqual(moments)
  expect(momentsOf([])).toEqual([])
})

test('a time belongs to the last moment that is not after it', () => {
  expect([0, 1, 2, 3, 4, 5, 9].map((second) => momentAt(moments, at(second)))).toEqual([0, 0, 0, 1, 1, 2, 2])
})

test('only a time in the address is one', () => {
  expect([at(1), 'yesterday', '', 7, undefined].map(timeIn)).toEqual([at(1), null, null, null, null])
})

import { expect, test } from 'vitest'
import { gapsOf } from './missed-beats.ts'

test('planned times without a record are gaps; what is recorded between them parts them', () => {
  expect(gapsOf(['1', '2', '3', '4', '5'], new Set(['1', '4']))).toEqual([['2', '3'], ['5']])
  expect(gapsOf(['1', '2'], new Set())).toEqual([['1', '2']])
  expect(gapsOf(['1', '2'], new Set(['1', '2']))).toEqual([])
  expect(gapsOf([], new Set(['1']))).toEqual([])
})

test('a beat that was asked for between planned times parts a gap as well', () => {
  expect(gapsOf(['1', '3', '5'], new Set(['4']))).toEqual([['1', '3'], ['5']])
})

import { expect, test } from 'vitest'
import { leavesApart } from './leaves-apart.ts'

test('equal values have no place where they differ', () => {
  const value = { a: [1, { b: null }], c: 'x' }
  expect(leavesApart('state', value, structuredClone(value))).toEqual([])
})

test('each place is named by its path, whichever side lacks it', () => {
  const folded = { wait: { until: 'now' }, runs: [{ id: 1 }, { id: 2 }], more: true }
  const kept = { wait: { until: 'then' }, runs: [{ id: 1 }, { id: 3 }], less: 0 }
  expect(leavesApart('state', folded, kept)).toEqual([
    { field: 'state.wait.until', folded: 'now', kept: 'then' },
    { field: 'state.runs[1].id', folded: 2, kept: 3 },
    { field: 'state.more', folded: true, kept: null },
    { field: 'state.less', folded: null, kept: 0 },
  ])
})

test('a list of another length is one place, and so is another kind of value', () => {
  expect(leavesApart('a', [1], [1, 2])).toEqual([{ field: 'a', folded: [1], kept: [1, 2] }])
  expect(leavesApart('a', { b: 1 }, null)).toEqual([{ field: 'a', folded: { b: 1 }, kept: null }])
})

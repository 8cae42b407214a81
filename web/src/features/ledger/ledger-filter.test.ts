import { expect, test } from 'vitest'
import { filterOf, hasFilter, ledgerHref, strangeProjectOf } from './ledger-filter.ts'

const projectId = 'pr_0123456789abcdef'
const all = {
  projectId,
  type: 'run_ended',
  actor: 'operator:op_1',
  streamId: 'task/t_0123456789abcdef',
  from: '2026-11-17T12:00:00.000Z',
  runs: 'failed',
}

test('every filter of the address is taken over', () => {
  expect(filterOf(all)).toEqual(all)
})

test('what the server would refuse, and what is no filter, is dropped', () => {
  expect(
    filterOf({
      projectId: 'pr_1',
      type: 'moon_landed',
      actor: 7,
      streamId: 'x'.repeat(201),
      page: '2',
      from: 'Monday',
      runs: 'lost',
    }),
  ).toEqual({})
  expect(filterOf({ actor: '', projectId: { a: 1 }, type: ['run_ended'], streamId: null })).toEqual({})
})

test('a project that can’t be one is told, and is none of the filters', () => {
  expect(strangeProjectOf({ projectId: 'nonsense' })).toBe('nonsense')
  expect(strangeProjectOf({ projectId: 7 })).toBe('7')
  for (const search of [{}, { projectId: '' }, { projectId }]) expect(strangeProjectOf(search)).toBeNull()
})

test('a filter makes an address that reads back as itself', () => {
  const search = Object.fromEntries(new URLSearchParams(ledgerHref(all).split('?')[1]))
  expect(filterOf(search)).toEqual(all)
  expect(ledgerHref({})).toBe('/ledger')
  expect([hasFilter({}), hasFilter({ projectId })]).toEqual([false, true])
})

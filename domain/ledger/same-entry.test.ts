import { expect, test } from 'vitest'
import { isSameEntry } from './same-entry.ts'

const entry = { streamId: 'task/t_1', streamSeq: 4, type: 'update_posted', at: '2026-11-24T12:00:00.000Z' }

test('an entry is the same with another place in the order, and no other is', () => {
  expect(isSameEntry(entry, { ...entry, position: 9 } as typeof entry)).toBe(true)
  for (const change of [{ streamId: 'task/t_2' }, { streamSeq: 5 }, { type: 'run_ended' }, { at: '' }])
    expect(isSameEntry(entry, { ...entry, ...change })).toBe(false)
  expect([isSameEntry(entry, undefined), isSameEntry(undefined, entry)]).toEqual([false, false])
  expect(isSameEntry(undefined, undefined)).toBe(false)
})

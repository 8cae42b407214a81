import { expect, test } from 'vitest'
import { anInboxItem } from '../../http/sample-data.ts'
import { applied, type Triage, triageWords, undoOf } from './triage.ts'

const [mara, theo] = [
  { id: 'op_1', name: 'Mara' },
  { id: 'op_2', name: 'Theo' },
]
const until = '2026-11-25T09:00:00.000Z'
const a = anInboxItem({ id: 'failed:a' })
const b = anInboxItem({ id: 'failed:b', assignee: mara, snoozedUntil: until })
const c = anInboxItem({ id: 'failed:c', assignee: mara })
const inbox = [a, b, c]

const acts: Triage[] = [
  { kind: 'assign', to: theo, items: inbox },
  { kind: 'assign', to: null, items: [b, c] },
  { kind: 'snooze', until: '2026-12-01T09:00:00.000Z', items: inbox },
  { kind: 'wake', items: [b] },
  { kind: 'close', note: '', items: [a, c] },
]
const byId = (items: typeof inbox) => items.toSorted((one, other) => (one.id < other.id ? -1 : 1))

test.each(acts)('undoing $kind leaves every item as it was', (act) => {
  const after = applied(inbox, act)
  expect(after).not.toEqual(inbox)
  expect(byId(undoOf(act).reduce(applied, after))).toEqual(inbox)
})

test('undoing an assignment says whom the server holds for the one who has it', () => {
  const act: Triage = { kind: 'assign', to: theo, items: [a, b, c] }
  const undo = undoOf(act)
  expect(undo.map(({ items }) => items.map(({ id }) => id))).toEqual([['failed:a'], ['failed:b', 'failed:c']])
  expect(undo[1]?.items[0]?.assignee).toBe(theo)
})

test('only what is meant changes', () => {
  expect(applied(inbox, { kind: 'snooze', until, items: [a] })).toEqual([{ ...a, snoozedUntil: until }, b, c])
  expect(undoOf({ kind: 'reopen', items: [a] })).toEqual([{ kind: 'close', items: [a], note: '' }])
})

test('says in words what was done', () => {
  expect(acts.map(triageWords)).toEqual([
    'Gave 3 items to Theo.',
    'Gave 2 items back.',
    expect.stringMatching(/^Put 3 items off until Tue.*1 Dec 2026/),
    'Took “Send issue 148” up again.',
    'Closed 2 items as seen.',
  ])
  expect(triageWords({ kind: 'reopen', items: [a] })).toBe('Put “Send issue 148” back.')
})

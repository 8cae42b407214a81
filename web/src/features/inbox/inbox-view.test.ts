import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inboxKinds } from '#domain/inbox/inbox.ts'
import { anInbox, anInboxItem, sampleNow as now } from '../../http/sample-data.ts'
import { choicesOf, countsOf, queryOf, shownIn, viewOf, views } from './inbox-view.ts'

const me = 'op_me'
const later = '2026-11-25T09:00:00.000Z'
const mine = anInboxItem({ id: 'failed:mine', kind: 'failed', assignee: { id: me, name: 'Mara' } })
const theirs = anInboxItem({ id: 'failed:theirs', kind: 'failed', assignee: { id: 'op_2', name: 'Theo' } })
const free = anInboxItem({ id: 'question:free', kind: 'question', projectId: 'pr_2', projectName: 'Oak' })
const off = anInboxItem({ id: 'failed:off', snoozedUntil: later, assignee: { id: me, name: 'Mara' } })
const past = anInboxItem({ id: 'failed:past', snoozedUntil: '2026-11-24T11:59:00.000Z' })
const none = anInboxItem({ id: 'finding:none', kind: 'finding', projectId: null, projectName: null })
const all = [mine, theirs, free, off, past, none]

test('what is put off is in its own view alone, until its time', () => {
  const shown = (view: (typeof views)[number]) => shownIn(all, { view }, me, now)
  expect(shown('all')).toEqual([mine, theirs, free, past, none])
  expect(shown('mine')).toEqual([mine])
  expect(shown('unassigned')).toEqual([free, past, none])
  expect(shown('snoozed')).toEqual([off])
  expect(countsOf(anInbox({ items: all }), { view: 'mine' }, me, now)).toEqual({
    all: 5,
    mine: 1,
    unassigned: 3,
    snoozed: 1,
  })
})

test('project and kind narrow every view', () => {
  expect(shownIn(all, { view: 'all', kind: 'failed' }, me, now)).toEqual([mine, theirs])
  expect(shownIn(all, { view: 'all', projectId: 'pr_2' }, me, now)).toEqual([free])
  expect(countsOf(anInbox({ items: all }), { view: 'all', projectId: 'pr_2' }, me, now).all).toBe(1)
})

test('what waits for others is in the list, and not among what needs the reader', () => {
  const given = anInboxItem({ id: 'approval:given', waitsFor: ['Theo'] })
  expect(shownIn([free, given], { view: 'all' }, me, now)).toEqual([free, given])
  expect(shownIn([free, given], { view: 'all', whom: 'you' }, me, now)).toEqual([free])
})

test('one may choose from what is there', () => {
  const { projects, kinds } = choicesOf(anInbox({ items: all }))
  expect([...projects.values()]).toEqual(['Harrowgate Letter', 'Oak'])
  expect(kinds).toEqual(['approval', 'question', 'failed', 'finding'])
  const rest = { kind: 'budget', projectId: 'pr_3', waitsFor: null, assigneeId: null } as const
  const more = choicesOf(anInbox({ items: all, unlisted: [{ ...rest, isSnoozed: false, count: 3 }] }))
  expect(more.projects.get('pr_3')).toBeNull()
  expect(more.kinds).toContain('budget')
})

test('an address says the same again, and nonsense in it nothing', () => {
  const anyView = fc.record(
    {
      ...{ view: fc.constantFrom(...views), projectId: fc.constant('pr_2') },
      ...{ kind: fc.constantFrom(...inboxKinds), whom: fc.constant('you' as const) },
    },
    { requiredKeys: ['view'] },
  )
  fc.assert(
    fc.property(anyView, (what) => {
      expect(viewOf(Object.fromEntries(new URLSearchParams(queryOf(what))))).toEqual(what)
    }),
  )
  expect(viewOf({ view: 'x', kind: 7, projectId: {} })).toEqual({ view: 'all' })
  expect(queryOf({ view: 'all' })).toBe('')
})

import { describe, expect, test } from 'vitest'
import type { Asked } from '../approval/approval-rules.ts'
import { endOfFirst, hangsOnPolicy, inReadersOrder, othersAwaited, type Person } from './awaited-rules.ts'
import { inboxKinds } from './inbox.ts'

const mara: Person = { id: 'op_m', name: 'Mara', role: 'owner' }
const theo: Person = { id: 'op_t', name: 'Theo', role: 'operator' }
const vera: Person = { id: 'op_v', name: 'Vera', role: 'viewer' }
const people = [mara, theo, vera]
const approval = (asked: Partial<Asked> = {}) => ({
  kind: 'approval' as const,
  asked: { needs: 'one' as const, requestedBy: null, approvedBy: [], ...asked },
  isOwners: false,
})

test('what one approver settles waits for each who may, and for a viewer’s operators', () => {
  expect(othersAwaited(approval(), mara, people)).toBeNull()
  expect(othersAwaited(approval(), theo, people)).toBeNull()
  expect(othersAwaited(approval(), vera, people)).toEqual(['Mara', 'Theo'])
})

test('an approval that was given waits for the other one', () => {
  const given = approval({ needs: 'two', approvedBy: ['operator:op_m'] })
  expect(othersAwaited(given, mara, people)).toEqual(['Theo'])
  expect(othersAwaited(given, theo, people)).toBeNull()
  expect(othersAwaited(given, mara, [mara, vera])).toEqual([])
})

test('what somebody else has to approve waits for nobody who asked for the task', () => {
  const asked = approval({ needs: 'other', requestedBy: 'operator:op_t' })
  expect(othersAwaited(asked, theo, people)).toEqual(['Mara'])
  expect(othersAwaited(asked, mara, people)).toBeNull()
})

test('nothing waits for a viewer, and everything else for whoever may settle it', () => {
  for (const kind of inboxKinds) {
    expect(othersAwaited({ kind, asked: null, isOwners: false }, vera, people)).toEqual(['Mara', 'Theo'])
    expect(othersAwaited({ kind, asked: null, isOwners: false }, theo, people)).toBeNull()
  }
})

test('what a runbook leaves to an owner waits for no other operator', () => {
  const step = { kind: 'runbook_step' as const, asked: null, isOwners: true }
  expect(othersAwaited(step, theo, people)).toEqual(['Mara'])
  expect(othersAwaited(step, mara, people)).toBeNull()
})

test('what waits for others ranks below, and what is put off last', () => {
  const item = (id: string, waitsFor: string[] | null, snoozedUntil: string | null = null) => ({
    ...{ id, waitsFor, snoozedUntil },
  })
  const items = [item('theirs', ['Theo']), item('off', null, 'x'), item('a', null), item('b', null)]
  expect(inReadersOrder(items).map(({ id }) => id)).toEqual(['a', 'b', 'theirs', 'off'])
})

test('whom an approval waits for hangs on the policy where a person asked for its task, or agreed to it', () => {
  const hangs = (asked: Partial<Asked>, reader: Person) => hangsOnPolicy(approval(asked), reader, people)
  for (const reader of people) expect(hangs({}, reader)).toBe(false)
  const byTheo = { requestedBy: 'operator:op_t' }
  expect(people.map((reader) => hangs(byTheo, reader))).toEqual([false, true, true])
  expect(people.map((reader) => hangs({ approvedBy: ['operator:op_m'] }, reader))).toEqual([
    true,
    false,
    true,
  ])
})

test('what needs two already, and what is no approval, hangs on no policy', () => {
  const two = { needs: 'two', requestedBy: 'operator:op_t', approvedBy: ['operator:op_m'] } as const
  for (const reader of people) {
    expect(hangsOnPolicy(approval(two), reader, people)).toBe(false)
    expect(hangsOnPolicy({ kind: 'failed', asked: null, isOwners: false }, reader, people)).toBe(false)
  }
})

describe('the first of what waits', () => {
  const now = '2026-12-01T12:00:00.000Z'
  const [over, soon, later] = [
    '2026-12-01T11:00:00.000Z',
    '2026-12-01T13:00:00.000Z',
    '2026-12-02T09:00:00.000Z',
  ]
  const mine = (until: string | null) => ({ waitsFor: null, until })
  const theirs = (until: string | null) => ({ waitsFor: ['Theo'], until })

  test('ends when the soonest of it does, in whatever order it stands', () => {
    expect(endOfFirst([mine(later), mine(null), mine(soon)], now)).toBe(soon)
  })

  test('is of what waits for the reader, however soon something ends that waits for others', () => {
    expect(endOfFirst([theirs(soon), mine(later)], now)).toBe(later)
    expect(endOfFirst([theirs(soon), mine(null)], now)).toBeNull()
  })

  test('is of what waits for others where nothing waits for the reader', () => {
    expect(endOfFirst([theirs(null), theirs(later), theirs(soon)], now)).toBe(soon)
  })

  test('is none that should have ended by now', () => {
    expect(endOfFirst([mine(over), mine(later)], now)).toBe(later)
    expect(endOfFirst([mine(over), mine(now), theirs(soon)], now)).toBeNull()
  })

  test('ends never where nothing is there that does', () => {
    expect(endOfFirst([], now)).toBeNull()
    expect(endOfFirst([mine(null), theirs(null)], now)).toBeNull()
  })
})

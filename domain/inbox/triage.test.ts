import { describe, expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { assignRefusal, closeRefusal, mostSnoozeDays, snoozeRefusal } from './triage-rules.ts'
import { applyTriageEntry, type TriageState, untriaged } from './triage-state.ts'

const fold = (...facts: Fact[]) => facts.reduce<TriageState | null>(applyTriageEntry, null) as TriageState
const title = 'Send issue 148'
const v1 = minutesOn(0)
const assigned = aFact('item_assigned', { title, to: 'op_1', name: 'Ada' })
const snoozed = aFact('item_snoozed', { title, until: minutesOn(90), version: v1 })
const closed = aFact('item_closed', { title, note: 'Known.', version: v1 }, 3, 'operator:op_1')

describe('the fold', () => {
  test('keeps who takes it through everything else', () => {
    const back = aFact('item_assigned', { title, to: null, name: null })
    expect(fold(assigned)).toEqual({ ...untriaged, assignee: 'op_1' })
    expect(fold(assigned, snoozed, closed, aFact('item_reopened', { title })).assignee).toBe('op_1')
    expect(fold(assigned, back)).toEqual(untriaged)
  })

  test('a snooze ends by waking or by closing', () => {
    expect(fold(snoozed).snooze).toEqual({ until: minutesOn(90), version: v1 })
    expect(fold(snoozed, aFact('item_woken', { title }))).toEqual(untriaged)
    expect(fold(snoozed, closed).snooze).toBeNull()
  })

  test('what was closed says by whom, when and why, until it is open again', () => {
    expect(fold(closed).closed).toEqual({
      at: minutesOn(3),
      by: 'operator:op_1',
      note: 'Known.',
      version: v1,
    })
    expect(fold(closed, aFact('item_reopened', { title }))).toEqual(untriaged)
  })

  test('knows no other entry', () => {
    expect(() => fold(aFact('task_done', { summary: '' }))).toThrow('no fold')
  })
})

test('it is put off only to a time that comes, not too far off, and before the item ends', () => {
  const now = minutesOn(0)
  const endsAt = (until: string | null) => ({ until, dueAt: null })
  const [free, ending, ended] = [endsAt(null), endsAt(minutesOn(60)), endsAt(minutesOn(-1))]
  expect(snoozeRefusal(free, minutesOn(1), now)).toBeNull()
  expect(snoozeRefusal(free, now, now)).toMatch(/over already/)
  const days = mostSnoozeDays * 24 * 60
  expect(snoozeRefusal(free, minutesOn(days), now)).toBeNull()
  expect(snoozeRefusal(free, minutesOn(days + 1), now)).toMatch(/90 days/)
  expect(snoozeRefusal(ending, minutesOn(59), now)).toBeNull()
  expect(snoozeRefusal(ending, minutesOn(60), now)).toMatch(/ends before/)
  expect(snoozeRefusal(ended, minutesOn(60), now)).toBeNull()
})

test('the deadline of its task is an end too, while it is still to come, and the refusal says which', () => {
  const now = minutesOn(0)
  const due = (at: number, until: number | null = null) => ({
    until: until === null ? null : minutesOn(until),
    dueAt: minutesOn(at),
  })
  expect(snoozeRefusal(due(60), minutesOn(59), now)).toBeNull()
  expect(snoozeRefusal(due(60), minutesOn(60), now)).toMatch(/^Its task is due before that\./)
  expect(snoozeRefusal(due(-1), minutesOn(60), now)).toBeNull()
  expect(snoozeRefusal(due(30, 60), minutesOn(45), now)).toMatch(/^Its task is due/)
  expect(snoozeRefusal(due(60, 30), minutesOn(45), now)).toMatch(/^It ends/)
  expect(snoozeRefusal(due(-1, 30), minutesOn(45), now)).toMatch(/^It ends/)
  expect(snoozeRefusal(due(30, -1), minutesOn(45), now)).toMatch(/^Its task is due/)
})

test('what waits for a decision is never closed as seen', () => {
  const waiting = [
    'approval',
    'question',
    'verification',
    'uncertain',
    'finding',
    'frozen',
    'budget',
  ] as const
  for (const kind of waiting) expect(closeRefusal(kind), kind).toMatch(/^Closing would hide/)
  for (const kind of ['failed', 'undeliverable', 'budget_warning'] as const)
    expect(closeRefusal(kind), kind).toBeNull()
  expect(closeRefusal('approval')).toBe(
    'Closing would hide what still waits. Approve or reject it, or snooze it.',
  )
  expect(closeRefusal('budget')).toBe(
    'Closing would hide what still waits. Raise the budget, or cancel the task, or snooze it.',
  )
})

test('of two who take it the second is told who was first', () => {
  const nameOf = () => 'Ada'
  expect(assignRefusal({ assignee: null }, null, nameOf)).toBeNull()
  expect(assignRefusal({ assignee: 'op_1' }, 'op_1', nameOf)).toBeNull()
  const first = { code: 'already_assigned', message: 'Ada took it first.' }
  expect(assignRefusal({ assignee: 'op_1' }, null, nameOf)).toEqual(first)
  expect(assignRefusal({ assignee: null }, 'op_1', nameOf)?.message).toBe('It was given back meanwhile.')
})

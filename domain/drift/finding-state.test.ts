import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aFact, anyFactOf, minutesOn } from '#test/stories.ts'
import { findingBodies } from '../ledger/bodies/finding.ts'
import type { Fact } from '../ledger/entry.ts'
import { findingIdOf } from './finding-id.ts'
import { retiredReason } from './finding-rules.ts'
import { applyFindingEntry, type FindingState } from './finding-state.ts'
import { entryOfFound, type Found, isGone } from './look-rules.ts'

const side = (value: string) => ({ hash: value, line: value, text: value, isMasked: false })
const found: Found = {
  kind: 'cron',
  difference: 'changed',
  subject: { key: 'k', name: 'Quotes', where: 'main' },
  projectId: null,
  ours: side('a'),
  theirs: side('b'),
}
const { kind, subject, projectId, difference, ours, theirs } = found
const both = { difference, ours, theirs }
const opened = aFact('finding_opened', { scope: 'mac-mini', projectId, kind, subject, ...both }, 1)
const fold = (...facts: Fact[]) => facts.reduce<FindingState | null>(applyFindingEntry, null)
const after = (...facts: Fact[]) => fold(opened, ...facts) as FindingState
const times = { lookedAt: minutesOn(60), at: minutesOn(61) }

test('the id of a finding is that of what it is about', () => {
  expect(findingIdOf('mac-mini', 'cron', 'k')).toBe(findingIdOf('mac-mini', 'cron', 'k'))
  expect(findingIdOf('mac-mini', 'cron', 'k')).toMatch(/^fd_[0-9a-hjkmnp-tv-z]{16}$/)
  const others = [
    findingIdOf('other', 'cron', 'k'),
    findingIdOf('mac-mini', 'agent', 'k'),
    findingIdOf('mac-mini', 'cron', 'l'),
  ]
  expect(new Set([...others, findingIdOf('mac-mini', 'cron', 'k')]).size).toBe(4)
})

test('a repair that failed leaves it open with why; one that a second look confirmed ends it', () => {
  const asked = aFact('finding_repair_requested', { intentId: 'in_1' }, 2)
  const failed = aFact('finding_repair_failed', { intentId: 'in_1', detail: 'It said no.' }, 3)
  expect(after(asked).status).toBe('repairing')
  expect(after(asked, failed)).toMatchObject({ status: 'open', repair: { detail: 'It said no.' } })
  const seen = { hash: 'a', line: 'a' }
  const repaired = aFact('finding_repaired', { intentId: 'in_1', detail: '', seen }, 4)
  expect(after(asked, repaired)).toMatchObject({
    status: 'repaired',
    since: minutesOn(4),
    repair: { seen, askedAt: minutesOn(2) },
  })
})

test('what is ignored shows itself again once it is another, and what came back counts', () => {
  const ignored = aFact('finding_ignored', { reason: 'known', until: null }, 2)
  expect(after(ignored)).toMatchObject({ status: 'ignored', reason: 'known' })
  const changed = aFact('finding_changed', { ...both, theirs: side('c') }, 3)
  expect(after(ignored, changed)).toMatchObject({
    status: 'open',
    theirs: { hash: 'c' },
    since: minutesOn(3),
  })
  const gone = aFact('finding_gone', { seen: null }, 4)
  const again = aFact('finding_reopened', both, 5)
  expect(after(gone)).toMatchObject({ status: 'gone', firstSeen: minutesOn(1) })
  const reason = retiredReason('mac-mini')
  const left = aFact('finding_gone', { seen: null, reason }, 4)
  expect(after(ignored, left)).toMatchObject({ status: 'gone', reason })
  expect(after(gone, again)).toMatchObject({ status: 'open', count: 2, since: minutesOn(5) })
})

test('a look records what is new to it and nothing else', () => {
  expect(entryOfFound(null, found, times)).toBe('finding_opened')
  expect(entryOfFound(after(), found, times)).toBeNull()
  expect(entryOfFound(after(), { ...found, theirs: side('c') }, times)).toBe('finding_changed')
  expect(entryOfFound(after(), { ...found, difference: 'missing' }, times)).toBe('finding_changed')
  const settled = [
    aFact('finding_gone', { seen: null }, 2),
    aFact('finding_adopted', { reason: '', adopted: null }, 2),
    aFact('finding_repaired', { intentId: 'in_1', detail: '', seen: null }, 2),
  ]
  for (const fact of settled) {
    expect(entryOfFound(after(fact), found, times)).toBe('finding_reopened')
    expect(isGone(after(fact), times)).toBe(false)
  }
  expect(isGone(after(), times)).toBe(true)
})

test('what was decided while a look was under way is not undone by it', () => {
  const late = { ...aFact('finding_adopted', { reason: '', adopted: null }), at: times.at }
  expect(entryOfFound(after(late), found, times)).toBeNull()
  const asked = aFact('finding_repair_requested', { intentId: 'in_1' }, 2)
  expect(entryOfFound(after(asked), found, times)).toBeNull()
  expect(isGone(after(asked), times)).toBe(false)
})

test('ignored until a day: quiet before it, shown after it', () => {
  const until = (at: string) => after(aFact('finding_ignored', { reason: '', until: at }, 2))
  expect(entryOfFound(until(minutesOn(62)), found, times)).toBeNull()
  expect(entryOfFound(until(minutesOn(61)), found, times)).toBe('finding_changed')
})

test('any story of a finding folds, and the number of times it appeared is that of its openings', () => {
  const types = Object.keys(findingBodies).filter((type) => type !== 'finding_opened')
  fc.assert(
    fc.property(fc.array(fc.oneof(...types.map((type) => anyFactOf(type as Fact['type'])))), (facts) => {
      const count = 1 + facts.filter(({ type }) => type === 'finding_reopened').length
      expect(after(...facts).count).toBe(count)
    }),
  )
})

test('nothing follows on nothing', () => {
  expect(() => fold(aFact('finding_gone', { seen: null }))).toThrow('no fold')
})

test('what was mended without asking is repaired, with what a second look found', () => {
  const seen = { hash: 'a', line: 'a' }
  const mended = aFact('finding_mended', { detail: 'Did it.', seen }, 4)
  expect(after(mended)).toMatchObject({
    status: 'repaired',
    since: minutesOn(4),
    repair: { intentId: '', detail: 'Did it.', seen },
  })
  expect(entryOfFound(after(mended), found, times)).toBe('finding_reopened')
})

test('closed and then forgotten by Temporal is one thing, which still waits for a word', () => {
  const closed = aFact('finding_opened', { ...opened.body, kind: 'task', difference: 'missing' }, 1)
  const state = fold(closed) as FindingState
  const lost = { ...found, difference: 'lost' as const, theirs: side('none') }
  expect(entryOfFound(state, lost, times)).toBeNull()
  const gone = applyFindingEntry(state, aFact('finding_gone', { seen: null }, 4))
  expect(entryOfFound(gone, lost, times)).toBe('finding_reopened')
})

test('bytes that were said to be gone and never came are said to be lost', () => {
  const missing = { kind: 'artifact', difference: 'missing', theirs: null } as const
  const state = fold(aFact('finding_opened', { ...opened.body, ...missing }, 1)) as FindingState
  expect(entryOfFound(state, { ...found, ...missing, difference: 'lost' }, times)).toBe('finding_changed')
})

test('that a run took over is said once, and again when another one does', () => {
  const taken = { ...found, difference: 'taken_over' as const }
  const mended = aFact('finding_mended', { detail: '', seen: null }, 4)
  const state = fold({ ...opened, body: { ...opened.body, difference: 'taken_over' } }, mended)
  expect(entryOfFound(state, taken, times)).toBeNull()
  expect(entryOfFound(state, { ...taken, theirs: side('c') }, times)).toBe('finding_reopened')
})

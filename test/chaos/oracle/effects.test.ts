import { expect, test } from 'vitest'
import { brokenEffects } from './effects.ts'
import type { Evidence } from './evidence.ts'
import { callOf, goodEvidence, mark, shownOf, withEntry } from './world.ts'

const good = goodEvidence()
const kinds = (evidence: Evidence) => brokenEffects(evidence).map(({ kind }) => kind)
const uncertain = withEntry(good, 'effect_performed', 'effect_uncertain')

test('an approved effect that was done once is right', () => {
  expect(brokenEffects(good)).toEqual([])
})

test('begun twice, or done twice, is doubled', () => {
  expect(kinds({ ...good, calls: [callOf(mark), { ...callOf(mark), call: 'other' }] })).toEqual(['doubled'])
  expect(kinds({ ...good, sent: [mark, mark] })).toEqual(['doubled'])
})

test('one key that was claimed twice is doubled', () => {
  const lines = good.lines.flatMap((line) => (line.entry.type === 'effect_claimed' ? [line, line] : [line]))
  expect(kinds({ ...good, lines })).toEqual(['doubled'])
})

test('one that nobody approved, or not yet, is unapproved', () => {
  const rejected = withEntry(good, 'approval_decided', 'approval_decided', { verdict: 'rejected' })
  expect(new Set(kinds(rejected))).toEqual(new Set(['unapproved']))
  const [one] = good.played
  const nobody = one ? [{ ...one, said: [] }] : []
  expect(new Set(kinds({ ...good, played: nobody }))).toEqual(new Set(['unapproved']))
  const early = [{ ...callOf(mark), beganAt: 999 }]
  expect(kinds({ ...good, calls: early })).toEqual(['unapproved'])
  const stranger = 'mark-99-1.'
  expect(kinds({ ...good, sent: [mark, stranger] })).toEqual(['unapproved'])
})

test('one that is said to be done and is not in the tool’s log is lost', () => {
  expect(kinds({ ...good, sent: [], calls: [] })).toEqual(['lost'])
})

test('an approved one that is left undecided, or failed, is lost', () => {
  expect(kinds({ ...withEntry(good, 'effect_performed', 'effect_failed'), sent: [], calls: [] })).toEqual([
    'lost',
  ])
  expect(kinds({ ...withEntry(good, 'effect_performed', 'run_held'), sent: [], calls: [] })).toEqual(['lost'])
})

test('uncertain is right only where the tool began it and its log has no end', () => {
  expect(kinds({ ...uncertain, calls: [callOf(mark, null)], sent: [] })).toEqual([])
  expect(kinds({ ...uncertain, calls: [callOf(mark, null)] })).toEqual([])
  expect(kinds(uncertain)).toEqual(['wrongly uncertain'])
  expect(kinds({ ...uncertain, calls: [], sent: [] })).toEqual(['wrongly uncertain'])
})

test('a task that is done without ever having asked is lost work', () => {
  const types = ['task_requested', 'run_queued', 'run_ended', 'task_done']
  const lines = good.lines.filter(({ entry }) => types.includes(entry.type))
  expect(kinds({ ...good, lines, shown: [shownOf(lines)], calls: [], sent: [] })).toEqual(['lost'])
})

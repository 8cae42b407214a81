import { expect, test } from 'vitest'
import type { Said } from '../player.ts'
import { brokenEffects } from './effects.ts'
import type { Evidence } from './evidence.ts'
import { callOf, goodEvidence, lineOf, mark, shownOf, withEntry } from './world.ts'

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

test('uncertain is right only where the tool began it, and its log has neither end nor what it did', () => {
  expect(kinds({ ...uncertain, calls: [callOf(mark, null)], sent: [] })).toEqual([])
  expect(kinds({ ...uncertain, calls: [callOf(mark, null)] })).toEqual(['wrongly uncertain'])
  expect(kinds(uncertain)).toEqual(['wrongly uncertain'])
  expect(kinds({ ...uncertain, calls: [], sent: [] })).toEqual(['wrongly uncertain'])
})

test('a task that is done without ever having asked is lost work', () => {
  const types = ['task_requested', 'run_queued', 'run_ended', 'task_done']
  const lines = good.lines.filter(({ entry }) => types.includes(entry.type))
  const played = good.played.map((one) => ({ ...one, said: [] }))
  expect(kinds({ ...good, played, lines, shown: [shownOf(lines)], calls: [], sent: [] })).toEqual(['lost'])
})

/** As if the approval had never reached the task. */
const unheard = (() => {
  const types = ['task_requested', 'run_queued', 'approval_requested', 'run_ended']
  const lines = good.lines.filter(({ entry }) => types.includes(entry.type))
  return { ...good, lines, shown: [shownOf(lines)], calls: [], sent: [] }
})()
const sayingAlso = (change: Partial<Said>): Pick<Evidence, 'played'> => ({
  played: good.played.map((one) => ({
    ...one,
    said: one.said.flatMap((said) => [said, { ...said, ...change }]),
  })),
})

test('an approval that an operator was told of and the record does not hold is lost', () => {
  expect(brokenEffects(unheard)).toEqual([
    {
      kind: 'lost',
      words: `${mark} of t_1 was approved by the owner, who was told so, and nothing came of it`,
    },
  ])
  const refusedAtOnce = good.played.map((one) => ({
    ...one,
    said: one.said.map((said) => ({ ...said, status: 409, intentId: null })),
  }))
  expect(kinds({ ...unheard, played: refusedAtOnce })).toEqual([])
})

test('unless the record says why it does not count; that there is no such proposal is no reason', () => {
  const refused = (change: object, type = 'decision_refused') => {
    const body = { proposalId: 'p_1', intentId: 'i_2', code: 'already_decided', ...change }
    return { ...unheard, lines: [...unheard.lines, lineOf(5, type, body)] }
  }
  expect(kinds(refused({}))).toEqual([])
  expect(kinds(refused({}, 'decision_turned_away'))).toEqual([])
  expect(kinds(refused({ intentId: 'i_9' }))).toEqual(['lost'])
  expect(kinds(refused({ code: 'not_found' }))).toEqual(['lost'])
})

test('after a reset it may be asked as another proposal, and be approved or rejected as that', () => {
  const asked = (id: string) => (lines: Evidence['lines']) =>
    lines.map((line) => ({
      ...line,
      entry: {
        ...line.entry,
        body: { ...line.entry.body, ...(line.entry.body.proposalId && { proposalId: id }) },
      },
    }))
  expect(kinds({ ...good, lines: asked('p_2')(good.lines) })).toEqual([])
  const anew = { ...unheard, lines: asked('p_2')(unheard.lines) }
  expect(kinds(anew)).toEqual(['lost'])
  const rejected = sayingAlso({ proposalId: 'p_2', verdict: 'rejected', at: 3_000 })
  expect(kinds({ ...anew, ...rejected })).toEqual([])
  // The one that was approved still waits.
  expect(kinds({ ...unheard, ...rejected })).toEqual(['lost'])
})

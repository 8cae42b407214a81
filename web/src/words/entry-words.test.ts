import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entryTypes } from '#domain/ledger/entry.ts'
import { anyFactOf } from '#test/stories.ts'
import {
  happened,
  hash,
  proposal,
  proposalId,
  requested,
  runEnd,
  runFacts,
} from '../features/tasks/sample-story.ts'
import { saidOf } from './entry-words.ts'

const about = { toolOf: () => 'send_message', questionOf: () => 'Which list?', taskOf: () => 'Draft it' }
const said = (fact: { type: string; body: unknown }) => saidOf(fact as never, about)

test.each(entryTypes)('%s has words for every body that it may carry', (type) => {
  fc.assert(
    fc.property(anyFactOf(type), (fact) => {
      const { what, words, detail } = said(fact)
      expect(what).toMatch(/^[a-z]/)
      expect(`${what} ${words} ${detail}`).not.toMatch(/\[object|NaN/)
      expect(what).not.toContain('undefined')
    }),
    { numRuns: 20 },
  )
})

test('a type of a newer server is shown quietly by its own name', () => {
  expect(said({ type: 'moon_landed', body: {} })).toEqual({ what: 'moon landed', isQuiet: true })
})

test('what could not be delivered is said in words, beside who asked for it', () => {
  const body = { intentId: 'in_1', command: 'setPriority', message: 'Its workflow is gone.' }
  expect(said({ type: 'intent_undeliverable', body })).toMatchObject({
    what: 'asked for what could not be delivered: the change of priority; nothing came of it',
    detail: 'Its workflow is gone.',
  })
  const ofRun = { ...body, command: 'settleFork' }
  expect(said({ type: 'runbook_intent_undeliverable', body: ofRun }).what).toContain('of a frozen run;')
  expect(said({ type: 'runbook_intent_refused', body: ofRun }).what).toMatch(/^took no notice of what is to/)
  const newer = { ...body, command: 'toString' }
  expect(said({ type: 'intent_undeliverable', body: newer }).what).toContain('delivered: something;')
})

test('a run that starts again says what of the record it sets aside, and speaks of no reset where that is nothing', () => {
  const of = (unknown: number[]) => said({ type: 'rewound', body: { after: 4, unknown, state: {} } })
  expect(of([5, 7])).toMatchObject({ detail: 'Set aside: entries 5, 7', tone: 'waiting' })
  expect(of([5, 7]).what).toMatch(/^was reset to entry 4/)
  expect(of([]).what).toMatch(/^took up .* nothing of it was set aside$/)
})

test('a raise says how far the next run may go', () => {
  const of = (raise: object) => said({ type: 'budget_raised', body: { raise, intentId: 'in_1' } }).what
  const none = { tokens: null, costNanoUsd: null }
  expect(of({ ...none, costNanoUsd: 5e8 })).toMatch(/^lets the next run use \$0\.50 more, once;/)
  expect(of({ ...none, runs: 1 })).toMatch(/^lets the next run start beyond its budgets of runs, once;/)
  expect(of({ tokens: 70, costNanoUsd: 5e8, runs: 1 })).toMatch(
    /^lets the next run start beyond its budgets of runs and use \$0\.50 and 70 tokens more, once;/,
  )
})

test('an artifact without bytes says why', () => {
  const body = { title: 'Secret', location: '../secret', hash: null, notHashed: 'outside' }
  expect(said({ type: 'artifact_recorded', body }).detail).toBe(
    '../secret\nIt leads out of the agent’s workspace.',
  )
})

test('a name that is turned around is told as it is', () => {
  const turned = 'invoice-\u202efdp.exe'
  const body = { title: turned, location: `out/${turned}`, hash: null, notHashed: null }
  const { what, detail } = said({ type: 'artifact_recorded', body })
  expect([what, detail]).toEqual(['recorded the artifact invoice-fdp.exe', 'out/invoice-fdp.exe'])
  const evidence = { words: 'It is there.', location: `out/${turned}`, hash: null }
  const checked = { title: 'Invoice', passed: true, evidence }
  expect(said({ type: 'deliverable_checked', body: checked }).detail).toBe('out/invoice-fdp.exe')
})

test('a held back effect says that nothing was done, and the hash that was asked for', () => {
  const { what, detail, tone } = said(proposal(1))
  expect(what).toBe('tried to use send_message; the gate held it back and asks for approval')
  expect(detail).toContain('Nothing was done')
  expect(detail).toContain(hash)
  expect(tone).toBe('waiting')
})

test('a decision names the tool and keeps the reason as it was written', () => {
  const body = { proposalId, verdict: 'rejected', reason: 'Not to\nthem.', hash, intentId: 'in_1' } as const
  expect(said(happened('approval_decided', 'mara', 1, body))).toMatchObject({
    what: 'rejected send_message',
    words: 'Not to\nthem.',
    tone: 'muted',
  })
})

test('what is not known of an effect is a danger and says that it is not repeated', () => {
  const body = { proposalId, effectKey: 'k', detail: 'Nobody knows.' }
  const { what, tone } = said(happened('effect_uncertain', 'mac', 1, body))
  expect(what).toBe('does not know whether send_message happened; it is not repeated')
  expect(tone).toBe('danger')
})

test('machinery is quiet, people and agents are not', () => {
  expect(runFacts('s1', 1).map((fact) => said(fact).isQuiet)).toEqual([true, true, true])
  expect(said(requested()).isQuiet).toBeUndefined()
  expect(said(runEnd('s1', 1)).isQuiet).toBeUndefined()
})

test('a run that failed says so and keeps the error', () => {
  const { what, tone, detail } = said(runEnd('s1', 1, { outcome: 'failed', error: 'Provider busy' }))
  expect([what, tone, detail]).toEqual(['ended the run: it failed', 'danger', 'Provider busy'])
})

test('a run that its gateway took up again says so, beside its error', () => {
  const adoptedRunIds = ['run-2']
  expect(said(runEnd('s1', 1, { adoptedRunIds })).detail).toMatch(/^The gateway was restarted in the middle/)
  const { detail } = said(runEnd('s1', 1, { adoptedRunIds, outcome: 'failed', error: 'Provider busy' }))
  expect(detail).toMatch(/^Provider busy\nThe gateway was restarted/)
  expect(said(runEnd('s1', 1)).detail).toBeUndefined()
})

test('an answer repeats the question that it answers', () => {
  const answered = happened('question_answered', 'mara', 1, {
    questionId: 'q1',
    answer: 'November',
    intentId: 'in_1',
  })
  expect(said(answered)).toMatchObject({ words: 'November', detail: 'The question was: Which list?' })
})

test('one of a kind is counted as one, and a task that is mentioned has its title', () => {
  const baseline = { type: 'baseline_adopted', body: { cron: 0, agents: 1, files: 2 } }
  expect(said(baseline).what).toMatch(/: 0 jobs, 1 agent, 2 files$/)
  const step = { stepId: 'draft', taskId: 't_1', dueAt: null, text: null, picked: null }
  expect(said({ type: 'runbook_step_started', body: step }).what).toBe(
    'gave the step draft to the task Draft it',
  )
})

test('a call that ran past the gate says so, where it ran and what its tool answered', () => {
  const effective = { hash, parameters: { command: 'date' } }
  const body = {
    ...{ tool: 'exec', allowed: null, effective },
    ...{ sessionKey: 'agent:main:cron:daily', answer: 'performed: Fri' },
  }
  const { what, detail, tone } = said({ type: 'call_changed', body })
  expect(what).toBe(
    'saw exec run without permission: it was neither safe nor approved, and the gate had not let it pass',
  )
  expect(detail).toBe(
    `Let pass: nothing\nRan: {"command":"date"}, sha256 ${hash}\nsession agent:main:cron:daily\nperformed: Fri`,
  )
  expect(tone).toBe('danger')
})

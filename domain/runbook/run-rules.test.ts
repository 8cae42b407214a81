import { describe, expect, test } from 'vitest'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { factOfRunIntent, runIntentRefusal, runRefusal } from './run-rules.ts'
import { applyRunEntry, noRunbookRun, rewoundRun } from './run-state.ts'
import { runbookRunStatuses } from './run-words.ts'
import { nameKeyOf, slugOf } from './runbook-name-rules.ts'
import { applyRunbookEntry, type RunbookState } from './runbook-state.ts'
import { taskEndOf } from './task-end-rules.ts'

const definition = aRunbook([
  aTaskStep('draft'),
  { id: 'review', approval: { who: 'owner', text: 'Send it?' } },
])
const asked = { projectId: 'pr_1', runbookId: 'rb_1', version: 1, definition, inputs: {}, intentId: 'in_1' }
const requested = aFact('runbook_run_requested', asked, 0)
const nothing = { taskId: null, dueAt: null, text: null, picked: null }
const begun = (stepId: string, change: object) =>
  aFact('runbook_step_started', { stepId, attempt: 1, ...nothing, ...change }, 1)
const fold = (...facts: Fact[]) => [requested, ...facts].reduce(applyRunEntry, noRunbookRun)
const drafting = fold(begun('draft', { taskId: 't_1' }))
const reviewing = fold(begun('review', { text: 'Send it?' }))

const by = { id: 'in_2', runId: 'rr_1', actor: 'operator:op_1' }
const decision = (change: object = {}) =>
  ({
    ...by,
    command: 'decideStep',
    body: { stepId: 'review', attempt: 1, verdict: 'approved', note: 'good', ...change },
  }) as const
const at = minutesOn(5)

test('a run is resumed after it stopped, and cancelled while it goes on', () => {
  const may = (action: 'resumeRun' | 'cancelRun' | 'settleFork') =>
    runbookRunStatuses.filter((status) => runRefusal({ status }, action) === null)
  expect(may('resumeRun')).toEqual(['failed', 'cancelled'])
  expect(may('cancelRun')).toEqual(['requested', 'running', 'waiting'])
  expect(may('settleFork')).toEqual(['frozen'])
  expect(runRefusal({ status: 'done' }, 'cancelRun')).toBe('The run is done already.')
})

test('a frozen run takes one word alone, and every other one is told what to do first', () => {
  const frozen = applyRunEntry(reviewing, aFact('runbook_run_frozen', { code: 'fork', message: 'two' }, 4))
  const others = [
    decision(),
    { command: 'resumeRun', body: {} },
    { command: 'cancelRun', body: { reason: '' } },
  ] as const
  for (const other of others)
    expect(runIntentRefusal(other, frozen, 'owner')).toEqual({
      code: 'run_not_in_state',
      message:
        'This run is frozen, because two accounts of it do not fit together. ' +
        'Settle it first: go on from its record, or cancel it.',
    })
  const settle = { ...by, command: 'settleFork', body: { verdict: 'end', reason: 'by hand' } } as const
  expect(runIntentRefusal(settle, frozen, 'viewer')?.message).toMatch(
    /^A viewer may not settle frozen tasks and/,
  )
  expect(factOfRunIntent(settle, frozen, 'operator', at)).toMatchObject({
    type: 'runbook_run_fork_settled',
    body: { verdict: 'end', reason: 'by hand', intentId: 'in_2' },
  })
})

describe('a decision', () => {
  test('is for who the runbook says', () => {
    expect(runIntentRefusal(decision(), reviewing, 'owner')).toBeNull()
    expect(runIntentRefusal(decision(), reviewing, 'operator')?.message).toMatch(
      /to an owner; you are an operator/,
    )
    expect(runIntentRefusal(decision(), reviewing, 'viewer')?.message).toMatch(/^A viewer may not decide/)
    expect(runIntentRefusal(decision(), reviewing, null)?.code).toBe('role_may_not')
  })

  test('is of the try that was shown, and is made once', () => {
    expect(runIntentRefusal(decision({ attempt: 2 }), reviewing, 'owner')).toEqual({
      code: 'already_decided',
      message: 'It was asked again since then.',
    })
    const decided = applyRunEntry(reviewing, factOfRunIntent(decision(), reviewing, 'owner', at))
    expect(decided.steps[0]).toMatchObject({
      outcome: 'approved',
      decidedBy: 'operator:op_1',
      summary: 'good',
    })
    expect(runIntentRefusal(decision(), decided, 'owner')?.message).toBe('It is approved already.')
    for (const stepId of ['draft', 'other'])
      expect(runIntentRefusal(decision({ stepId }), drafting, 'owner')?.code).toBe('not_found')
  })

  test('that rejects says why, in words or not', () => {
    const fact = (note: string) =>
      factOfRunIntent(decision({ verdict: 'rejected', note }), reviewing, 'owner', at)
    expect(fact('not yet').body).toMatchObject({ outcome: 'rejected', error: 'not yet' })
    expect(fact('').body).toMatchObject({ error: 'It was rejected.' })
  })
})

describe('an intent becomes a fact', () => {
  const taskEnded = (taskId: string) =>
    ({
      ...by,
      actor: 'system:runbook',
      command: 'taskEnded',
      body: { taskId, outcome: 'done', summary: 'Two pages', error: null },
    }) as const

  test('the end of a task ends its step; one that nobody waits for is put down', () => {
    expect(factOfRunIntent(taskEnded('t_1'), drafting, null, at)).toMatchObject({
      type: 'runbook_step_ended',
      body: { stepId: 'draft', outcome: 'done', summary: 'Two pages', intentId: 'in_2' },
    })
    const refused = factOfRunIntent(taskEnded('t_2'), drafting, null, at)
    expect(refused).toMatchObject({ type: 'runbook_intent_refused', body: { command: 'taskEnded' } })
    expect(applyRunEntry(drafting, refused).intentIds).toEqual(['in_1', 'in_2'])
  })

  test('resuming and cancelling, or the sentence that says why not', () => {
    const resume = { ...by, command: 'resumeRun', body: {} } as const
    const cancel = { ...by, command: 'cancelRun', body: { reason: 'no need' } } as const
    expect(factOfRunIntent(cancel, drafting, 'operator', at)).toMatchObject({
      type: 'runbook_run_cancel_requested',
      body: { reason: 'no need' },
    })
    expect(factOfRunIntent(resume, drafting, 'operator', at)).toMatchObject({
      type: 'runbook_intent_refused',
      body: { message: expect.stringMatching(/^Only a failed or cancelled run/) },
    })
    const failed = fold(aFact('runbook_run_failed', { stepId: 'draft', error: 'no' }, 2))
    expect(factOfRunIntent(resume, failed, 'operator', at).type).toBe('runbook_run_resumed')
  })
})

test('an entry of another stream is a defect', () => {
  expect(() => applyRunEntry(drafting, aFact('task_done', { summary: '' }))).toThrow('no fold')
})

test('a run that starts again goes on from what it knows, and lists the rest', () => {
  const facts = [requested, begun('draft', { taskId: 't_1' }), aFact('runbook_run_done', {}, 2)]
  const entries = facts.map((fact, i) => ({ streamSeq: i + 1, runId: i === 0 ? 'api' : 'r1', fact }))
  const rewound = rewoundRun(entries, { after: 2, lastSeq: 3, at })
  expect(rewound.body).toMatchObject({ after: 2, unknown: [3], state: { status: 'running' } })
  expect(applyRunEntry(fold(), rewound)).toEqual(fold(begun('draft', { taskId: 't_1' })))
})

test('a task’s end is its step’s, a frozen one too', () => {
  const end = (status: 'done' | 'failed' | 'cancelled' | 'frozen' | 'running', error: string | null = null) =>
    taskEndOf({ status, summary: null, error })
  expect(end('done', 'old')).toEqual({ outcome: 'done', summary: '', error: null })
  expect(end('failed', 'no paper')).toEqual({ outcome: 'failed', summary: '', error: 'no paper' })
  // Who cancels need not say why.
  expect(end('cancelled', '')?.error).toBe('The task ended cancelled.')
  expect(end('frozen')).toEqual({ outcome: 'failed', summary: '', error: 'The task ended frozen.' })
  expect(end('running')).toBeNull()
})

test('a runbook is its last version, until it is removed', () => {
  const written = (type: 'runbook_created' | 'runbook_changed', version: number) =>
    aFact(type, { name: 'Letter', version, yaml: `v${version}`, sha256: 'x' }, version)
  const foldAll = (...facts: Fact[]) => facts.reduce<RunbookState | null>(applyRunbookEntry, null)
  const state = foldAll(written('runbook_created', 1), written('runbook_changed', 2))
  expect(state).toMatchObject({ version: 2, yaml: 'v2', createdAt: minutesOn(1), changedAt: minutesOn(2) })
  const removed = aFact('runbook_removed', { name: 'Letter' }, 3)
  expect(applyRunbookEntry(state, removed).removedAt).toBe(minutesOn(3))
  expect(() => foldAll(removed)).toThrow('no fold')
  expect(() => foldAll(written('runbook_changed', 2))).toThrow('no fold')
})

test('names that differ in case or punctuation only are one', () => {
  expect(slugOf('  Publish a letter! ')).toBe('publish-a-letter')
  expect(slugOf('Wöchentlich: Рассылка')).toBe('wöchentlich-рассылка')
  expect(nameKeyOf('pr_1', 'A  B')).toBe(nameKeyOf('pr_1', 'a-b'))
})

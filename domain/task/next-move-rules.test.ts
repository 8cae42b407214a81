import { describe, expect, test } from 'vitest'
import { aProposal, aTask, aTime } from '#test/builders.ts'
import { minutesOn } from '#test/stories.ts'
import { defaultPolicy } from '../policy/policy.ts'
import type { CheckResult } from '../quality/deliverable.ts'
import { type Move, nextMove, nextStepId } from './next-move-rules.ts'
import type { QuestionState, RunState, TaskState } from './task.ts'

const run = (change: Partial<RunState> = {}): RunState => ({
  stepId: 's1',
  runId: 'r1',
  sessionKey: 'k',
  reason: 'first run',
  contextHash: 'h',
  queuedAt: aTime,
  acceptedAt: aTime,
  startedAt: aTime,
  endedAt: aTime,
  outcome: 'ok',
  text: '',
  error: null,
  usage: null,
  gateway: null,
  isRetryable: false,
  ...change,
})
const question: QuestionState = {
  questionId: 'q1',
  stepId: 's1',
  text: 'Which?',
  options: [],
  askedAt: aTime,
  answer: null,
  answeredBy: null,
  answeredAt: null,
}
const ran = (change: Partial<TaskState> = {}) => aTask({ status: 'verifying', runs: [run()], ...change })
const busy = run({ outcome: 'failed', error: 'busy', isRetryable: true })
const lasting = run({ outcome: 'failed', error: 'no such model' })
const killed = run({ outcome: 'killed', error: 'stopped by Ada' })
const message = { kind: 'message', text: 'Go on' } as const
const told = { kind: 'performed', tool: 't', text: 'ok' } as const
const claimed = aProposal({ status: 'claimed', grantId: 'gr_1' })
const early = aProposal({ proposalId: 'p_2', expiresAt: minutesOn(5) })
const failed: CheckResult = {
  title: 'A',
  check: 'artifact',
  passed: false,
  evidence: { words: 'No artifact.', location: null, hash: null, size: null },
  artifactId: null,
  at: aTime,
  by: 'system:control',
}
const now = minutesOn(1)
const later = minutesOn(2)

/** Each state of a task, and what it does next. */
const table: [string, TaskState, Move][] = [
  ['just requested: a first run', aTask(), { kind: 'turn' }],
  ['a run is open: goes on with it', ran({ runs: [run({ endedAt: null })] }), { kind: 'turn' }],
  [
    'a run is open and a proposal claimed: the run first',
    ran({ runs: [run({ endedAt: null })], proposals: [claimed] }),
    { kind: 'turn' },
  ],
  ['nothing is left to do: verify', ran(), { kind: 'verify', missing: [] }],
  [
    'a deliverable is declared: it is checked',
    ran({ deliverables: ['A'] }),
    { kind: 'check', deliverables: [{ title: 'A', check: { kind: 'artifact' } }] },
  ],
  [
    'it did not pass: the agent is told',
    ran({ deliverables: ['A'], checks: [failed], policy: defaultPolicy }),
    { kind: 'return', failed: [failed], attempt: 1 },
  ],
  [
    'it did not pass, and the policy was made before: once',
    ran({ deliverables: ['A'], checks: [failed], policy: null }),
    { kind: 'return', failed: [failed], attempt: 1 },
  ],
  [
    'it did not pass again: verify says so',
    ran({ deliverables: ['A'], checks: [failed], policy: defaultPolicy, returns: 1 }),
    { kind: 'verify', missing: ['A'] },
  ],
  [
    'all passed',
    ran({ deliverables: ['A'], checks: [{ ...failed, passed: true }] }),
    { kind: 'verify', missing: [] },
  ],
  [
    'a person has to look',
    ran({ deliverables: [{ title: 'Look', check: { kind: 'review' } }] }),
    { kind: 'review', titles: ['Look'] },
  ],
  [
    'the agent was told what did not pass: it goes on',
    ran({ news: [{ kind: 'unproven', text: '- A' }] }),
    { kind: 'turn' },
  ],
  [
    'an operator accepted it as it is',
    ran({ deliverables: ['A'], isAccepted: true }),
    { kind: 'verify', missing: [] },
  ],
  [
    'waits for verification',
    ran({ status: 'needs_verification', deliverables: ['A'] }),
    { kind: 'await', until: null },
  ],
  [
    'a message came while it waits for verification',
    ran({ status: 'needs_verification', news: [message] }),
    { kind: 'turn' },
  ],
  ['a proposal waits', ran({ proposals: [aProposal()] }), { kind: 'await', until: aProposal().expiresAt }],
  [
    'two wait: until the sooner',
    ran({ proposals: [aProposal(), early] }),
    { kind: 'await', until: early.expiresAt },
  ],
  [
    'one has expired',
    ran({ proposals: [aProposal(), { ...early, expiresAt: now }] }),
    { kind: 'expire', proposals: [{ ...early, expiresAt: now }] },
  ],
  [
    'one is to be brought up once more: until then',
    ran({ proposals: [{ ...early, remindAt: later }] }),
    { kind: 'await', until: later },
  ],
  [
    'its time has come',
    ran({ proposals: [aProposal(), { ...early, remindAt: now }] }),
    { kind: 'remind', proposals: [{ ...early, remindAt: now }] },
  ],
  [
    'it was brought up once: until it expires',
    ran({ proposals: [{ ...early, remindAt: now, remindedAt: now }] }),
    { kind: 'await', until: early.expiresAt },
  ],
  [
    'what has expired is not brought up first',
    ran({ proposals: [{ ...early, remindAt: aTime, expiresAt: now }] }),
    { kind: 'expire', proposals: [{ ...early, remindAt: aTime, expiresAt: now }] },
  ],
  [
    'an operator asks back while a proposal waits',
    ran({
      proposals: [aProposal()],
      news: [{ kind: 'question', proposalId: aProposal().proposalId, tool: 't', text: 'Why?' }],
    }),
    { kind: 'turn' },
  ],
  [
    'a message comes while a proposal waits',
    ran({ proposals: [aProposal()], news: [message] }),
    { kind: 'turn' },
  ],
  [
    'one of two is settled: the agent hears of both at once',
    ran({ proposals: [early], news: [told] }),
    { kind: 'await', until: early.expiresAt },
  ],
  [
    'all are settled: the agent hears of it',
    ran({ proposals: [aProposal({ status: 'performed' })], news: [told] }),
    { kind: 'turn' },
  ],
  ['an approved call of the worker', ran({ proposals: [claimed] }), { kind: 'perform', proposal: claimed }],
  [
    'an approved call goes before what else waits',
    ran({ proposals: [early, claimed] }),
    { kind: 'perform', proposal: claimed },
  ],
  [
    'a granted call of the agent waits for its run',
    ran({ proposals: [{ ...claimed, via: 'resume' }], news: [told] }),
    { kind: 'turn' },
  ],
  [
    'a grant was given out and the run ended',
    ran({ proposals: [{ ...claimed, via: 'resume', usedIn: 's1' }] }),
    { kind: 'confirm', proposal: { ...claimed, via: 'resume', usedIn: 's1' } },
  ],
  [
    'an earlier run claimed it: the journal is asked',
    ran({ proposals: [{ ...claimed, usedIn: 'earlier' }] }),
    { kind: 'confirm', proposal: { ...claimed, usedIn: 'earlier' } },
  ],
  ['a question is open', ran({ questions: [question] }), { kind: 'await', until: null }],
  [
    'a question is open and the effect’s fate can wait',
    ran({ questions: [question], news: [told] }),
    { kind: 'await', until: null },
  ],
  [
    'a question was answered',
    ran({
      questions: [{ ...question, answer: 'Blue' }],
      news: [{ kind: 'answer', question: 'Which?', text: 'Blue' }],
    }),
    { kind: 'turn' },
  ],
  [
    'failed for a passing reason',
    ran({ runs: [busy], policy: defaultPolicy }),
    { kind: 'retry', error: 'busy', attempt: 1 },
  ],
  [
    'failed again',
    ran({ runs: [busy, busy], policy: defaultPolicy }),
    { kind: 'retry', error: 'busy', attempt: 2 },
  ],
  [
    'failed too often',
    ran({ runs: [busy, busy, busy], policy: defaultPolicy }),
    { kind: 'fail', error: 'busy' },
  ],
  [
    'a good run between starts the count anew',
    ran({ runs: [busy, busy, run(), busy], policy: defaultPolicy }),
    { kind: 'retry', error: 'busy', attempt: 1 },
  ],
  [
    'failed for the first time: what a switch ended was no failure',
    ran({ runs: [killed, killed, busy], policy: defaultPolicy }),
    { kind: 'retry', error: 'busy', attempt: 1 },
  ],
  ['no policy known: no retry', ran({ runs: [busy], policy: null }), { kind: 'fail', error: 'busy' }],
  [
    'failed for good',
    ran({ runs: [lasting], policy: defaultPolicy }),
    { kind: 'fail', error: 'no such model' },
  ],
  [
    'ended without a word',
    ran({ runs: [run({ outcome: 'lost' })] }),
    { kind: 'fail', error: 'The run ended lost.' },
  ],
  [
    'ended without even an outcome',
    ran({ runs: [run({ outcome: null })] }),
    { kind: 'fail', error: 'The run ended without a word.' },
  ],
  ['a retry is scheduled', ran({ runs: [busy], retryAt: later }), { kind: 'await', until: later }],
  ['its time has come', ran({ runs: [busy], retryAt: now }), { kind: 'turn' }],
  ['cancelled', ran({ cancelReason: '' }), { kind: 'cancel' }],
  [
    'cancelled while a run is open',
    ran({ runs: [run({ endedAt: null })], cancelReason: 'x' }),
    { kind: 'cancel' },
  ],
  ['done', ran({ status: 'done' }), { kind: 'end' }],
  ['failed', ran({ status: 'failed', news: [message] }), { kind: 'end' }],
  ['was cancelled', ran({ status: 'cancelled', cancelReason: 'x' }), { kind: 'end' }],
  [
    'was asked for while it ended: nobody is to decide it',
    ran({ status: 'cancelled', cancelReason: 'x', proposals: [claimed, early] }),
    { kind: 'withdraw', proposals: [early] },
  ],
  [
    'frozen, whatever waits',
    ran({ status: 'frozen', cancelReason: 'x', proposals: [claimed] }),
    { kind: 'end' },
  ],
]

describe('what a task does next', () => {
  test.each(table)('%s', (_name, state, move) => {
    expect(nextMove(state, now)).toEqual(move)
  })

  test('every kind of move is made by some state', () => {
    const kinds = [
      'end',
      'withdraw',
      'cancel',
      'turn',
      'perform',
      'confirm',
      'remind',
      'retry',
      'fail',
      'expire',
      'await',
      'verify',
      'check',
      'return',
      'review',
    ]
    expect(new Set(table.map(([, , move]) => move.kind))).toEqual(new Set(kinds))
  })
})

test('steps are numbered by the runs, so that a reset asks for the same one', () => {
  expect(nextStepId(aTask())).toBe('s1')
  expect(nextStepId(ran())).toBe('s2')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aTaskRequest, aTime } from '#test/builders.ts'
import { aFact, afterFacts, anyTaskFacts, minutesOn } from '#test/stories.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import { nextMove } from './next-move-rules.ts'
import { TaskState } from './task.ts'
import { applyEntry, isTaskFact, noTask, taskEntryTypes } from './task-state.ts'

const fold = (facts: readonly Fact[], from = noTask) => facts.reduce(applyEntry, from)
const requested = aTaskRequest({ deliverables: ['A'] })
const asked = aFact('question_asked', { stepId: 's1', questionId: 'q1', text: 'Which?', options: ['A', 'B'] })
const answered = aFact(
  'question_answered',
  { questionId: 'q1', answer: 'B', intentId: 'in_2' },
  2,
  'operator:op_1',
)
const message = (minute = 2) => aFact('message_sent', { text: 'Go on', intentId: 'in_3' }, minute)
const again = aFact('retry_requested', { intentId: 'in_4' }, 3)
const done = aFact('task_done', { summary: 'All.' }, 2)
const failed = aFact('task_failed', { error: 'busy' }, 2)
const cancelled = aFact('task_cancelled', { reason: 'no need' }, 2)
const unverified = aFact('verification_failed', { missing: ['A'] }, 2)
const frozen = aFact('task_frozen', { code: 'ledger_fork', message: 'forked' }, 2)

test('a task begins as it was requested', () => {
  expect(fold([requested])).toEqual({
    ...noTask,
    since: aTime,
    projectId: 'pr_test',
    agentId: 'ag_test',
    executorId: 'mac-mini',
    title: 'Write the letter',
    intent: 'Write it and send it.',
    deliverables: ['A'],
    requestedBy: 'operator:op_test',
    requestedAt: aTime,
    intentIds: ['in_test'],
  })
})

test('a question holds the task up until it is answered, which the agent hears', () => {
  const waiting = afterFacts(asked)
  expect(waiting.status).toBe('waiting')
  expect(waiting.wait).toEqual({ kind: 'operator', detail: 'Which?', until: null, since: minutesOn(1) })
  const state = applyEntry(waiting, answered)
  expect(state).toMatchObject({ status: 'preparing', wait: null })
  expect(state.questions[0]).toMatchObject({
    answer: 'B',
    answeredBy: 'operator:op_1',
    answeredAt: minutesOn(2),
  })
  expect(state.news).toEqual([{ kind: 'answer', question: 'Which?', text: 'B' }])
})

test('an answer to no question is news without one', () => {
  expect(afterFacts(answered).news).toEqual([{ kind: 'answer', question: '', text: 'B' }])
})

describe('ends', () => {
  test.each([
    ['done', done, { summary: 'All.', error: null }],
    ['failed', failed, { error: 'busy' }],
    ['cancelled', cancelled, { error: 'no need' }],
  ] as const)('%s', (status, fact, change) => {
    expect(afterFacts(asked, fact)).toMatchObject({
      ...change,
      status,
      wait: null,
      endedAt: minutesOn(2),
      since: minutesOn(2),
    })
  })

  test.each([done, failed, cancelled, unverified])('a message after $type opens the task again', (end) => {
    const state = afterFacts(end, message(3))
    expect(state).toMatchObject({ status: 'preparing', endedAt: null, cancelReason: null })
    expect(state.news).toEqual([{ kind: 'message', text: 'Go on' }])
  })

  test('a retry after a failure says what had failed', () => {
    const state = afterFacts(failed, again)
    expect(state).toMatchObject({
      status: 'preparing',
      endedAt: null,
      news: [{ kind: 'again', text: 'busy' }],
    })
    expect(afterFacts(again).news).toEqual([{ kind: 'again', text: '' }])
  })

  test('a message to a task that moves changes no state', () => {
    expect(afterFacts(message()).status).toBe('requested')
  })
})

test('work that misses a deliverable waits for an operator, who may accept it', () => {
  const waiting = afterFacts(unverified)
  expect(waiting).toMatchObject({ status: 'needs_verification', missing: ['A'] })
  expect(waiting.wait).toEqual({ kind: 'operator', detail: 'missing: A', until: null, since: minutesOn(2) })
  const accepted = applyEntry(waiting, aFact('work_accepted', { note: 'fine', intentId: 'in_5' }, 3))
  expect(accepted).toMatchObject({ status: 'verifying', missing: [], isAccepted: true, wait: null })
})

test('a frozen task stays frozen, whatever is still open in it', () => {
  expect(afterFacts(asked, frozen, answered, message(3))).toMatchObject({
    status: 'frozen',
    error: 'forked',
    wait: null,
  })
})

test('a cancellation and an intent that came to nothing are known', () => {
  const state = afterFacts(
    aFact('cancel_requested', { reason: 'no need', intentId: 'in_6' }),
    aFact('intent_undeliverable', { intentId: 'in_7', command: 'retryTask', message: '' }),
  )
  expect(state).toMatchObject({ cancelReason: 'no need', intentIds: ['in_test', 'in_6', 'in_7'] })
})

test('a task’s state says since when, and does not when it only repeats itself', () => {
  const update = aFact('update_posted', { stepId: 's1', itemId: 'i1', text: '' }, 9)
  expect(applyEntry(afterFacts(asked), update)).toMatchObject({
    since: minutesOn(1),
    wait: { since: minutesOn(1) },
  })
})

test('rewound goes on from the state that it carries', () => {
  const state = afterFacts(asked)
  const rewound: FactOf<'rewound'> = {
    ...done,
    type: 'rewound',
    body: { after: 2, unknown: [3], state: state as never },
  }
  expect(applyEntry(afterFacts(done), rewound)).toEqual(state)
})

test('a fact of another stream is a defect', () => {
  const stranger = aFact('project_removed', { reason: '' })
  expect(isTaskFact(stranger)).toBe(false)
  expect(() => applyEntry(noTask, stranger)).toThrow(
    'project_removed has no fold in a task’s stream'.replace('’', "'"),
  )
})

function frozenDeep<T>(value: T): T {
  if (value && typeof value === 'object')
    for (const item of Object.values(Object.freeze(value))) frozenDeep(item)
  return value
}

describe('whatever a stream holds', () => {
  const story = anyTaskFacts.map((facts) => [requested, ...facts])

  test('every type is met by the stories', () => {
    const met = new Set(
      fc
        .sample(story, { numRuns: 300, seed: 1 })
        .flat()
        .map((fact) => fact.type),
    )
    expect(new Set([...met, 'rewound'])).toEqual(new Set(taskEntryTypes))
  })

  test('the fold answers the same each time, changes nothing it was given, and makes a valid state', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const state = fold(frozenDeep(facts), frozenDeep(noTask))
        expect(fold(facts)).toEqual(state)
        expect(TaskState.parse(state)).toEqual(state)
      }),
    )
  })

  test('a prefix and the rest make the whole, and a state survives being written and read', () => {
    fc.assert(
      fc.property(story, fc.nat(40), (facts, at) => {
        const read = JSON.parse(JSON.stringify(fold(facts.slice(0, at))))
        expect(fold(facts.slice(at), read)).toEqual(fold(facts))
      }),
    )
  })

  test('a task that waits says for what, and one that does not says nothing', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const { status, wait, since } = fold(facts)
        expect(wait !== null).toBe(status === 'waiting' || status === 'needs_verification')
        expect(since).not.toBe('')
      }),
    )
  })

  test('there is always a next move, and an ended task has none but to withdraw, once, what it asked for', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const last = nextMove(fold(facts), minutesOn(2_500))
        const left = last.kind === 'withdraw' ? last.proposals : []
        const withdrawn = left.map(({ proposalId }) =>
          aFact('approval_withdrawn', { proposalId, reason: 'the task has ended' }),
        )
        const state = fold([...facts, ...withdrawn])
        expect(state.status).toBe(fold(facts).status)
        const isOver = ['done', 'failed', 'cancelled', 'frozen'].includes(state.status)
        expect(nextMove(state, minutesOn(2_500)).kind === 'end').toBe(isOver)
      }),
    )
  })
})

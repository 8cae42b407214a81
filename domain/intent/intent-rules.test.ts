import { describe, expect, test } from 'vitest'
import { aProposal, aTask, aTime } from '#test/builders.ts'
import { parseFact } from '../ledger/entry.ts'
import type { Deliverable } from '../quality/deliverable.ts'
import type { QuestionState, RunState, TaskStatus } from '../task/task.ts'
import { taskStatuses } from '../task/task-words.ts'
import { commands } from './intent.ts'
import { actionOf, factOfIntent, intentRefusal, type TaskIntent } from './intent-rules.ts'

const by = { id: 'in_2', taskId: 't_1', actor: 'operator:op_1' }
const intents = {
  sendMessage: { ...by, command: 'sendMessage', body: { text: 'Go on' } },
  answerQuestion: { ...by, command: 'answerQuestion', body: { questionId: 'q1', answer: 'Blue' } },
  setPriority: { ...by, command: 'setPriority', body: { priority: 'urgent' } },
  setDeadline: {
    ...by,
    command: 'setDeadline',
    body: { from: null, to: { at: '2026-11-27T17:00:00.000Z', end: 'cancel' } },
  },
  setTaskBudget: { ...by, command: 'setTaskBudget', body: { budget: [{ metric: 'runs', limit: 3 }] } },
  raiseBudget: { ...by, command: 'raiseBudget', body: { raise: { tokens: 5, costNanoUsd: null } } },
  cancelTask: { ...by, command: 'cancelTask', body: { reason: 'No need' } },
  retryTask: { ...by, command: 'retryTask', body: {} },
  acceptWork: { ...by, command: 'acceptWork', body: { note: 'Fine' } },
  reviewDeliverable: {
    ...by,
    command: 'reviewDeliverable',
    body: { title: 'Look', passed: true, note: '' },
  },
  checkAgain: { ...by, command: 'checkAgain', body: {} },
  askAgent: { ...by, command: 'askAgent', body: { proposalId: 'p_1', kind: 'look', text: 'Look.' } },
  settleEffect: {
    ...by,
    command: 'settleEffect',
    body: { proposalId: 'p_1', hasHappened: true, note: 'There' },
  },
  settleFork: { ...by, command: 'settleFork', body: { verdict: 'end', reason: 'Done by hand' } },
} as const satisfies Record<TaskIntent['command'], TaskIntent>

const question: QuestionState = {
  questionId: 'q1',
  stepId: 's1',
  text: 'Which one?',
  options: [],
  askedAt: aTime,
  answer: null,
  answeredBy: null,
  answeredAt: null,
}
const uncertain = aProposal({ proposalId: 'p_1', status: 'uncertain' })
const look: Deliverable = { title: 'Look', check: { kind: 'review' } }
const asked = aTask({
  status: 'waiting',
  questions: [question],
  proposals: [uncertain],
  deliverables: [look],
})
/** As it stands where this intent is meant: a review waits for no machine, and a machine failed before it looks again. */
const standing = (command: TaskIntent['command']) =>
  command === 'checkAgain'
    ? { ...asked, missing: ['Page'] }
    : command === 'raiseBudget'
      ? { ...asked, hold: { kind: 'budget' as const, reason: 'spent', until: null, since: aTime } }
      : asked

/** In which states each intent takes effect. */
const open: TaskStatus[] = [
  'requested',
  'queued',
  'preparing',
  'running',
  'waiting',
  'verifying',
  'needs_verification',
]
const allowed: Record<TaskIntent['command'], readonly TaskStatus[]> = {
  sendMessage: taskStatuses.filter((status) => status !== 'frozen'),
  answerQuestion: taskStatuses.filter((status) => status !== 'frozen'),
  setPriority: open,
  setDeadline: open,
  setTaskBudget: open,
  raiseBudget: taskStatuses.filter((status) => status !== 'frozen'),
  cancelTask: open,
  retryTask: ['failed', 'cancelled'],
  acceptWork: ['needs_verification'],
  reviewDeliverable: ['needs_verification'],
  checkAgain: ['needs_verification'],
  askAgent: taskStatuses.filter((status) => status !== 'frozen'),
  settleEffect: taskStatuses.filter((status) => status !== 'frozen'),
  settleFork: ['frozen'],
}

describe.each(Object.values(intents))('$command', (intent) => {
  test.each(taskStatuses)('on a task that is %s', (status) => {
    const refusal = intentRefusal(intent, { ...standing(intent.command), status }, 'operator', aTime)
    if (allowed[intent.command].includes(status)) expect(refusal).toBeNull()
    else expect(refusal).toMatchObject({ code: 'task_not_in_state', message: expect.stringMatching(/\.$/) })
  })

  test('is refused to a viewer and to who is no operator', () => {
    expect(intentRefusal(intent, asked, 'viewer', aTime)?.code).toBe('role_may_not')
    expect(intentRefusal(intent, asked, null, aTime)?.code).toBe('role_may_not')
  })

  test('becomes a fact of whoever asked, with its id', () => {
    const status = allowed[intent.command].at(-1) ?? 'waiting'
    const fact = factOfIntent(intent, { ...standing(intent.command), status }, 'owner', aTime)
    expect(parseFact(fact)).toMatchObject({ at: aTime, actor: by.actor, body: { intentId: by.id } })
    expect(fact.type).not.toBe('intent_undeliverable')
  })

  test('that is refused becomes a fact that says why', () => {
    const fact = factOfIntent(intent, asked, 'viewer', aTime)
    expect(parseFact(fact)).toMatchObject({
      type: 'intent_undeliverable',
      body: { intentId: by.id, command: intent.command, message: expect.stringContaining('viewer may not') },
    })
  })

  test('has a body that its schema allows', () => {
    expect(commands[intent.command].parse(intent.body)).toEqual(intent.body)
  })
})

test('a frozen task takes one word alone, and every other one is told what to do first', () => {
  const refused = Object.values(intents).filter(({ command }) => command !== 'settleFork')
  for (const intent of refused) {
    const refusal = intentRefusal(intent, { ...standing(intent.command), status: 'frozen' }, 'owner', aTime)
    expect(refusal).toEqual({
      code: 'task_not_in_state',
      message:
        'This task is frozen, because two accounts of it do not fit together. ' +
        'Settle it first: go on from its record, or end it.',
    })
  }
  expect(refused).toHaveLength(Object.keys(actionOf).length - 1)
})

test('what is asked for is what is recorded', () => {
  const bodyOf = (intent: TaskIntent, status: TaskStatus) =>
    factOfIntent(intent, { ...asked, status }, 'owner', aTime)
  expect(bodyOf(intents.sendMessage, 'done')).toMatchObject({ type: 'message_sent', body: { text: 'Go on' } })
  expect(bodyOf(intents.answerQuestion, 'waiting')).toMatchObject({
    type: 'question_answered',
    body: { questionId: 'q1', answer: 'Blue' },
  })
  expect(bodyOf(intents.cancelTask, 'running')).toMatchObject({
    type: 'cancel_requested',
    body: { reason: 'No need' },
  })
  expect(bodyOf(intents.retryTask, 'failed').type).toBe('retry_requested')
  expect(bodyOf(intents.acceptWork, 'needs_verification')).toMatchObject({
    type: 'work_accepted',
    body: { note: 'Fine' },
  })
})

test('an answer needs a question that is open', () => {
  const other = { ...intents.answerQuestion, body: { questionId: 'q2', answer: '' } }
  expect(intentRefusal(other, asked, 'owner', aTime)?.code).toBe('not_found')
  const answered = { ...question, answer: 'Red', answeredAt: aTime }
  expect(intentRefusal(intents.answerQuestion, aTask({ questions: [answered] }), 'owner', aTime)).toEqual({
    code: 'already_answered',
    message: `The question was answered at ${aTime}.`,
  })
})

test('only what waits for a look is reviewed', () => {
  const reviewing = { ...asked, status: 'needs_verification' as const }
  const other = { ...intents.reviewDeliverable, body: { title: 'Page', passed: true, note: '' } }
  const message = 'Page does not wait for a review.'
  expect(intentRefusal(other, reviewing, 'owner', aTime)).toEqual({ code: 'task_not_in_state', message })
  const failed = { ...reviewing, missing: ['Sources'] }
  expect(intentRefusal(intents.reviewDeliverable, failed, 'owner', aTime)?.code).toBe('task_not_in_state')
})

test('a yes to work is of the run whose work was looked at', () => {
  const seen = (stepId: string) => ({ stepId }) as RunState
  const task = { ...asked, status: 'needs_verification' as const, runs: [seen('s1'), seen('s2')] }
  for (const intent of [intents.acceptWork, intents.reviewDeliverable]) {
    const of = (stepId?: string) => ({ ...intent, body: { ...intent.body, stepId } }) as TaskIntent
    expect(intentRefusal(of('s2'), task, 'owner', aTime)).toBeNull()
    expect(intentRefusal(of(), task, 'owner', aTime)).toBeNull()
    expect(intentRefusal(of('s1'), task, 'owner', aTime)).toEqual({
      code: 'task_not_in_state',
      message: 'The agent has worked on it since you looked. Look at what is there now.',
    })
  }
})

test('only what is uncertain is settled', () => {
  const { settleEffect } = intents
  const known = aTask({ proposals: [{ ...uncertain, status: 'performed' }] })
  expect(intentRefusal(settleEffect, known, 'owner', aTime)).toEqual({
    code: 'task_not_in_state',
    message: 'It is known what became of it: it is performed.',
  })
  expect(intentRefusal(settleEffect, aTask(), 'owner', aTime)?.code).toBe('not_found')
  expect(factOfIntent(settleEffect, asked, 'owner', aTime)).toMatchObject({
    type: 'effect_settled',
    body: settleEffect.body,
  })
})

test('the agent is asked back while its proposal waits, and to look where it is uncertain; and one thing at a time', () => {
  const ask = (kind: 'question' | 'look') =>
    ({ ...intents.askAgent, body: { ...intents.askAgent.body, kind } }) as const
  const waiting = { ...uncertain, status: 'pending' as const }
  const why = (kind: 'question' | 'look', proposal: typeof uncertain, at = aTime) =>
    intentRefusal(ask(kind), aTask({ proposals: [proposal] }), 'owner', at)?.message ?? null
  expect(why('question', waiting)).toBeNull()
  expect(why('look', uncertain)).toBeNull()
  expect(why('look', waiting)).toMatch(/^It is known what became of it/)
  expect(why('question', uncertain)).toMatch(/^It does not wait for a decision any more: it is uncertain/)
  expect(why('question', waiting, waiting.expiresAt)).toMatch(/it is expired/)
  const asked = { kind: 'look', text: '', askedBy: 'operator:op_1', askedAt: aTime, stepId: null } as const
  const open = { ...uncertain, inquiries: [{ ...asked, answer: null, endedAt: null }] }
  expect(why('look', open)).toMatch(/its answer is awaited/)
  expect(why('look', { ...open, inquiries: [{ ...asked, answer: 'There.', endedAt: aTime }] })).toBeNull()
  expect(intentRefusal(ask('look'), aTask(), 'owner', aTime)?.code).toBe('not_found')
})

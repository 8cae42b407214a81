import { expect, test } from 'vitest'
import { aHash } from '#test/builders.ts'
import { aFact, afterFacts, minutesOn, queued } from '#test/stories.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import { isEnded } from './task-rules.ts'

const proposalId = 'p_1'
const requested = aFact('approval_requested', {
  ...{ stepId: 's1', proposalId, tool: 'send_message', parameters: {}, hash: aHash, effectClass: 'send' },
  ...{ via: 'invoke', effectKey: 'k', expiresAt: minutesOn(60) },
})
const asked = (kind: 'question' | 'look' = 'question') =>
  aFact('inquiry_made', { proposalId, kind, text: 'Why?', intentId: 'in_1' }, 2, 'operator:op_1')
const answered = (change: Partial<FactOf<'inquiry_answered'>['body']> = {}) =>
  aFact(
    'inquiry_answered',
    { proposalId, stepId: 's2', itemId: 'i_1', text: 'Because.', isWithdrawn: false, ...change },
    4,
    'agent:ag_test',
  )
const ended = (outcome: 'ok' | 'failed' = 'ok', text = 'Last words.') =>
  aFact(
    'run_ended',
    {
      ...{ stepId: 's2', outcome, text, error: null, isRetryable: false, startedAt: minutesOn(3) },
      ...{ usage: null, gateway: null, adoptedRunIds: [] },
    },
    5,
  )
const after = (...facts: Fact[]) => afterFacts(requested, ...facts)
const inquiryAfter = (...facts: Fact[]) => after(...facts).proposals[0]?.inquiries?.at(-1)

test('a question waits, is news of the next run, and leaves the proposal as it is', () => {
  const state = after(asked())
  expect(state.news).toEqual([{ kind: 'question', proposalId, tool: 'send_message', text: 'Why?' }])
  expect(state.proposals[0]).toMatchObject({
    status: 'pending',
    inquiries: [{ kind: 'question', askedBy: 'operator:op_1', stepId: null, answer: null, endedAt: null }],
  })
  expect(state.intentIds).toContain('in_1')
  expect(inquiryAfter(asked(), queued('s2', 3))?.stepId).toBe('s2')
})

test('the agent answers with the tool for it, and what it says last is not taken for it then', () => {
  const told = inquiryAfter(asked(), queued('s2', 3), answered(), ended())
  expect(told).toMatchObject({ answer: 'Because.', endedAt: minutesOn(4) })
})

test('who only ends its turn has answered with its last words; who fails, or says nothing, has not', () => {
  expect(inquiryAfter(asked(), queued('s2', 3), ended())).toMatchObject({
    answer: 'Last words.',
    endedAt: minutesOn(5),
  })
  for (const end of [ended('failed'), ended('ok', ' ')])
    expect(inquiryAfter(asked(), queued('s2', 3), end)).toMatchObject({ answer: null, endedAt: minutesOn(5) })
})

test('a run that was on its way before the question answers nothing of it', () => {
  expect(inquiryAfter(queued('s2', 1), asked(), ended())).toMatchObject({ stepId: null, endedAt: null })
})

test('the agent takes back only what waits still', () => {
  const taken = after(asked(), answered({ isWithdrawn: true })).proposals[0]
  expect(taken).toMatchObject({
    status: 'withdrawn',
    reason: 'Because.',
    decidedBy: 'agent:ag_test',
    decidedAt: minutesOn(4),
  })
  expect(after(answered({ isWithdrawn: true })).proposals[0]?.status).toBe('withdrawn')
  const decided = aFact('approval_decided', {
    proposalId,
    verdict: 'rejected',
    reason: 'No',
    hash: aHash,
    intentId: 'in_2',
  })
  expect(after(decided, answered({ isWithdrawn: true })).proposals[0]).toMatchObject({
    status: 'rejected',
    reason: 'No',
  })
})

test('a wish to look opens an ended task, as a message does', () => {
  const uncertain = aFact('effect_uncertain', { proposalId, effectKey: 'k', detail: '' })
  const done = aFact('task_done', { summary: 'Done' })
  expect(isEnded(after(uncertain, done).status)).toBe(true)
  const state = after(uncertain, done, asked('look'))
  expect(state).toMatchObject({ status: 'preparing', endedAt: null, proposals: [{ status: 'uncertain' }] })
})

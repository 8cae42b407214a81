import { expect, test } from 'vitest'
import { aHash, aTask, aTaskRequest, aTime } from '#test/builders.ts'
import type { Fact } from '../ledger/entry.ts'
import { askedBy } from './asked-rules.ts'
import { commands } from './intent.ts'
import { factOfIntent, type TaskIntent } from './intent-rules.ts'

const by = { id: 'in_2', taskId: 't_1', actor: 'operator:op_1' }
const question = {
  ...{ questionId: 'q1', stepId: 's1', text: 'Which?', options: [], askedAt: aTime },
  ...{ answer: null, answeredBy: null, answeredAt: null },
}

test.each<TaskIntent>([
  { ...by, command: 'sendMessage', body: { text: 'Go on' } },
  { ...by, command: 'answerQuestion', body: { questionId: 'q1', answer: 'Blue' } },
  { ...by, command: 'setPriority', body: { priority: 'high' } },
  { ...by, command: 'setDeadline', body: { from: null, to: { at: aTime, end: 'late' } } },
  { ...by, command: 'setTaskBudget', body: { budget: [{ metric: 'usd', limit: 5 }] } },
  { ...by, command: 'raiseBudget', body: { raise: { tokens: 5, costNanoUsd: null } } },
  { ...by, command: 'cancelTask', body: { reason: 'No need' } },
])('$command is told again from the fact that came of it', (intent) => {
  const hold = { kind: 'budget', reason: 'spent', until: null, since: aTime } as const
  const task = aTask({ status: 'waiting', questions: [question], hold })
  const { taskId: _, ...asked } = intent
  expect(askedBy(factOfIntent(intent, task, 'owner', aTime))).toEqual({ ...asked, at: aTime })
})

const own = { at: aTime, actor: by.actor }
const policies = [{ scope: 'portfolio' as const, scopeId: 'portfolio', version: 3 }]
test.each<[Fact, string]>([
  [aTaskRequest(), 'startTask'],
  [{ ...own, type: 'retry_requested', body: { intentId: 'in_2' } }, 'retryTask'],
  [{ ...own, type: 'work_accepted', body: { note: '', intentId: 'in_2' } }, 'acceptWork'],
  [{ ...own, type: 'recheck_requested', body: { intentId: 'in_2' } }, 'checkAgain'],
  [
    {
      ...own,
      type: 'deliverable_reviewed',
      body: { title: 'Page', passed: true, note: '', intentId: 'in_2' },
    },
    'reviewDeliverable',
  ],
  [
    {
      ...own,
      type: 'effect_settled',
      body: { proposalId: 'p', hasHappened: true, note: '', intentId: 'in_2' },
    },
    'settleEffect',
  ],
  [{ ...own, type: 'fork_settled', body: { verdict: 'end', reason: '', intentId: 'in_2' } }, 'settleFork'],
  [
    {
      ...{ ...own, type: 'proposal_edited' },
      body: {
        ...{
          proposalId: 'p',
          from: aHash,
          parameters: { to: 'b' },
          hash: 'b'.repeat(64),
          effectClass: 'send',
        },
        ...{ reason: '', intentId: 'in_2' },
      },
    },
    'decideApproval',
  ],
  [
    { ...own, type: 'inquiry_made', body: { proposalId: 'p', kind: 'look', text: 'Look', intentId: 'in_2' } },
    'askAgent',
  ],
  [
    {
      ...{ ...own, type: 'approval_given' },
      body: { proposalId: 'p', reason: '', hash: aHash, intentId: 'in_2', policies },
    },
    'decideApproval',
  ],
  [
    {
      ...{ ...own, type: 'approval_decided' },
      body: { proposalId: 'p', verdict: 'rejected', reason: 'no', hash: aHash, intentId: 'in_2', policies },
    },
    'decideApproval',
  ],
])('%j tells a whole intent', (fact, command) => {
  const asked = askedBy(fact)
  expect(asked?.command).toBe(command)
  if (asked) expect(commands[asked.command].parse(asked.body)).toEqual(asked.body)
})

test('what nobody asked, and what does not say all, tells nothing', () => {
  expect(askedBy({ ...own, type: 'task_done', body: { summary: '' } })).toBeNull()
  const refused = { proposalId: 'p', intentId: 'in_2', code: 'x', message: 'no' }
  expect(askedBy({ ...own, type: 'decision_refused', body: refused })).toBeNull()
  const cancelled = { reason: 'cancelled from Temporal', intentId: 'a-run' }
  expect(
    askedBy({ at: aTime, actor: 'system:temporal', type: 'cancel_requested', body: cancelled }),
  ).toBeNull()
})

import { expect, test } from 'vitest'
import { aFact, afterFacts, minutesOn, queued } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import type { Usage } from '../run/run.ts'
import { runMessage, runReason } from './message-rules.ts'
import { nextMove } from './next-move-rules.ts'
import { costOf, hasBegun } from './task-rules.ts'

const usage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: 0 }
const ended = (outcome: 'ok' | 'failed' | 'not_begun', stepId = 's1', minute = 9): Fact =>
  aFact(
    'run_ended',
    {
      ...{
        stepId,
        outcome,
        text: '',
        error: outcome === 'ok' ? null : 'Why',
        isRetryable: outcome === 'failed',
      },
      ...{
        startedAt: minutesOn(minute),
        usage,
        gateway: { version: '1', isPractice: true },
        adoptedRunIds: [],
      },
    },
    minute,
  )
const message = aFact('message_sent', { text: 'Mind the date.', intentId: 'in_1' }, 1)
const held = aFact('run_held', { kind: 'project', reason: 'Letter is paused', until: null }, 10)

test('a run that was not begun is prepared anew, with the whole task and what its agent was to be told', () => {
  const told = afterFacts(message, queued('s1', 2))
  expect([told.news, told.runs[0]?.took?.news]).toEqual([[], [{ kind: 'message', text: 'Mind the date.' }]])
  const task = afterFacts(message, queued('s1', 2), ended('not_begun'))
  expect(nextMove(task, minutesOn(9))).toEqual({ kind: 'turn' })
  expect(runReason(task)).toBe('first run')
  expect(runMessage(task)).toContain('Mind the date.')
  expect(task.runs).toMatchObject([{ outcome: 'not_begun', startedAt: null, acceptedAt: null, error: 'Why' }])
  expect(task.runs[0]).not.toHaveProperty('took')
  expect([hasBegun(task), costOf(task)]).toEqual([false, 0])
})

test('held by then, it waits for that with the place in line that it had', () => {
  const task = afterFacts(message, queued('s1', 2), ended('not_begun'), held)
  expect(task).toMatchObject({ dueSince: minutesOn(2), wait: { kind: 'project' } })
  expect(nextMove(task, minutesOn(99))).toEqual({ kind: 'await', until: null })
  const again = afterFacts(held, queued('s1', 11), ended('not_begun', 's1', 12))
  expect(again.dueSince).toBe(minutesOn(10))
})

test('what comes in meanwhile is told after what was to be told before', () => {
  const more = aFact('message_sent', { text: 'And the place.', intentId: 'in_2' }, 3)
  const { news } = afterFacts(message, queued('s1', 2), more, ended('not_begun'))
  expect(news.map(({ text }) => text)).toEqual(['Mind the date.', 'And the place.'])
})

test('a retry is one still, and is no further try', () => {
  const retry = aFact('retry_scheduled', { stepId: 's1', retryAt: minutesOn(4), attempt: 1, error: 'Why' }, 3)
  const first = [queued('s1', 1), ended('failed', 's1', 2), retry, queued('s2', 4)]
  const task = afterFacts(...first, ended('not_begun', 's2', 5))
  expect(runReason(task)).toBe('retry')
  expect(runMessage(task)).toContain('Your last turn failed: Why.')
  expect(nextMove(task, minutesOn(5))).toEqual({ kind: 'turn' })
})

test('what an operator let it use beyond its budgets, it may use yet', () => {
  const spent = aFact('run_held', { kind: 'budget', reason: 'spent', until: null }, 1)
  const raise = { tokens: 5_000, costNanoUsd: null }
  const raised = aFact('budget_raised', { raise, intentId: 'in_3' }, 2)
  const before = afterFacts(spent, raised)
  expect(before.raise).toBeDefined()
  const task = afterFacts(spent, raised, queued('s1', 3), ended('not_begun'))
  expect(task.raise).toEqual(before.raise)
})

const asked = aFact('approval_requested', {
  ...{ stepId: 's1', proposalId: 'p_1', tool: 'exec', parameters: {}, hash: 'a', effectClass: 'exec' },
  ...{ via: 'resume', effectKey: 'k', expiresAt: minutesOn(60) },
})

test('a grant that it had along is the next run’s', () => {
  const yes = { proposalId: 'p_1', verdict: 'approved', reason: '', hash: 'a', intentId: 'in_1' } as const
  const decided = aFact('approval_decided', yes, 2)
  const claimed = aFact('effect_claimed', { proposalId: 'p_1', effectKey: 'k', grantId: 'g_1' }, 2)
  const before = [queued('s1', 0), asked, ended('ok', 's1', 1), decided, claimed, queued('s2', 3)]
  expect(afterFacts(...before).proposals[0]?.usedIn).toBe('s2')
  const task = afterFacts(...before, ended('not_begun', 's2', 4))
  expect(task.proposals[0]).toMatchObject({ status: 'claimed', usedIn: null })
  expect(nextMove(task, minutesOn(4))).toEqual({ kind: 'turn' })
  expect(runMessage(task)).toContain('Perform now: exec')
  expect(afterFacts(...before, ended('not_begun', 's2', 4), queued('s3', 5)).proposals[0]?.usedIn).toBe('s3')
})

test('a question that it was to be asked is asked of the next one, and was not left without an answer', () => {
  const inquiry = aFact(
    'inquiry_made',
    { proposalId: 'p_1', kind: 'question', text: 'Why?', intentId: 'in_4' },
    2,
  )
  const task = afterFacts(
    queued('s1', 0),
    asked,
    ended('ok', 's1', 1),
    inquiry,
    queued('s2', 3),
    ended('not_begun', 's2', 4),
  )
  expect(task.proposals[0]?.inquiries).toMatchObject([{ stepId: null, endedAt: null }])
  expect(runMessage(task)).toContain('Why?')
})

test('one that was accepted keeps nothing to give back', () => {
  const accepted = aFact('run_accepted', { stepId: 's1', itemId: 'i_1' }, 3)
  expect(afterFacts(message, queued('s1', 2), accepted).runs[0]).not.toHaveProperty('took')
  expect(hasBegun(afterFacts(queued('s1', 2), accepted))).toBe(true)
})

test('a run that ended otherwise did begin, whatever is said of it later', () => {
  const before = [queued('s1', 2), ended('ok')]
  expect(afterFacts(...before, ended('not_begun', 's1', 12)).runs).toEqual(afterFacts(...before).runs)
})

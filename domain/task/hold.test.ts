import { expect, test } from 'vitest'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import type { RunOutcome } from '../run/run.ts'
import { runMessage, runReason } from './message-rules.ts'
import { nextMove, stoppedRun } from './next-move-rules.ts'
import { applyEntry } from './task-state.ts'

const held = (until: string | null = null) =>
  aFact('run_held', { kind: 'project', reason: 'Letter is paused', until }, 1)
const proposal = aFact(
  'approval_requested',
  {
    stepId: 's0',
    proposalId: 'p_1',
    tool: 'send_message',
    parameters: {},
    hash: 'a',
    effectClass: 'send',
    via: 'invoke',
    effectKey: 'k',
    expiresAt: minutesOn(10),
  },
  2,
)

test('a held task waits for what holds it, and says so', () => {
  const task = afterFacts(held())
  expect(task).toMatchObject({ status: 'waiting', wait: { kind: 'project', detail: 'Letter is paused' } })
  expect(nextMove(task, minutesOn(99))).toEqual({ kind: 'await', until: null })
})

test('it is looked at again when its time has come', () => {
  const task = afterFacts(held(minutesOn(30)))
  expect(nextMove(task, minutesOn(29))).toEqual({ kind: 'await', until: minutesOn(30) })
  expect(nextMove(task, minutesOn(30))).toEqual({ kind: 'turn' })
})

test('what was due stays due: released it goes on, held again it waits from then on', () => {
  const message = aFact('message_sent', { text: 'Hi', intentId: 'in_1' }, 2)
  const released = aFact('run_released', { intentId: 'in_2' }, 3)
  const task = afterFacts(held(), message, released)
  expect(task).toMatchObject({ status: 'preparing', hold: null, intentIds: expect.arrayContaining(['in_2']) })
  expect(nextMove(task, minutesOn(3))).toEqual({ kind: 'turn' })
  expect(nextMove(afterFacts(held(), message), minutesOn(3)).kind).toBe('await')
  expect(afterFacts(held(), released, held(minutesOn(9))).wait?.until).toBe(minutesOn(9))
})

test('a pending proposal is decided and expires as ever', () => {
  const task = afterFacts(held(), proposal)
  expect(task.wait?.kind).toBe('approval')
  expect(nextMove(task, minutesOn(3))).toEqual({ kind: 'await', until: minutesOn(10) })
  expect(nextMove(task, minutesOn(10)).kind).toBe('expire')
  const expired = afterFacts(held(), proposal, aFact('approval_expired', { proposalId: 'p_1' }, 10))
  expect(expired.wait?.kind).toBe('project')
})

test('it can be cancelled, and no hold outlives its task', () => {
  const asked = afterFacts(held(), aFact('cancel_requested', { reason: '', intentId: 'in_1' }, 2))
  expect(nextMove(asked, minutesOn(2)).kind).toBe('cancel')
  expect(afterFacts(held(), aFact('task_cancelled', { reason: '' }, 3)).hold).toBeNull()
})

const queued = aFact(
  'run_queued',
  {
    ...{ stepId: 's1', runId: 'r_1', sessionKey: 'k', reason: 'first run', executorId: 'mac-mini' },
    contextHash: 'h',
  },
  1,
)
const ordered = aFact('run_stop_ordered', { stepId: 's1', intentId: 'in_5', reason: 'Ada stopped it' }, 2)
const ended = (outcome: RunOutcome) =>
  aFact(
    'run_ended',
    {
      ...{ stepId: 's1', outcome, text: '', error: 'Ada stopped it', isRetryable: false },
      ...{ startedAt: minutesOn(1), usage: null, gateway: null, adoptedRunIds: [] },
    },
    3,
  )

test('a run that is told to stop is known until it has ended; one that has ended needs no word', () => {
  const told = afterFacts(queued, ordered)
  expect(stoppedRun(told)).toMatchObject({ stepId: 's1', stopReason: 'Ada stopped it' })
  expect(told.intentIds).toContain('in_5')
  expect(stoppedRun(afterFacts(queued, ordered, ended('killed')))).toBeNull()
  const late = afterFacts(queued, ended('ok'), ordered)
  expect(late.runs[0]).not.toHaveProperty('stopReason')
  expect(late.intentIds).toContain('in_5')
})

test('a run that a kill switch ended waits for it, not even a message lets it go on, and then it goes on', () => {
  const message = aFact('message_sent', { text: 'Go on', intentId: 'in_1' }, 4)
  const task = afterFacts(queued, ordered, ended('killed'), message)
  expect(task).toMatchObject({ status: 'waiting', wait: { kind: 'kill_switch', detail: 'Ada stopped it' } })
  expect(nextMove(task, minutesOn(99))).toEqual({ kind: 'await', until: null })
  const released = applyEntry(task, aFact('run_released', { intentId: 'in_2' }, 5))
  expect(nextMove(released, minutesOn(99))).toEqual({ kind: 'turn' })
  expect(runMessage(released)).toContain('stopped by an operator in the middle')
  expect(runReason(released)).toBe('stopped before, message')
})

test('held again, a run stays due since it was held first; once it is queued, what comes next is due anew', () => {
  const later = aFact(
    'run_queued',
    {
      ...{ stepId: 's1', runId: 'r', sessionKey: 'k', reason: 'first run' },
      ...{ executorId: 'mac-mini', contextHash: '0' },
    },
    9,
  )
  const again = aFact('run_held', { kind: 'project', reason: 'Letter is paused', until: null }, 5)
  expect(afterFacts(held(), again)).toMatchObject({ dueSince: minutesOn(1), hold: { since: minutesOn(5) } })
  const task = afterFacts(held(), again, later)
  expect(task).not.toHaveProperty('dueSince')
  expect(task.runs[0]).toMatchObject({ queuedAt: minutesOn(9), dueAt: minutesOn(1) })
  expect(afterFacts(later).runs[0]).not.toHaveProperty('dueAt')
})

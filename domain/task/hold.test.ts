import { expect, test } from 'vitest'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import { nextMove } from './next-move-rules.ts'

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

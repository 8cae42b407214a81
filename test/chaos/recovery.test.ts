import { expect, test } from 'vitest'
import type { RawLine } from './reader.ts'
import { recoveryOf } from './recovery.ts'

let position = 0
/** `at` is when it could be read; it was made then, or `made`. */
const seen = (at: number, task: string, type: string, body: object = {}, made = at) => {
  position += 1
  const entry = {
    streamId: `task/${task}`,
    type,
    body,
    at: new Date(made).toISOString(),
  } as unknown as RawLine['entry']
  return { at, line: { position, hash: '', entry } }
}
const asked = { proposalId: 'p', effectKey: 'k', tool: 't', parameters: {} }

test('it is over when every task that was in motion has gone on', () => {
  const entries = [
    seen(1, 'a', 'run_queued'),
    seen(1, 'b', 'run_queued'),
    seen(2_000, 'a', 'run_ended'),
    seen(2_500, 'a', 'task_done'),
    seen(7_000, 'b', 'run_ended'),
  ]
  expect(recoveryOf({ at: 1_000, backAt: 1_500 }, entries)).toBe(5_500)
})

test('what has ended, waits for an operator or came later has not waited for it', () => {
  const entries = [
    seen(1, 'ended', 'task_done'),
    seen(2, 'asking', 'approval_requested', asked),
    seen(3, 'running', 'run_queued'),
    seen(1_700, 'running', 'run_ended'),
    seen(9_000, 'asking', 'approval_decided', { proposalId: 'p', verdict: 'approved' }),
    seen(9_000, 'later', 'task_requested', { title: '' }),
  ]
  expect(recoveryOf({ at: 1_000, backAt: 1_500 }, entries)).toBe(200)
  expect(recoveryOf({ at: 1_000, backAt: 3_000 }, entries)).toBe(0)
})

test('an entry that was made before the kill and read after it is no going on, unless with it nothing waits', () => {
  const entries = [
    seen(1, 'a', 'run_queued'),
    seen(1, 'b', 'run_queued'),
    seen(1_200, 'a', 'update_posted', { text: '' }, 900),
    seen(1_200, 'b', 'task_done', {}, 900),
    seen(5_000, 'a', 'run_ended'),
  ]
  expect(recoveryOf({ at: 1_000, backAt: 1_500 }, entries)).toBe(3_500)
  expect(recoveryOf({ at: 1_000, backAt: 1_500 }, entries.slice(0, 4))).toBe(Number.POSITIVE_INFINITY)
})

test('what never goes on is never recovered, and where nothing was in motion there is nothing to tell', () => {
  const entries = [seen(1, 'a', 'run_queued')]
  expect(recoveryOf({ at: 1_000, backAt: 1_500 }, entries)).toBe(Number.POSITIVE_INFINITY)
  expect(recoveryOf({ at: 0, backAt: 1_500 }, entries)).toBeNull()
  expect(recoveryOf({ at: 1_000, backAt: null }, entries)).toBeNull()
})

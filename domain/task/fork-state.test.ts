import { expect, test } from 'vitest'
import { aFact, afterFacts } from '#test/stories.ts'
import { applyEntry } from './task-state.ts'

const frozen = (message = 'two') => aFact('task_frozen', { code: 'ledger_fork', message }, 5)
const settled = (verdict: 'go_on' | 'end') =>
  aFact('fork_settled', { verdict, reason: 'by hand', intentId: 'in_9' }, 6)
const question = aFact('question_asked', { stepId: 's1', questionId: 'q_1', text: 'Which?', options: [] }, 2)
const failed = aFact('task_failed', { error: 'It broke.' }, 3)

test('going on brings a task to where it was, and what it waited for', () => {
  const before = afterFacts(question)
  const after = afterFacts(question, frozen(), frozen('again'), settled('go_on'))
  expect(before.status).toBe('waiting')
  expect(after).toMatchObject({ status: 'waiting', error: null, fork: null, cancelReason: null })
  expect(after.wait).toMatchObject({ kind: 'operator', detail: 'Which?' })
  expect(after.intentIds).toContain('in_9')
})

test('ending it cancels it with the reason', () => {
  expect(afterFacts(question, frozen(), settled('end'))).toMatchObject({ cancelReason: 'by hand' })
})

test('one that had ended is as it ended, either way', () => {
  for (const verdict of ['go_on', 'end'] as const) {
    const after = afterFacts(failed, frozen(), settled(verdict))
    expect(after).toMatchObject({ status: 'failed', error: 'It broke.', cancelReason: null })
    expect(after.endedAt).toBe(failed.at)
  }
})

test('a row from before both contents were kept can be settled', () => {
  const { fork: _, ...old } = afterFacts(question, frozen())
  expect(applyEntry(old, settled('go_on'))).toMatchObject({ status: 'waiting', error: null })
  expect(applyEntry(old, settled('end'))).toMatchObject({ cancelReason: 'by hand', fork: null })
  expect(applyEntry(old, frozen('again')).fork).toEqual({ was: 'preparing', error: 'two' })
})

test('what an old run still wanted to say changes nothing, not even since when', () => {
  const late = aFact('late_append_refused', { runId: 'r1', firstSeq: 3, message: '', wanted: [] }, 9)
  expect(afterFacts(question, late)).toEqual(afterFacts(question))
})

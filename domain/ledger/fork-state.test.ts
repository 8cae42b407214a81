import { describe, expect, test } from 'vitest'
import { aRunbook } from '#test/runbooks.ts'
import { aFact, afterFacts } from '#test/stories.ts'
import { applyRunEntry, noRunbookRun } from '../runbook/run-state.ts'
import { applyEntry } from '../task/task-state.ts'
import type { Fact } from './entry.ts'

const frozen = (message = 'two') => aFact('task_frozen', { code: 'ledger_fork', message }, 5)
const settled = (verdict: 'go_on' | 'end') =>
  aFact('fork_settled', { verdict, reason: 'by hand', intentId: 'in_9' }, 6)
const question = aFact('question_asked', { stepId: 's1', questionId: 'q_1', text: 'Which?', options: [] }, 2)
const failed = aFact('task_failed', { error: 'It broke.' }, 3)

describe('a task', () => {
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
})

describe('a run of a runbook', () => {
  const asked = { projectId: 'pr_1', runbookId: 'rb_1', version: 1, definition: aRunbook(), inputs: {} }
  const after = (...facts: Fact[]) =>
    [aFact('runbook_run_requested', { ...asked, intentId: 'in_1' }, 0), ...facts].reduce(
      applyRunEntry,
      noRunbookRun,
    )
  const nothing = { taskId: null, dueAt: null, picked: null }
  const step = aFact('runbook_step_started', { stepId: 'draft', attempt: 1, ...nothing, text: 'Send it?' }, 2)
  const fork = { runId: 'r1', firstSeq: 2, held: [], wanted: [{ type: 'runbook_run_done' }] }
  const forked = aFact('runbook_run_frozen', { code: 'ledger_fork', message: 'two', fork }, 5)
  const word = (verdict: 'go_on' | 'end') =>
    aFact('runbook_run_fork_settled', { verdict, reason: 'by hand', intentId: 'in_9' }, 6)

  test('keeps both contents, and goes on where it was', () => {
    const frozenRun = after(step, forked)
    expect(frozenRun).toMatchObject({ status: 'frozen', wait: null, error: 'two', fork: { was: 'waiting' } })
    expect(frozenRun.fork?.wanted).toEqual(fork.wanted)
    const open = applyRunEntry(frozenRun, word('go_on'))
    expect(open).toMatchObject({ status: 'waiting', wait: { kind: 'approval' }, error: null, fork: null })
    expect(open.intentIds).toEqual(['in_1', 'in_9'])
  })

  test('or is cancelled with the reason; one that was over is as it was', () => {
    expect(after(step, forked, word('end'))).toMatchObject({ cancelReason: 'by hand', fork: null })
    const done = aFact('runbook_run_done', {}, 3)
    expect(after(done, forked, word('end'))).toMatchObject({ status: 'done', cancelReason: null })
  })

  test('that froze before both were kept can be settled', () => {
    const bare = aFact('runbook_run_frozen', { code: 'ledger_fork', message: 'two' }, 5)
    const { fork: _, ...old } = after(step, bare)
    expect(applyRunEntry(old, word('go_on'))).toMatchObject({ status: 'waiting', error: null })
  })
})

test('what an old run still wanted to say changes nothing, not even since when', () => {
  const late = aFact('late_append_refused', { runId: 'r1', firstSeq: 3, message: '', wanted: [] }, 9)
  expect(afterFacts(question, late)).toEqual(afterFacts(question))
})

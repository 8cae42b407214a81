import { describe, expect, test } from 'vitest'
import { aProposal, aTask, aTime } from '#test/builders.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import { standing } from './standing-rules.ts'
import type { QuestionState, RunState } from './task.ts'

const fact = aFact('update_posted', { stepId: 's1', itemId: 'i', text: '' }, 7)
const open = { stepId: 's1', endedAt: null, acceptedAt: null } as RunState
const question = { questionId: 'q1', text: 'x'.repeat(300), answer: null } as QuestionState
const since = minutesOn(7)

describe('work that its agent calls finished', () => {
  const artifact = {
    itemId: 'i',
    title: 'Letter',
    artifactKind: 'file',
    location: 'a.md',
    size: 1,
    at: aTime,
  }
  const file = { title: 'Letter', check: { kind: 'file', sha256: null } } as const

  test('waits for the executor that has the file to look at, and for nobody else', () => {
    const task = aTask({ status: 'verifying', deliverables: [file, 'Page'] })
    expect(standing(task, fact)).toEqual({ status: 'verifying', wait: null })
    expect(standing({ ...task, artifacts: [{ ...artifact, hash: 'ab' }] }, fact)).toEqual({
      status: 'verifying',
      wait: { kind: 'executor', detail: 'mac-mini, to look at Letter', until: null, since },
    })
    expect(standing({ ...task, artifacts: [{ ...artifact, hash: null }] }, fact).wait).toBeNull()
    const json = { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema: {} } } as const
    expect(standing({ ...task, deliverables: [json] }, fact).wait?.detail).toBe('mac-mini, to look at Sums')
  })

  test('waits for an operator by what is missing, or has to be looked at', () => {
    const review = { title: 'Look', check: { kind: 'review' } } as const
    const task = aTask({ status: 'needs_verification', deliverables: [review, 'Page'] })
    expect(standing(task, fact).wait?.detail).toBe('look at: Look')
    expect(standing({ ...task, missing: ['Page'] }, fact).wait?.detail).toBe('missing: Page')
  })
})

describe('what holds a task up', () => {
  const everything = {
    proposals: [aProposal()],
    questions: [question],
    retryAt: minutesOn(9),
    error: 'busy',
  }

  test('an open run first, a proposal next, then a question, then a retry', () => {
    const kinds = [
      aTask({ ...everything, runs: [open] }),
      aTask(everything),
      aTask({ ...everything, proposals: [] }),
      aTask({ ...everything, proposals: [], questions: [] }),
      aTask({ ...everything, proposals: [], questions: [], error: null }),
    ].map((task) => standing(task, fact).wait)
    expect(kinds).toEqual([
      { kind: 'executor', detail: 'mac-mini', until: null, since },
      { kind: 'approval', detail: 'send_message', until: aProposal().expiresAt, since },
      { kind: 'operator', detail: 'x'.repeat(200), until: null, since },
      { kind: 'retry', detail: 'busy', until: minutesOn(9), since },
      { kind: 'retry', detail: '', until: minutesOn(9), since },
    ])
  })

  test('without a run: the executor, for an approved effect and to end what was cancelled', () => {
    const claimed = aProposal({ status: 'claimed', via: 'invoke' })
    const details = [
      aTask({ ...everything, proposals: [claimed] }),
      aTask({ ...everything, proposals: [aProposal({ status: 'claimed', via: 'resume', usedIn: 's1' })] }),
      aTask({ cancelReason: 'no need' }),
    ].map((task) => standing(task, fact).wait)
    expect(details).toEqual([
      { kind: 'executor', detail: 'mac-mini, for send_message', until: null, since },
      { kind: 'executor', detail: 'mac-mini, for send_message', until: null, since },
      { kind: 'executor', detail: 'mac-mini, to end what it does', until: null, since },
    ])
  })

  test('an accepted run is running, whatever else is open', () => {
    const task = aTask({ ...everything, runs: [{ ...open, acceptedAt: aTime }] })
    expect(standing(task, fact)).toEqual({ status: 'running', wait: null })
  })

  test('what was said of the gateway stays while the run waits for it', () => {
    const wait = { kind: 'executor', detail: 'refused', until: null, since: aTime } as const
    expect(standing(aTask({ runs: [open], wait }), fact).wait?.detail).toBe('refused')
    const said = aFact('gateway_awaited', { stepId: 's1', itemId: 'i', reason: 'down' }, 7)
    expect(standing(aTask({ runs: [open], wait }), said).wait?.detail).toBe('down')
  })
})

test('with nothing open a task that waited or ran moves on, and others stay', () => {
  const statusOf = (status: 'waiting' | 'running' | 'requested' | 'verifying') =>
    standing(aTask({ status }), fact).status
  expect([statusOf('waiting'), statusOf('running'), statusOf('requested'), statusOf('verifying')]).toEqual([
    'preparing',
    'preparing',
    'requested',
    'verifying',
  ])
})

test('an ended or frozen task waits for nothing, though much is open', () => {
  for (const status of ['done', 'failed', 'cancelled', 'frozen'] as const)
    expect(standing(aTask({ status, runs: [open], proposals: [aProposal()] }), fact)).toEqual({
      status,
      wait: null,
    })
})

test('missing deliverables are named', () => {
  const task = aTask({ status: 'needs_verification', missing: ['A', 'B'], proposals: [aProposal()] })
  expect(standing(task, fact).wait).toEqual({ kind: 'operator', detail: 'missing: A, B', until: null, since })
})

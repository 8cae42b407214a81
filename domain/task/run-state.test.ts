import { expect, test } from 'vitest'
import { aHash, aTime } from '#test/builders.ts'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import { defaultPolicy } from '../policy/policy.ts'
import type { TaskState } from './task.ts'
import { applyEntry } from './task-state.ts'

const step = { stepId: 's1' }
const prepared = aFact('task_prepared', { ...step, policy: defaultPolicy })
const queuedAs = (stepId: string, minute = 2) =>
  aFact(
    'run_queued',
    {
      stepId,
      runId: `r_${stepId}`,
      sessionKey: 'k',
      reason: 'first run',
      executorId: 'mac-mini',
      contextHash: 'h',
    },
    minute,
  )
const accepted = aFact('run_accepted', { ...step, itemId: 'i1' }, 3)
const endedAs = (outcome: 'ok' | 'failed', minute = 5) =>
  aFact(
    'run_ended',
    {
      ...step,
      outcome,
      text: 'Done.',
      error: outcome === 'ok' ? null : 'busy',
      isRetryable: outcome !== 'ok',
      startedAt: aTime,
      usage: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0, costNanoUsd: null },
      gateway: { version: '1', isPractice: true },
      adoptedRunIds: ['x'],
    },
    minute,
  )

test('a run is queued, waits for its executor, is accepted, and ends', () => {
  const queued = afterFacts(prepared, queuedAs('s1'))
  expect(queued).toMatchObject({ status: 'waiting', policy: defaultPolicy, news: [] })
  expect(queued.wait).toEqual({ kind: 'executor', since: minutesOn(2), until: null, detail: 'mac-mini' })
  const running = applyEntry(queued, accepted)
  expect(running).toMatchObject({ status: 'running', wait: null, since: minutesOn(3), itemIds: ['i1'] })
  const over = applyEntry(running, endedAs('ok'))
  expect(over).toMatchObject({ status: 'verifying', wait: null })
  expect(over.runs).toEqual([
    {
      stepId: 's1',
      runId: 'r_s1',
      sessionKey: 'k',
      reason: 'first run',
      contextHash: 'h',
      queuedAt: minutesOn(2),
      acceptedAt: minutesOn(3),
      startedAt: aTime,
      endedAt: minutesOn(5),
      outcome: 'ok',
      text: 'Done.',
      error: null,
      usage: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0, costNanoUsd: null },
      gateway: { version: '1', isPractice: true },
      isRetryable: false,
      adoptedRunIds: ['x'],
    },
  ])
})

test('a gateway that is waited for is said, and stays said', () => {
  const awaited = aFact('gateway_awaited', { ...step, itemId: 'i2', reason: 'refuses our token' }, 3)
  const waiting = afterFacts(prepared, queuedAs('s1'), awaited)
  expect(waiting.wait).toMatchObject({ kind: 'executor', detail: 'refuses our token', since: minutesOn(3) })
  const update = aFact('update_posted', { ...step, itemId: 'i3', text: '' }, 4)
  expect(applyEntry(waiting, update).wait).toEqual(waiting.wait)
})

test('that nobody heard an answer to its start stays with the run, and it waits for its executor on', () => {
  const unanswered = aFact('start_unanswered', { ...step, itemId: 'i2', reason: 'it is away' }, 3)
  const waiting = afterFacts(prepared, queuedAs('s1'), unanswered)
  expect(waiting).toMatchObject({ status: 'waiting', runs: [{ isUnanswered: true, acceptedAt: null }] })
  const unheeded = aFact('end_unheeded', { ...step, itemId: 'i3', reason: 'told once' }, 4)
  expect(applyEntry(waiting, unheeded)).toMatchObject({ status: 'waiting', itemIds: ['i2', 'i3'] })
})

test('a run that fails waits for its retry, whose run clears it', () => {
  const failed = afterFacts(prepared, queuedAs('s1'), endedAs('failed'))
  expect(failed.status).toBe('preparing')
  const retryAt = minutesOn(9)
  const scheduled = aFact('retry_scheduled', { ...step, retryAt, attempt: 1, error: 'busy' }, 6)
  const waiting = applyEntry(failed, scheduled)
  expect(waiting).toMatchObject({ status: 'waiting', retryAt, error: 'busy' })
  expect(waiting.wait).toEqual({ kind: 'retry', detail: 'busy', until: retryAt, since: minutesOn(6) })
  expect(applyEntry(waiting, queuedAs('s2', 9))).toMatchObject({
    retryAt: null,
    error: null,
    status: 'waiting',
  })
})

test('what the agent recorded is kept: artifacts in order, the last summary', () => {
  const artifact = (title: string) =>
    aFact('artifact_recorded', {
      ...step,
      itemId: `i_${title}`,
      title,
      artifactKind: 'file',
      location: `${title}.md`,
      hash: aHash,
      size: 3,
    })
  const summary = (text: string) => aFact('summary_given', { ...step, itemId: `i_${text}`, summary: text })
  const outside = artifact('b')
  Object.assign(outside.body, { hash: null, notHashed: 'outside' })
  const state = afterFacts(artifact('a'), outside, summary('one'), summary('two'))
  expect(state.artifacts.map((one) => one.title)).toEqual(['a', 'b'])
  expect(state.artifacts.map((one) => one.notHashed)).toEqual([undefined, 'outside'])
  expect(state.summary).toBe('two')
  expect(state.itemIds).toEqual(['i_a', 'i_b', 'i_one', 'i_two'])
})

test('learnings are kept in order, each once; a state from before there were any takes them too', () => {
  const learned = (itemId: string, text: string, about: string | null = null) =>
    aFact('learning_recorded', { ...step, itemId, text, about }, 2)
  const earlier: TaskState = afterFacts()
  expect('learnings' in earlier).toBe(false)
  const facts = [learned('i_1', 'one'), learned('i_2', 'two', 'readers'), learned('i_1', 'one')]
  expect(facts.reduce(applyEntry, earlier).learnings).toEqual([
    { itemId: 'i_1', text: 'one', about: null, at: facts[0]?.at },
    { itemId: 'i_2', text: 'two', about: 'readers', at: facts[1]?.at },
  ])
})

test('a new run takes the news, the acceptance and the cancellation along', () => {
  const state = afterFacts(
    aFact('message_sent', { text: 'Go', intentId: 'in_2' }),
    aFact('cancel_requested', { reason: 'x', intentId: 'in_3' }),
    aFact('work_accepted', { note: '', intentId: 'in_4' }),
    queuedAs('s1'),
  )
  expect(state).toMatchObject({ news: [], cancelReason: null, isAccepted: false, missing: [], endedAt: null })
})

test('what was freed tells what its run used so far, until its own end tells it', () => {
  const usage = { input: 1, output: 2, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
  const freed = (known: typeof usage | null) =>
    aFact(
      'reservation_freed',
      { ...step, owner: 'mac-mini', leaseUntil: null, reason: 'over', usage: known },
      3,
    )
  const open = afterFacts(prepared, queuedAs('s1'))
  expect(applyEntry(open, freed(null)).runs).toEqual(open.runs)
  const told = applyEntry(open, freed(usage))
  expect(told.runs).toMatchObject([{ usage, isUsageLastReported: true, endedAt: null }])
  expect(applyEntry(told, freed({ ...usage, input: 9 })).runs).toEqual(told.runs)
})

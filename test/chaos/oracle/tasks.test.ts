import { expect, test } from 'vitest'
import type { Played } from '../player.ts'
import type { Evidence, ShownTask } from './evidence.ts'
import { brokenTasks } from './tasks.ts'
import { goodEvidence, lineOf, shownOf, withEntry } from './world.ts'

const good = goodEvidence()
const words = (evidence: Evidence) => brokenTasks(evidence).map((breach) => breach.words)
const kinds = (evidence: Evidence) => brokenTasks(evidence).map(({ kind }) => kind)
const showing = (change: Partial<ShownTask>) => ({
  ...good,
  shown: good.shown.map((task) => ({ ...task, ...change })),
})

test('a task that went as its script says is right', () => {
  expect(brokenTasks(good)).toEqual([])
})

test('one that ended otherwise is not', () => {
  expect(words(withEntry(good, 'task_done', 'task_failed'))).toEqual([
    expect.stringMatching(/^task 1 \(approved, t_1\) is failed .* and not done; last: .*task_failed$/),
  ])
})

/** What happened to the task apart from its entries. */
const playing = (change: Partial<Played>) => good.played.map((one) => ({ ...one, ...change }))
const running = [{ taskId: 't_1', status: 'RUNNING' }]
const waits = { status: 'waiting', waitKind: 'approval', waitDetail: 'send_message' }
const asks = ['task_requested', 'run_queued', 'approval_requested', 'run_ended']

test('one that is open must wait for an operator, with a reason', () => {
  const lines = good.lines.filter(({ entry }) => asks.includes(entry.type))
  const waiting = { ...shownOf(lines), ...waits }
  const open = { ...good, lines, shown: [waiting], workflows: running, played: playing({ said: [] }) }
  expect(brokenTasks(open)).toEqual([])
  expect(kinds({ ...open, played: playing({ said: [], isCancelled: true }) })).toEqual(['task'])
  expect(kinds({ ...open, shown: [{ ...waiting, waitDetail: '' }] })).toEqual(['task'])
  const begun = lines.filter(({ entry }) => entry.type !== 'run_ended')
  const shown = [{ ...shownOf(begun), status: 'running', waitKind: 'executor', waitDetail: 'mac-mini' }]
  expect(kinds({ ...open, lines: begun, shown })).toEqual(['task'])
})

test('what an operator has decided, and was told so, is nothing to wait for', () => {
  const lines = good.lines.filter(({ entry }) => asks.includes(entry.type))
  const open = { ...good, lines, shown: [{ ...shownOf(lines), ...waits }], workflows: running }
  expect(kinds(open)).toEqual(['task'])
  const rejected = good.played.flatMap(({ said }) =>
    said.map((one) => ({ ...one, verdict: 'rejected' as const })),
  )
  expect(kinds({ ...open, played: playing({ said: rejected }) })).toEqual(['task'])
  const refusal = lineOf(5, 'decision_refused', { proposalId: 'p_1', intentId: 'i_2', code: 'hash_differs' })
  const told = [...lines, refusal]
  expect(brokenTasks({ ...open, lines: told, shown: [{ ...shownOf(told), ...waits }] })).toEqual([])
})

test('nor is what was answered, and an answer that the record does not hold is lost', () => {
  const asking = [
    ...good.lines.filter(({ entry }) => ['task_requested', 'run_queued'].includes(entry.type)),
    lineOf(3, 'question_asked', { questionId: 'q_1' }),
    lineOf(4, 'run_ended'),
  ]
  const waiting = { status: 'waiting', waitKind: 'operator', waitDetail: 'Which colour?' }
  const open = { ...good, lines: asking, shown: [{ ...shownOf(asking), ...waiting }], workflows: running }
  const replies = [{ questionId: 'q_1', answer: 'red', status: 202 }]
  expect(brokenTasks({ ...open, played: playing({ said: [], replies: [] }) })).toEqual([])
  expect(kinds({ ...open, played: playing({ said: [], replies }) })).toEqual(['task', 'lost'])
  const done = [
    ...asking,
    lineOf(5, 'question_answered', { questionId: 'q_1', answer: 'red' }),
    lineOf(6, 'task_done'),
  ]
  const ended = { ...good, lines: done, shown: [shownOf(done)], played: playing({ replies }) }
  expect(brokenTasks(ended)).toEqual([])
  const other = playing({ replies: [{ questionId: 'q_1', answer: 'blue', status: 202 }] })
  expect(kinds({ ...ended, played: other })).toEqual(['lost'])
})

test('an intent that is still on its way when everything is at rest is lost', () => {
  expect(words(showing({ pendingIntents: 2 }))).toEqual(['task 1 (approved, t_1): 2 intents never arrived'])
})

test('a task that was repaired had been terminated before, or it stood still by itself', () => {
  const repaired = [{ taskId: 't_1', difference: 'missing', theirs: 'its workflow has failed', at: 500 }]
  const struck = (change: object) => {
    const one = { at: 100, backAt: null, recoveryMs: null, workflowId: 'task/t_1' }
    return [{ fault: { kind: 'terminate', pick: 0, waitMs: 0 } as const, ...one, ...change }]
  }
  const stood = ['t_1 stood still though nobody had terminated it: its workflow has failed']
  expect(words({ ...good, repaired })).toEqual(stood)
  expect(brokenTasks({ ...good, repaired, done: struck({}) })).toEqual([])
  expect(words({ ...good, repaired, done: struck({ at: 900 }) })).toEqual(stood)
  expect(words({ ...good, repaired, done: struck({ workflowId: 'task/t_2' }) })).toEqual(stood)
  // A reset goes on by itself (ADR 040).
  const reset = struck({ fault: { kind: 'reset', pick: 0, point: 0, waitMs: 0 } })
  expect(words({ ...good, repaired, done: reset })).toEqual(stood)
})

test('what the api shows must be what the entries say', () => {
  const [task] = good.shown as [ShownTask]
  expect(kinds(showing({ streamSeq: 8 }))).toEqual(['record'])
  expect(kinds(showing({ status: 'running' }))).toEqual(['record', 'record'])
  expect(kinds(showing({ state: { ...task.state, runs: [] } }))).toEqual(['record'])
  const proposals = [{ proposalId: 'p_1', status: 'claimed' }]
  expect(kinds(showing({ state: { ...task.state, proposals } }))).toEqual(['record'])
})

test('what Temporal says must be what the entries say', () => {
  expect(kinds({ ...good, workflows: [{ taskId: 't_1', status: 'RUNNING' }] })).toEqual(['record'])
  expect(kinds({ ...good, workflows: [] })).toEqual(['record'])
})

test('a workflow that was terminated after its last entry has nothing to do any more, and an open one has', () => {
  const workflows = [{ taskId: 't_1', status: 'TERMINATED' }]
  const terminate = { kind: 'terminate', pick: 0, waitMs: 0 } as const
  const struck = { fault: terminate, at: 1, backAt: null, recoveryMs: null, workflowId: 'task/t_1' }
  expect(brokenTasks({ ...good, workflows, done: [struck] })).toEqual([])
  expect(kinds({ ...good, workflows })).toEqual(['record'])
  expect(kinds({ ...good, workflows, done: [{ ...struck, workflowId: 'task/t_2' }] })).toEqual(['record'])
  const lines = good.lines.filter(({ entry }) => entry.type !== 'task_done')
  const open = {
    ...good,
    lines,
    shown: [{ ...shownOf(lines), status: 'running' }],
    workflows,
    done: [struck],
  }
  expect(kinds(open)).toContain('record')
})

test('a task that is gone is lost, one that nobody made is doubled', () => {
  expect(kinds({ ...good, shown: [] })).toEqual(['lost'])
  const other = lineOf(10, 'task_requested', { title: 'One', intentId: 'i_9' }, 't_2')
  expect(kinds({ ...good, lines: [...good.lines, other] })).toEqual(['doubled'])
})

const sessionKey = 'agent:main:fo:task/t_1'
const woken = (change: object = {}, actor = 'executor:mac-mini', key = sessionKey) => {
  const request = lineOf(
    10,
    'task_requested',
    { adopted: { starter: { kind: 'wake_up' } }, ...change },
    't_2',
  )
  const lines = [
    { ...request, entry: { ...request.entry, actor } },
    lineOf(11, 'run_queued', { sessionKey: key }, 't_2'),
    lineOf(12, 'run_ended', {}, 't_2'),
    lineOf(13, 'task_failed', {}, 't_2'),
  ]
  const all = [...good.lines, ...lines]
  const workflows = [...good.workflows, { taskId: 't_2', status: 'COMPLETED' }]
  return { ...good, lines: all, shown: [...good.shown, shownOf(lines)], workflows }
}

test('what the gateway takes up in the session of a task that was asked for is no intent’s', () => {
  expect(brokenTasks(woken())).toEqual([])
  expect(kinds(woken({ adopted: { starter: { kind: 'chat' } } }))).toEqual(['doubled'])
  expect(kinds(woken({ adopted: null }))).toEqual(['doubled'])
  expect(kinds(woken({}, 'operator:op_1'))).toEqual(['doubled'])
  expect(kinds(woken({}, 'executor:mac-mini', 'agent:main:fo:task/t_9'))).toEqual(['doubled'])
})

test('and it has to end, without effects of its own, as the api and Temporal have it', () => {
  const open = woken()
  const lines = open.lines.filter(({ entry }) => entry.type !== 'task_failed')
  const shown = [...good.shown, shownOf(lines.filter(({ entry }) => entry.streamId === 'task/t_2'))]
  const running = [...good.workflows, { taskId: 't_2', status: 'RUNNING' }]
  const row = { ...(shown[1] as ShownTask), status: 'running' }
  expect(words({ ...open, lines, shown: [good.shown[0] as ShownTask, row], workflows: running })).toEqual([
    't_2, which the gateway took up in the session of t_1, has not ended',
  ])
  const proposed = lineOf(14, 'approval_requested', { proposalId: 'p_9', parameters: {} }, 't_2')
  const withEffect = [...open.lines, proposed]
  const own = withEffect.filter(({ entry }) => entry.streamId === 'task/t_2')
  expect(words({ ...open, lines: withEffect, shown: [...good.shown, shownOf(own)] })).toEqual([
    't_2, which the gateway took up in the session of t_1, has 1 effects of its own',
  ])
  expect(kinds({ ...open, shown: good.shown })).toEqual(['lost'])
})

test('an intent that was taken up twice is doubled', () => {
  const again = lineOf(10, 'decision_refused', { proposalId: 'p_1', intentId: 'i_2' })
  const lines = [...good.lines, again]
  expect(kinds({ ...good, lines, shown: [shownOf(lines)] })).toEqual(['doubled'])
})

test('what an operator was told and should not have been is said', () => {
  const [one] = good.played
  const played = one ? [{ ...one, problems: ['a decision was refused: 500'] }] : []
  expect(words({ ...good, played })).toEqual(['t_1: a decision was refused: 500'])
})

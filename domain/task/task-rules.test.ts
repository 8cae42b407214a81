import { describe, expect, test } from 'vitest'
import { aProposal, aTask, aTime } from '#test/builders.ts'
import type { RunState, TaskStatus } from './task.ts'
import * as rules from './task-rules.ts'
import { taskStatuses } from './task-words.ts'

const run = (change: Partial<RunState> = {}): RunState => ({
  stepId: 's1',
  runId: 'fo:task/t_1/s1',
  sessionKey: 'k',
  reason: 'first run',
  contextHash: 'h',
  queuedAt: aTime,
  acceptedAt: null,
  startedAt: null,
  endedAt: aTime,
  outcome: 'ok',
  text: '',
  error: null,
  usage: null,
  gateway: null,
  isRetryable: false,
  ...change,
})
const cost = (costNanoUsd: number | null) => ({
  input: 1,
  output: 1,
  cacheRead: 0,
  cacheWrite: 0,
  costNanoUsd,
})

test('a task is in work from its first run that may have begun', () => {
  const isInWork = (...outcomes: RunState['outcome'][]) =>
    rules.isInWork({ runs: outcomes.map((outcome) => run({ outcome })) })
  expect(isInWork()).toBe(false)
  expect(isInWork('not_begun', 'not_begun')).toBe(false)
  expect(isInWork(null)).toBe(true)
  expect(isInWork('not_begun', null)).toBe(true)
  expect(isInWork('failed', 'not_begun')).toBe(true)
})

describe('what a task’s state allows', () => {
  const unfrozen = taskStatuses.filter((status) => status !== 'frozen')
  const allowed: Record<rules.TaskAction, TaskStatus[]> = {
    messageTask: unfrozen,
    answerQuestion: unfrozen,
    decideApproval: unfrozen,
    reviewDeliverable: unfrozen,
    askAgent: unfrozen,
    settleEffect: unfrozen,
    cancelTask: taskStatuses.filter((status) => !['done', 'failed', 'cancelled', 'frozen'].includes(status)),
    prioritiseTask: taskStatuses.filter(
      (status) => !['done', 'failed', 'cancelled', 'frozen'].includes(status),
    ),
    setDeadline: taskStatuses.filter((status) => !['done', 'failed', 'cancelled', 'frozen'].includes(status)),
    setTaskBudget: taskStatuses.filter(
      (status) => !['done', 'failed', 'cancelled', 'frozen'].includes(status),
    ),
    raiseBudget: [],
    settleFork: ['frozen'],
    retryTask: ['failed', 'cancelled'],
    acceptWork: ['needs_verification'],
    checkAgain: ['needs_verification'],
  }
  test.each(Object.keys(allowed) as rules.TaskAction[])('%s', (action) => {
    const may = taskStatuses.filter(
      (status) => rules.taskRefusal(aTask({ status, missing: ['A'] }), action) === null,
    )
    expect(may).toEqual(allowed[action])
  })

  test('a budget is raised where one holds the task, and nowhere else', () => {
    const held = (kind: 'budget' | 'hours') =>
      aTask({ status: 'waiting', hold: { kind, reason: 'spent', until: null, since: aTime } })
    expect(rules.taskRefusal(held('budget'), 'raiseBudget')).toBeNull()
    expect(rules.taskRefusal(held('hours'), 'raiseBudget')).toMatch(/nothing to raise/)
  })

  test('a task that is being cancelled is past any deadline', () => {
    const task = aTask({ status: 'running', cancelReason: 'no need' })
    expect(rules.taskRefusal(task, 'setDeadline')).toMatch(/^The task is being cancelled: its deadline /)
  })

  test('a refusal names the state in words', () => {
    expect(rules.taskRefusal(aTask({ status: 'needs_verification' }), 'retryTask')).toContain(
      'this one is needs verification.',
    )
    expect(rules.taskRefusal(aTask({ status: 'done' }), 'cancelTask')).toBe('The task is done already.')
    expect(rules.taskRefusalCode).toBe('task_not_in_state')
  })
})

test('done, failed and cancelled are ends; frozen is none', () => {
  expect(taskStatuses.filter(rules.isEnded)).toEqual(['done', 'failed', 'cancelled'])
})

test('what is open in a task', () => {
  const task = aTask({
    proposals: [aProposal(), aProposal({ proposalId: 'p_2', status: 'performed' })],
    runs: [run(), run({ stepId: 's2', endedAt: null })],
  })
  expect(rules.pendingProposals(task)).toEqual([task.proposals[0]])
  expect(rules.currentRun(task)?.stepId).toBe('s2')
  expect(rules.currentRun(aTask({ runs: [run()] }))).toBeNull()
  expect(rules.openQuestions(task)).toEqual([])
})

test('where a person has to look there is nothing that a machine could check again', () => {
  expect(rules.taskRefusal(aTask({ status: 'needs_verification' }), 'checkAgain')).toContain(
    'nothing to check',
  )
})

describe('the cost of a task', () => {
  test('is the sum of its ended runs, in billionths of a dollar', () => {
    const open = run({ endedAt: null })
    expect(rules.costOf(aTask({ runs: [run({ usage: cost(2) }), run({ usage: cost(3) }), open] }))).toBe(5)
    expect(rules.costOf(aTask())).toBe(0)
  })

  test('is unknown as soon as one run has no known price', () => {
    expect(rules.costOf(aTask({ runs: [run({ usage: cost(2) }), run({ usage: cost(null) })] }))).toBeNull()
    expect(rules.costOf(aTask({ runs: [run({ usage: null }), run({ usage: cost(2) })] }))).toBeNull()
  })
})

test('a run may live on where its gateway took it, or was asked to, and nobody saw it end there', () => {
  const gateway = { version: '1', isPractice: true }
  expect(rules.mayLiveOn(run())).toBe(false)
  expect(rules.mayLiveOn(run({ acceptedAt: aTime }))).toBe(true)
  expect(rules.mayLiveOn(run({ isUnanswered: true }))).toBe(true)
  expect(rules.mayLiveOn(run({ acceptedAt: aTime, isUnanswered: true, gateway }))).toBe(false)
})

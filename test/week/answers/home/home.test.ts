import { expect, test } from 'vitest'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import { aRunEnd, aTask, ledgerOfTold, minute, office, told } from '../../told.ts'
import { shipped } from '../shipped.ts'
import { blocked, blockedCount } from './blocked.ts'
import { failureCount, failures } from './failures.ts'
import { figures } from './projects.ts'
import { relay, reliability } from './reliability.ts'
import { risks } from './risks.ts'
import { spend } from './spend.ts'
import { daysOfWeek, week } from './week.ts'

const now = new Date(minute(60))
const failed = (taskId: string, error: string) => told('task_failed', `task/${taskId}`, { error })
const looked = (title: string, passed: boolean) =>
  told('deliverable_checked', 'task/t_1', {
    ...{ title, check: 'file' as const, passed, artifactId: null },
    evidence: { words: '', location: null, hash: passed ? 'abc' : null, size: null },
  })
const done = told('task_done', 'task/t_1', { summary: '' })

test('blocked is what is not proven or held, the first one first, with its words', () => {
  const ledger = ledgerOfTold(
    ...office,
    aTask('t_1', 'Held'),
    aTask('t_2', 'Unproven'),
    told('verification_failed', 'task/t_2', { missing: ['Letter', 'Page'] }),
    told('run_held', 'task/t_1', { kind: 'budget', reason: 'spent', until: null }),
  )
  expect(blockedCount.recorded(ledger, now)).toBe(2)
  expect(blocked.recorded(ledger, now)).toMatchObject([
    { taskId: 't_2', reason: 'not proven: Letter, Page', since: minute(5), projectName: 'Letters' },
    { taskId: 't_1', reason: 'spent', since: minute(6), unblocker: 'operator' },
  ])
})

test('failures of one cause are one pattern; of last week they count apart', () => {
  const ledger = ledgerOfTold(
    ...office,
    aTask('t_1'),
    aTask('t_2'),
    failed('t_2', 'answered 503'),
    failed('t_1', 'answered 500'),
    { ...aRunEnd('t_1', null), at: '2026-11-17T09:00:00.000Z' },
    aRunEnd('t_1', 1),
  )
  expect(failures.recorded(ledger, now)).toEqual([
    {
      ...{ signature: 'answered <n>', count: 2, taskCount: 2, first: minute(5), last: minute(6) },
      ...{ taskIds: ['t_1', 't_2'], projects: [{ id: 'pr_1', name: 'Letters' }] },
    },
  ])
  expect(failureCount.recorded(ledger, now)).toBe(1)
  expect(reliability.recorded(ledger, now)).toMatchObject({ thisWeek: { runs: 1 }, lastWeek: { runs: 1 } })
})

test('what a budget stopped is a run that ended, and no failed one', () => {
  const ends = [aRunEnd('t_1', 1, 'over_budget'), aRunEnd('t_1', 1, 'failed'), aRunEnd('t_1', 1)]
  const ledger = ledgerOfTold(...office, aTask('t_1'), ...ends)
  expect(reliability.recorded(ledger, now)).toMatchObject({ thisWeek: { runs: 3, failedRuns: 1 } })
})

test('a run without a price and a budget that is nearly spent are risks of their project', () => {
  const budgets = [{ metric: 'runs', period: 'lifetime', limit: 1, perRun: null, warnAt: 80 }]
  const change = { scope: 'agent', version: 1, note: '', document: { budgets } as PolicyDocument } as const
  const policy = told('policy_changed', 'policy/ag_1', change)
  const before = ledgerOfTold(...office, aTask('t_1'), policy)
  expect(risks.recorded(before, now)).toEqual([])
  const after = ledgerOfTold(...office, aTask('t_1'), policy, aRunEnd('t_1', null))
  const owner = { projectId: 'pr_1', projectName: 'Letters' }
  expect(risks.recorded(after, now)).toEqual([
    {
      ...{ ...owner, id: 'budget:pr_1', title: 'A budget is spent', href: '/policies/ag_1' },
      ...{ rule: 'a budget over its warning mark', evidence: '1 run of 1 run for good, of ag_1' },
    },
    {
      ...{ ...owner, id: 'price:pr_1', title: 'The cost of 1 run is unknown' },
      ...{ rule: 'a run without a known price' },
      evidence: 'So the cost and the ROI of the project are unknown as well.',
      href: '/ledger?projectId=pr_1&runs=unpriced&from=2026-10-27T10%3A00%3A00.000Z',
    },
  ])
})

test('of ten decisions of one person in a row the first one opens them', () => {
  const decided = (actor: string) =>
    told(
      'approval_decided',
      'task/t_1',
      { proposalId: 'p', verdict: 'approved', reason: '', hash: 'h', intentId: 'i' },
      { actor },
    )
  const row = Array.from({ length: 10 }, () => decided('operator:op_2'))
  const nine = ledgerOfTold(...office, decided('operator:op_1'), ...row.slice(1))
  expect(risks.recorded(nine, now)).toEqual([])
  const ten = ledgerOfTold(...office, decided('operator:op_1'), ...row)
  expect(risks.recorded(ten, now)).toMatchObject([
    {
      id: 'one-approver:pr_1',
      evidence: 'The last 10 decisions were made by Grace.',
      href: `/ledger?${new URLSearchParams({ projectId: 'pr_1', type: 'approval_decided', actor: 'operator:op_2', from: minute(4) })}`,
    },
  ])
})

test('what was asked for and has nothing but its wish waits to be delivered', () => {
  expect(relay.recorded(ledgerOfTold(...office), now)).toEqual({ depth: 0, oldestSince: null, attempts: 0 })
  const ledger = ledgerOfTold(...office, aTask('t_1'), aTask('t_2'), aTask('t_3'), failed('t_1', 'no'))
  expect(relay.recorded(ledger, now)).toEqual({ depth: 2, oldestSince: minute(4), attempts: 0 })
})

test('shipped is what the last look at a done task found proven', () => {
  const looks = [looked('Letter', false), looked('Letter', true), looked('Page', true), looked('Page', false)]
  const open = ledgerOfTold(...office, aTask('t_1'), ...looks)
  expect(shipped.recorded(open, now)).toEqual([])
  const ledger = ledgerOfTold(...office, aTask('t_1'), ...looks, done)
  expect(shipped.recorded(ledger, now)).toMatchObject([{ title: 'Letter', proof: 'file', hash: 'abc' }])
  expect(week.recorded(ledger, now)).toMatchObject({ shippedCount: 1, waivedCount: 0 })
  expect(figures.recorded(ledger, now)).toMatchObject([{ projectId: 'pr_1', shipped: 1, blocked: 0 }])
})

test('a week begins on Monday', () => {
  expect(daysOfWeek(new Date('2026-11-30T00:00:00Z'))).toEqual(['2026-11-30'])
  expect(daysOfWeek(new Date('2026-11-29T23:59:59Z'))).toHaveLength(7)
  expect(daysOfWeek(now)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'])
})

const queued = (at: string, stepId = 's1', reserved: number | null = null) =>
  told(
    'run_queued',
    'task/t_1',
    {
      ...{ stepId, runId: 'r', sessionKey: 'k', reason: 'start', executorId: 'mac-mini', contextHash: 'h' },
      ...(reserved && { reserved: { tokens: null, costNanoUsd: reserved } }),
    },
    { at },
  )

test('a run costs in the month in which it ended, whenever it was queued', () => {
  const began = queued('2026-10-31T23:00:00.000Z')
  const ledger = ledgerOfTold(...office, aTask('t_1'), began, aRunEnd('t_1', 5))
  expect(spend.recorded(ledger, now)).toMatchObject({ spentNanoUsd: 5, unknownRuns: 0 })
  const before = ledgerOfTold(...office, aTask('t_1'), began, { ...aRunEnd('t_1', 5), at: began.at })
  expect(spend.recorded(before, now)).toMatchObject({ spentNanoUsd: 0 })
})

test('the month ends at the pace of its full days; what is unknown or under way counts what is kept for it', () => {
  const end = (stepId: string, cost: number | null, at = minute(0)) => {
    const one = aRunEnd('t_1', cost)
    return { ...one, at, body: { ...one.body, stepId } }
  }
  const ledger = ledgerOfTold(
    ...[...office, aTask('t_1')],
    ...[queued(minute(0)), queued(minute(0), 's2', 40), queued(minute(0), 's3'), queued(minute(0), 's4', 7)],
    ...[end('s1', 250, '2026-11-02T10:00:00.000Z'), end('s2', null), end('s3', null)],
  )
  expect(spend.recorded(ledger, now)).toEqual({
    sums: [0, ...Array(24).fill(250), 290],
    ...{ spentNanoUsd: 290, reservedNanoUsd: 7, since: '2026-11-01T00:00:00.000Z', daysInMonth: 30 },
    ...{ forecastNanoUsd: 300, unknownRuns: 2, uncountedRuns: 1 },
  })
  const first = new Date('2026-11-01T12:00:00.000Z')
  expect(spend.recorded(ledger, first)).toMatchObject({ sums: [0], forecastNanoUsd: null })
})

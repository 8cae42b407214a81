import { expect, test } from 'vitest'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import { aRunEnd, aTask, ledgerOfTold, minute, office, told } from '../told.ts'
import { blocked, failures, reliability, risks } from './home.ts'
import { daysOfWeek, figures, spend, weekShipped } from './home-week.ts'
import { shipped } from './shipped.ts'

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
  expect(blocked.recorded(ledger, now)).toMatchObject({
    blockedCount: 2,
    items: [
      { taskId: 't_2', reason: 'not proven: letter, page', since: minute(5) },
      { taskId: 't_1', reason: 'spent', since: minute(6) },
    ],
  })
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
      ...{ signature: 'answered <n>', count: 2, first: minute(5), last: minute(6) },
      ...{ taskIds: ['t_1', 't_2'], projectIds: ['pr_1'] },
    },
  ])
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
  expect(risks.recorded(after, now)).toEqual(['budget in Letters', 'price in Letters'])
})

test('shipped is what the last look at a done task found proven', () => {
  const looks = [looked('Letter', false), looked('Letter', true), looked('Page', true), looked('Page', false)]
  const open = ledgerOfTold(...office, aTask('t_1'), ...looks)
  expect(shipped.recorded(open, now)).toEqual([])
  const ledger = ledgerOfTold(...office, aTask('t_1'), ...looks, done)
  expect(shipped.recorded(ledger, now)).toMatchObject([{ title: 'Letter', proof: 'file', hash: 'abc' }])
  expect(weekShipped.recorded(ledger, now)).toMatchObject({ shippedCount: 1 })
  expect(figures.recorded(ledger, now)).toMatchObject([{ projectId: 'pr_1', shipped: 1, blocked: 0 }])
})

test('a week begins on Monday', () => {
  expect(daysOfWeek(new Date('2026-11-30T00:00:00Z'))).toEqual(['2026-11-30'])
  expect(daysOfWeek(new Date('2026-11-29T23:59:59Z'))).toHaveLength(7)
  expect(daysOfWeek(now)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'])
})

test('a run costs in the month in which it ended, whenever it was queued', () => {
  const queued = told(
    'run_queued',
    'task/t_1',
    {
      ...{ stepId: 's1', runId: 'r', sessionKey: 'k', reason: 'start' },
      ...{ executorId: 'mac-mini', contextHash: 'h' },
    },
    { at: '2026-10-31T23:00:00.000Z' },
  )
  const ledger = ledgerOfTold(...office, aTask('t_1'), queued, aRunEnd('t_1', 5))
  expect(spend.recorded(ledger, now)).toMatchObject({ spent: 5n, unknownRuns: 0 })
  const before = ledgerOfTold(...office, aTask('t_1'), queued, { ...aRunEnd('t_1', 5), at: queued.at })
  expect(spend.recorded(before, now)).toMatchObject({ spent: 0n })
})

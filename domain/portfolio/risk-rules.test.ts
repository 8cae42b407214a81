import { expect, test } from 'vitest'
import { type RiskFacts, riskFlags } from './risk-rules.ts'

const now = new Date('2026-11-24T12:00:00.000Z')
const quiet: RiskFacts = {
  projectId: 'pr_1',
  projectName: 'Letter',
  runsWithoutPrice: 0,
  uncertainEffects: 0,
  approvalsInARow: null,
  nextExpiry: null,
  lateTasks: null,
  idleTasks: null,
  runs: 0,
  failedRuns: 0,
  shortBudgets: [],
}
const byAda = { actor: 'operator:op_1', name: 'Ada', since: '2026-11-20T12:00:00.000Z' }
const rulesOf = (change: Partial<RiskFacts>) =>
  riskFlags([{ ...quiet, ...change }], now).map(({ id }) => id.split(':')[0])

test('a quiet project has no flag', () => {
  expect(riskFlags([quiet], now)).toEqual([])
})

test.each<[string, Partial<RiskFacts>, Partial<RiskFacts>]>([
  ['uncertain', { uncertainEffects: 1 }, { uncertainEffects: 0 }],
  ['expiry', { nextExpiry: '2026-11-24T18:00:00.000Z' }, { nextExpiry: '2026-11-24T18:00:00.001Z' }],
  ['failures', { runs: 5, failedRuns: 1 }, { runs: 4, failedRuns: 4 }],
  ['failures', { runs: 10, failedRuns: 2 }, { runs: 10, failedRuns: 1 }],
  [
    'budget',
    { shortBudgets: [{ scopeId: 'pr_1', words: '$9.00 of $10.00 a month', isSpent: false }] },
    { shortBudgets: [] },
  ],
  ['price', { runsWithoutPrice: 2 }, { runsWithoutPrice: 0 }],
  ['one-approver', { approvalsInARow: { ...byAda, count: 10 } }, { approvalsInARow: { ...byAda, count: 9 } }],
])('%s is raised at its limit and not before', (rule, at, before) => {
  expect(rulesOf(at)).toEqual([rule])
  expect(rulesOf(before)).toEqual([])
})

test('what may do harm comes first, over all projects, each with its rule and where to look', () => {
  const other = { ...quiet, projectId: 'pr_2', projectName: 'Shop', uncertainEffects: 2 }
  const flags = riskFlags([{ ...quiet, runsWithoutPrice: 1 }, other], now)
  expect(flags.map(({ id }) => id)).toEqual(['uncertain:pr_2', 'price:pr_1'])
  expect(flags[0]).toMatchObject({ title: '2 effects may or may not have happened', projectName: 'Shop' })
  expect(flags[1]?.title).toBe('The cost of 1 run is unknown')
  for (const { rule, evidence, href, projectId } of flags) {
    expect(rule).not.toBe('')
    expect(evidence).not.toBe('')
    expect(href).toContain(projectId)
  }
})

test('late and idle tasks are named by the one that is due first, and open it or all of them', () => {
  const one = { count: 1, taskId: 't_1', title: 'Letter', dueAt: '2026-11-24T09:30:00.000Z' }
  const some = { count: 3, taskId: 't_2', title: 'Shop', dueAt: '2026-11-24T13:59:59.000Z' }
  expect(riskFlags([{ ...quiet, lateTasks: one, idleTasks: some }], now)).toMatchObject([
    {
      ...{ id: 'late:pr_1', title: '1 task is late', href: '/tasks/t_1' },
      ...{ rule: 'an open task is past its deadline', evidence: '“Letter” was due 2 h ago.' },
    },
    {
      ...{ id: 'idle:pr_1', title: '3 tasks are due soon, and nothing is done' },
      ...{ rule: 'a deadline within 24 hours, and no run has begun' },
      evidence: 'The first of them, “Shop”, is due in 1 h.',
      href: '/projects/pr_1/tasks?view=open&due=idle',
    },
  ])
  const of = (dueAt: string) => riskFlags([{ ...quiet, lateTasks: { ...one, dueAt } }], now)[0]?.evidence
  expect(of('2026-11-24T11:59:50.000Z')).toBe('“Letter” was due 1 min ago.')
  expect(of('2026-11-21T11:00:00.000Z')).toBe('“Letter” was due 3 d ago.')
})

test('a spent budget is named before one that is nearly spent, and opens its policy', () => {
  const short = { scopeId: 'pr_1', words: '$9.00 of $10.00 a month', isSpent: false }
  const spent = { scopeId: 'ag_1', words: '$2.00 of $2.00 a day, of Ines', isSpent: true }
  expect(riskFlags([{ ...quiet, shortBudgets: [short, spent] }], now)[0]).toMatchObject({
    title: 'A budget is spent',
    evidence: '$9.00 of $10.00 a month; $2.00 of $2.00 a day, of Ines',
    href: '/policies/ag_1',
  })
})

test('what is counted in entries opens those, from the time on from which they are counted', () => {
  const [failures, price, approver] = riskFlags(
    [{ ...quiet, runs: 5, failedRuns: 2, runsWithoutPrice: 3, approvalsInARow: { ...byAda, count: 12 } }],
    now,
  ).map(({ href }) => Object.fromEntries(new URLSearchParams(href.split('?')[1])))
  expect(failures).toEqual({ projectId: 'pr_1', runs: 'failed', from: '2026-11-17T12:00:00.000Z' })
  expect(price).toEqual({ projectId: 'pr_1', runs: 'unpriced', from: '2026-10-25T12:00:00.000Z' })
  expect(approver).toEqual({
    ...{ projectId: 'pr_1', type: 'approval_decided', actor: byAda.actor, from: byAda.since },
  })
})

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { aHome, anInboxItem, aProject, noFigures } from '../../http/sample-data.ts'
import { counts, linesOf, open } from './home-bench.tsx'

afterEach(cleanup)

const burn = (change: object) => ({
  ...{ scopeId: 'portfolio' as const, scope: 'portfolio' as const, name: 'All projects', projectId: null },
  ...{ metric: 'usd' as const, period: 'month' as const, limit: 100, warnAt: 80, used: 60e9, reserved: 1e9 },
  ...{ unknownRuns: 0, uncountedRuns: 0, level: 'fine' as const, next: null },
  ...change,
})
const spend = {
  sums: [20e9, 60e9],
  since: '2026-11-01T00:00:00.000Z',
  spentNanoUsd: 60e9,
  reservedNanoUsd: 2e9,
  forecastNanoUsd: 90e9,
  daysInMonth: 30,
  unknownRuns: 2,
  uncountedRuns: 0,
}

test('the month says what it cost, of how much, where it leads, and what is not known of it', async () => {
  open({ home: { budgets: [burn({})], spend } })
  const burnt = (await screen.findByRole('heading', { name: 'Budget burn' })).closest('section')
  expect(burnt?.textContent).toContain('$62.00 of $100.00')
  expect(burnt?.textContent).toContain('$60.00 is spent and $2.00 reserved for runs under way.')
  expect(screen.getByRole('link', { name: '$60.00' }).getAttribute('href')).toBe(
    '/ledger?runs=spent&from=2026-11-01T00%3A00%3A00.000Z',
  )
  expect(screen.getByRole('link', { name: '$2.00' }).getAttribute('href')).toBe('/ledger?runs=reserved')
  expect(burnt?.textContent).toContain('On course for $90.00 by 30 November. 2 runs have no known price')
  expect(burnt?.textContent).toContain('The one budget is in its limit.')
  cleanup()
  open({ home: { spend } })
  expect(
    (await screen.findByRole('heading', { name: 'Budget burn' })).closest('section')?.textContent,
  ).toContain('No budget is set')
})

test('budgets that run out are named, the spent ones first, each opening its policy', async () => {
  const ag = {
    scope: 'agent' as const,
    scopeId: 'ag_0123456789abcdef',
    projectId: 'pr_0123456789abcdef',
    name: 'Ines',
  }
  open({
    home: {
      budgets: [burn({ level: 'warning' }), burn({ ...ag, level: 'spent' }), burn({ metric: 'runs' })],
      spend,
    },
  })
  expect((await linesOf('Budgets that run out')).map((line) => line?.slice(0, 4))).toEqual(['Ines', 'All '])
  expect(screen.getByRole('link', { name: 'Ines' }).getAttribute('href')).toBe(
    '/policies/ag_0123456789abcdef',
  )
})

test('two budgets that count the same are two lines, each known by its limit', async () => {
  const said = vi.spyOn(console, 'error')
  open({ home: { budgets: [62, 70].map((limit) => burn({ level: 'warning', limit })), spend } })
  expect(await linesOf('Budgets that run out')).toHaveLength(2)
  expect(said.mock.calls.filter(([words]) => String(words).includes('same key'))).toEqual([])
  said.mockRestore()
})

test('each project is a row, those that need somebody first; each figure opens what is behind it', async () => {
  const needing = aProject({ id: 'pr_2', name: 'Stallkeeper', counts: counts({ needsYou: 1, open: 1 }) })
  const sum = (known: string) => ({ known, gaps: [] })
  const unpriced = { known: '10.00', gaps: [{ why: 'run_without_price' as const, count: 1 }] }
  const figures = [
    { ...noFigures, projectId: 'pr_2', shipped: 3, blocked: 1, revenue: sum('6420.00'), roi: unpriced },
    { ...noFigures, projectId: aProject().id, revenue: sum('0.00'), roi: sum('0.00') },
  ]
  const budgets = [
    burn({ scope: 'project', scopeId: 'pr_2', projectId: 'pr_2', level: 'warning', used: 95e9 }),
  ]
  open({
    projects: [aProject(), needing],
    inbox: [anInboxItem({ projectId: 'pr_2' })],
    home: { projects: figures, budgets },
  })
  const table = within(await screen.findByRole('table'))
  await table.findByText('$6,420')
  const rows = table.getAllByRole('row').slice(1)
  const cells = rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  )
  expect(cells[0]?.[0]).toContain('Stallkeeper')
  expect(cells[0]?.slice(2)).toEqual([
    '1',
    '3',
    '1',
    '$96.00 of $100.00$1.00 of it reserved',
    '$6,420',
    'unknown',
  ])
  expect(cells[1]?.slice(2)).toEqual(['0', '0', '0', 'no budget', '$0.00', '$0.00'])
  expect(
    within(rows[0] as HTMLElement)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href')),
  ).toEqual([
    ...[
      '/projects/pr_2',
      '/inbox?projectId=pr_2&whom=you',
      '/shipped?projectId=pr_2&since=2026-11-23',
      '/projects/pr_2/tasks?view=open&blocked=true',
    ],
    '/projects/pr_2/policies',
    ...['/projects/pr_2/outcomes?period=last30#left', '/projects/pr_2/outcomes?period=last30#left'],
  ])
})

test('a pattern of failures is counted and can be given to an agent; a viewer reads why not', async () => {
  const pattern = {
    signature: 'answered <n>',
    count: 9,
    taskCount: 4,
    projects: [
      { id: 'pr_0123456789abcdef', name: 'Letter' },
      { id: 'pr_1123456789abcdef', name: 'Shop' },
    ],
    taskIds: ['t_0123456789abcdef'],
    first: '2026-11-20T12:00:00.000Z',
    last: '2026-11-24T10:00:00.000Z',
  }
  open({ home: { failures: [pattern], failureCount: 1 } })
  expect((await linesOf('Failure patterns'))[0]).toContain('in 4 tasks of 2 projects')
  expect(screen.getByRole('link', { name: 'answered <n>' }).getAttribute('href')).toBe(
    '/tasks?view=all&failure=answered+%3Cn%3E',
  )
  const href = screen.getByRole('link', { name: 'Harden against answered <n>' }).getAttribute('href') ?? ''
  expect(href).toContain('/projects/pr_0123456789abcdef/new-task?title=Harden')
  expect(new URLSearchParams(href.split('?')[1]).get('intent')).toContain('failed 9 times')
  cleanup()
  const many = Array.from({ length: 9 }, (_, i) => ({ ...pattern, signature: `cause ${i}` }))
  open({ home: { failures: many, failureCount: 9 } })
  expect(await linesOf('Failure patterns')).toHaveLength(7)
  fireEvent.click(screen.getByRole('button', { name: 'and 2 more' }))
  expect(await linesOf('Failure patterns')).toHaveLength(9)
  cleanup()
  open({ home: { failures: many, failureCount: 130 } })
  fireEvent.click(await screen.findByRole('button', { name: 'and 123 more' }))
  expect(screen.getByText('The 9 most frequent are listed here.')).toBeTruthy()
  cleanup()
  open({ home: { failures: [pattern], failureCount: 1 }, role: 'viewer' })
  const button = await screen.findByRole('button', { name: /Harden/ })
  expect(button.getAttribute('aria-disabled') ?? button.getAttribute('data-disabled')).toBe('true')
})

test('a risk names its rule and opens its evidence; figures compare with the week before in words', async () => {
  const risk = {
    id: 'price:pr_1',
    projectId: 'pr_0123456789abcdef',
    projectName: 'Letter',
    title: 'The cost of 2 runs is unknown',
    evidence: 'So the ROI is unknown.',
    rule: 'a run without a known price',
    href: '/ledger?type=run_ended',
  }
  const none = { runs: 0, failedRuns: 0, retries: 0, undelivered: 0, missedBeats: 0, missedEntries: 0 }
  const thisWeek = { runs: 200, failedRuns: 5, retries: 3, undelivered: 1, missedBeats: 4, missedEntries: 2 }
  const drift = { count: 2, since: '2026-11-22T12:00:00.000Z' }
  const { since } = aHome().reliability
  const reliability = { since, thisWeek, lastWeek: { ...none, retries: 5 } }
  const relay = { depth: 3, oldestSince: '2026-11-24T11:58:00.000Z', attempts: 4 }
  open({ home: { risks: [risk], drift, reliability, relay } })
  expect((await linesOf('Risk flags'))[0]).toContain('rule: a run without a known price')
  expect(screen.getByRole('link', { name: risk.title }).getAttribute('href')).toBe(risk.href)
  const wordsOf = (name: RegExp) => screen.getByRole('link', { name }).textContent
  expect(wordsOf(/^Runs that ended/)).toBe('Runs that ended2002.5 % failed')
  expect(screen.getByRole('link', { name: /^Failed runs/ }).getAttribute('href')).toBe(
    '/ledger?runs=failed&from=2026-11-17T12%3A00%3A00.000Z',
  )
  expect(wordsOf(/^Retries/)).toContain('2 fewer than the week before')
  expect(wordsOf(/^Missed beats/)).toContain('in 2 gaps, 4 more than the week before')
  expect(wordsOf(/^Open drift/)).toBe('Open drift2the oldest 2 d ago')
  expect(wordsOf(/^On their way/)).toBe('On their way3the oldest was asked 2 min ago')
  expect(wordsOf(/^Undelivered/)).toContain('1 more than the week before')
  expect(screen.getByRole('link', { name: /^Undelivered/ }).getAttribute('href')).toBe(
    '/ledger?group=undelivered&from=2026-11-17T12%3A00%3A00.000Z',
  )
})

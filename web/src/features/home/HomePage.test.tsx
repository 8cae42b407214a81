// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Home } from '#api/home/contract.ts'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aHome, anInboxItem, aProblem, aProject, aTaskRow, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { HomePage, type HomeParts } from './HomePage.tsx'

afterEach(cleanup)

interface Known {
  projects?: Project[]
  inbox?: InboxItem[]
  open?: TaskRow[]
  role?: Role
  home?: Partial<Home>
}
const parts: HomeParts = {
  needLine: (item, isFirst) => <li>{`${item.title}${isFirst ? ', first' : ''}`}</li>,
  taskLine: (row) => <li>{row.title}</li>,
  sample: <p>The sample notice</p>,
}

function open({ projects = [aProject()], inbox = [], open = [], role = 'owner', home = {} }: Known = {}) {
  const server = aServer(role)
  server.on('GET', /^\/projects$/, 200, { items: projects })
  server.on('GET', /^\/inbox$/, 200, { items: inbox })
  server.on('GET', /^\/home$/, 200, aHome(home))
  server.on('GET', /^\/tasks$/, 200, { items: open, next: null })
  return { server, ...show(server) }
}
const show = (server: ReturnType<typeof aServer>) =>
  renderAt(server, '/', { '/': () => <HomePage parts={parts} /> }, sampleNow)
const linesOf = async (label: string) =>
  within(await screen.findByRole('list', { name: label }))
    .getAllByRole('listitem')
    .map((line) => line.textContent)
const counts = (change: Partial<Project['counts']>) => ({
  open: 0,
  needsYou: 0,
  failed: 0,
  newFailures: 0,
  done: 0,
  ...change,
})

test('one sentence counts what needs somebody, is blocked, at work and shipped, each a link', async () => {
  const other = { id: 'pr_1123456789abcdef', counts: counts({ open: 1 }) }
  open({
    projects: [aProject({ counts: counts({ open: 2 }) }), aProject(other)],
    home: { blockedCount: 1, week: { ...aHome().week, shippedCount: 9 } },
    inbox: [anInboxItem({ until: '2026-11-24T15:36:00.000Z' }), anInboxItem({ id: 'question:q' })],
  })
  const lead = (await screen.findByRole('link', { name: '9 shipped' })).closest('p')
  expect(lead?.textContent).toBe(
    '2 things need you, the first ends in 3 h 36 min. 1 task is blocked. 3 tasks are at work or waiting, and 9 shipped this week.',
  )
  const links = within(lead as HTMLElement).getAllByRole('link')
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/inbox?whom=you',
    '/#blocked',
    '/tasks?view=open',
    '/#week',
  ])
})

test('five of what needs somebody are shown, and a link counts all of it', async () => {
  open({ inbox: Array.from({ length: 6 }, (_, i) => anInboxItem({ id: `failed:${i}`, title: `No ${i}` })) })
  expect(await linesOf('Needs you')).toEqual(['No 0, first', 'No 1', 'No 2', 'No 3', 'No 4'])
  expect(screen.getByRole('link', { name: 'All 6 in the inbox' }).getAttribute('href')).toBe('/inbox')
})

test('what waits for somebody else is told of after what needs the reader, and is not counted', async () => {
  const given = anInboxItem({ id: 'approval:given', title: 'Order sheets', waitsFor: ['Theo'] })
  open({ inbox: [anInboxItem(), given] })
  expect(await linesOf('Needs you')).toEqual(['Send issue 148, first', 'Order sheets'])
  const lead = screen.getByRole('link', { name: '1 other thing' }).closest('p')
  expect(lead?.textContent).toContain('1 thing needs you. 1 other thing waits for Theo.')
  expect(screen.getByRole('region', { name: 'Needs you 1' })).toBeTruthy()
})

test('a viewer reads what waits for the operators, and that nothing needs them', async () => {
  const waitsFor = ['Mara', 'Theo']
  open({ role: 'viewer', inbox: [anInboxItem({ waitsFor, until: '2026-11-24T15:36:00.000Z' })] })
  expect(await linesOf('Waits for the operators')).toHaveLength(1)
  const lead = screen.getByRole('link', { name: '1 thing' }).closest('p')
  expect(lead?.textContent).toContain(
    'Nothing needs you. 1 thing waits for Mara or Theo, it ends in 3 h 36 min.',
  )
})

test('open tasks are listed, those of removed projects are not', async () => {
  const gone = aTaskRow({ id: 't_2', projectId: 'pr_gone', title: 'Of a removed project' })
  open({ projects: [aProject({ counts: counts({ open: 1 }) })], open: [aTaskRow(), gone] })
  expect(await linesOf('At work and waiting')).toEqual(['Write issue 148'])
})

test('the week shows what was proven on each day, how much more there is, and what is to come', async () => {
  const ofTask = {
    taskTitle: 'Thursday',
    taskId: 't_0123456789abcdef',
    projectId: 'pr_0123456789abcdef',
    projectName: 'Letter',
  }
  const items = [
    { ...ofTask, title: 'Issue 148', at: '2026-11-24T09:12:00.000Z', proof: 'url' as const },
    { ...ofTask, title: 'Sponsor page', at: '2026-11-24T08:00:00.000Z', proof: 'waived' as const },
  ]
  const days = [
    { day: '2026-11-23', count: 0, items: [] },
    { day: '2026-11-24', count: 9, items },
  ]
  const { taskTitle: _taskTitle, ...ofOpen } = ofTask
  const next = { ...ofOpen, title: 'Issue 149', status: 'running' as const, waitKind: null, deliverables: 2 }
  const week = { ...aHome().week, days, shippedCount: 9, toShip: [next], toShipCount: 8 }
  open({ home: { week } })
  const today = (await screen.findByText('Today')).closest('li')
  expect(
    within(today as HTMLElement)
      .getByRole('link', { name: /^Issue 148/ })
      .getAttribute('href'),
  ).toBe('/tasks/t_0123456789abcdef')
  expect(today?.textContent).toContain('Sponsor pageLetter, Thursday, accepted without proof')
  expect(within(today as HTMLElement).getByRole('link', { name: 'and 7 more' })).toBeTruthy()
  const toCome = screen.getByText('Under way').closest('li') as HTMLElement
  expect(within(toCome).getByRole('link', { name: 'and 7 more' }).getAttribute('href')).toBe(
    '/tasks?view=open',
  )
  expect(toCome.textContent).toContain('Issue 149Letter, running, 2 deliverables')
  expect(screen.queryByText('Mon 23')).toBeNull()
})

test('objectives say how they stand, those that are open first; the next week’s are what is planned for it', async () => {
  const one = (title: string, outcome: 'hit' | 'missed' | null, week = '2026-W48') => ({
    ...{ id: `ob_${title}`, title, target: null, week, outcome },
    ...{ projectId: 'pr_0123456789abcdef', projectName: 'Letter' },
  })
  const objectives = [
    one('Ten', 'hit'),
    one('Old', null, '2026-W47'),
    one('Twenty', null),
    one('Next', null, '2026-W49'),
  ]
  open({ home: { week: { ...aHome().week, objectives } } })
  const lines = await linesOf('Objectives this week')
  expect(lines.map((line) => line?.match(/^(Ten|Old|Twenty)/)?.[0])).toEqual(['Old', 'Twenty', 'Ten'])
  expect(lines[0]).toContain('left open by week 47')
  expect(lines[2]).toContain('Hit')
  const next = screen.getByText('Next week').closest('li') as HTMLElement
  expect(next.textContent).toContain('planned for week 49')
  expect(within(next).getByRole('link', { name: /^Next/ }).textContent).toContain('objective')
  expect(screen.getByText('week 48, 1 of 3 hit')).toBeTruthy()
})

const burn = (change: object) => ({
  ...{ scopeId: 'portfolio' as const, scope: 'portfolio' as const, name: 'All projects', projectId: null },
  ...{ metric: 'usd' as const, period: 'month' as const, limit: 100, warnAt: 80, used: 60e9, reserved: 1e9 },
  ...{ unknownRuns: 0, level: 'fine' as const, next: null },
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
}

test('the month says what it cost, of how much, where it leads, and what is not known of it', async () => {
  open({ home: { budgets: [burn({})], spend } })
  const burnt = (await screen.findByRole('heading', { name: 'Budget burn' })).closest('section')
  expect(burnt?.textContent).toContain('$62.00 of $100.00')
  expect(burnt?.textContent).toContain('$60.00 is spent and $2.00 reserved for runs under way.')
  expect(screen.getByRole('link', { name: '$60.00' }).getAttribute('href')).toBe(
    '/ledger?runs=spent&from=2026-11-01T00%3A00%3A00.000Z',
  )
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

test('a long list is five rows and a link with the count', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => aTaskRow({ id: `t_${i}`, title: `Task ${i}` }))
  open({ projects: [aProject({ counts: counts({ open: 9 }) })], open: rows })
  expect(await linesOf('At work and waiting')).toHaveLength(5)
  expect(screen.getByRole('link', { name: 'All 9 open tasks' }).getAttribute('href')).toBe('/tasks')
})

test('each project is a row, those that need somebody first; each figure opens what is behind it', async () => {
  const needing = aProject({ id: 'pr_2', name: 'Stallkeeper', counts: counts({ needsYou: 1, open: 1 }) })
  const sum = (known: string) => ({ known, gaps: [] })
  const unpriced = { known: '10.00', gaps: [{ why: 'run_without_price' as const, count: 1 }] }
  const figures = [
    { projectId: 'pr_2', shipped: 3, blocked: 1, revenue: sum('6420.00'), roi: unpriced },
    { projectId: aProject().id, shipped: 0, blocked: 0, revenue: sum('0.00'), roi: sum('0.00') },
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
    '/policies/pr_2',
    ...['/projects/pr_2/outcomes?period=last30#left', '/projects/pr_2/outcomes?period=last30#left'],
  ])
})

test('without a project the first steps are shown, and a viewer is told who can take them', async () => {
  open({ projects: [] })
  expect((await screen.findByRole('link', { name: 'Start a project' })).getAttribute('href')).toBe(
    '/projects/new',
  )
  expect(screen.getAllByRole('listitem')).toHaveLength(3)
  cleanup()
  open({ projects: [], role: 'viewer' })
  const button = await screen.findByRole('button', { name: 'Start a project' })
  expect(button.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByText(/A viewer may not create projects/)).toBeTruthy()
})

test('nothing to show says what appears there', async () => {
  open()
  for (const words of [
    'Nothing is at work.',
    'Nothing has shipped yet today.',
    'No objective is set for this week.',
  ]) {
    expect(await screen.findByText(words)).toBeTruthy()
  }
  expect(screen.getAllByText('Nothing needs you.').length).toBeGreaterThan(0)
})

test('rows of the final height stand in while it is read, and a failure is said with its request', async () => {
  const server = aServer()
  server.on('GET', /^\/projects$/, 500, aProblem(500, 'It broke.', { requestId: 'rq_1' }))
  show(server)
  expect(await screen.findByRole('status', { name: 'Loading projects' })).toBeTruthy()
  expect((await screen.findByRole('alert')).textContent).toBe(
    'The projects cannot be read now: It broke. Request rq_1.',
  )
})

test('one list that cannot be read leaves the others', async () => {
  const { server } = open({ projects: [aProject({ counts: counts({ open: 1 }) })], open: [aTaskRow()] })
  cleanup()
  server.on('GET', /^\/inbox$/, 500, aProblem(500, 'It broke.'))
  show(server)
  expect(await linesOf('At work and waiting')).toEqual(['Write issue 148'])
  expect((await screen.findByRole('alert')).textContent).toContain('The inbox cannot be read now')
})

test('a blocked task says why, since when and who can help; the reader is told when it is them', async () => {
  const task = {
    taskId: 't_0123456789abcdef',
    title: 'Order cotton',
    projectId: 'pr_0123456789abcdef',
    projectName: 'Oak & Vellum',
    since: '2026-11-22T12:00:00.000Z',
    reason: 'Two accounts of it do not fit together',
    unblocker: 'operator',
  } as const
  open({ home: { blocked: [task], blockedCount: 1 }, role: 'viewer' })
  const [line] = await linesOf('Blocked tasks')
  expect(line).toContain('Two accounts of it do not fit together')
  expect(line).toContain('an operator can unblock it')
  cleanup()
  open({ home: { blocked: [task], blockedCount: 1 }, role: 'operator' })
  expect((await linesOf('Blocked tasks'))[0]).toContain('you can unblock it')
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
  open({ home: { failures: [pattern] } })
  expect((await linesOf('Failure patterns'))[0]).toContain('in 4 tasks of 2 projects')
  expect(screen.getByRole('link', { name: 'answered <n>' }).getAttribute('href')).toBe(
    '/tasks?view=all&failure=answered+%3Cn%3E',
  )
  const href = screen.getByRole('link', { name: 'Harden against answered <n>' }).getAttribute('href') ?? ''
  expect(href).toContain('/projects/pr_0123456789abcdef/new-task?title=Harden')
  expect(new URLSearchParams(href.split('?')[1]).get('intent')).toContain('failed 9 times')
  cleanup()
  const many = Array.from({ length: 9 }, (_, i) => ({ ...pattern, signature: `cause ${i}` }))
  open({ home: { failures: many } })
  expect(await linesOf('Failure patterns')).toHaveLength(7)
  fireEvent.click(screen.getByRole('button', { name: 'and 2 more' }))
  expect(await linesOf('Failure patterns')).toHaveLength(9)
  open({ home: { failures: [pattern] }, role: 'viewer' })
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
  open({ home: { risks: [risk], drift, reliability } })
  expect((await linesOf('Risk flags'))[0]).toContain('rule: a run without a known price')
  expect(screen.getByRole('link', { name: risk.title }).getAttribute('href')).toBe(risk.href)
  const wordsOf = (name: RegExp) => screen.getByRole('link', { name }).textContent
  expect(wordsOf(/^Runs that ended/)).toBe('Runs that ended20097.5 % ended well')
  expect(screen.getByRole('link', { name: /^Failed runs/ }).getAttribute('href')).toBe(
    '/ledger?runs=failed&from=2026-11-17T12%3A00%3A00.000Z',
  )
  expect(wordsOf(/^Retries/)).toContain('2 fewer than the week before')
  expect(wordsOf(/^Missed beats/)).toContain('in 2 gaps, 4 more than the week before')
  expect(wordsOf(/^Open drift/)).toBe('Open drift2the oldest 2 d ago')
  expect(wordsOf(/^Undelivered/)).toContain('1 more than the week before')
})

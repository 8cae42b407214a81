// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
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
  done?: TaskRow[]
  role?: Role
  home?: Partial<Home>
}
const parts: HomeParts = {
  needLine: (item, isFirst) => <li>{`${item.title}${isFirst ? ', first' : ''}`}</li>,
  taskLine: (row) => <li>{row.title}</li>,
  sample: <p>The sample notice</p>,
}

function open({
  projects = [aProject()],
  inbox = [],
  open = [],
  done = [],
  role = 'owner',
  home = {},
}: Known = {}) {
  const server = aServer(role)
  server.on('GET', /^\/projects$/, 200, { items: projects })
  server.on('GET', /^\/inbox$/, 200, { items: inbox })
  server.on('GET', /^\/home$/, 200, aHome(home))
  server.on('GET', /^\/tasks$/, 200, (query: URLSearchParams) => ({
    items: query.has('open') ? open : done,
    next: null,
  }))
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
  done: 0,
  ...change,
})

test('one sentence counts what needs somebody, what is at work and what finished, each a link', async () => {
  const other = { id: 'pr_1123456789abcdef', counts: counts({ open: 1, done: 3 }) }
  open({
    projects: [aProject({ counts: counts({ open: 2, done: 9 }) }), aProject(other)],
    inbox: [anInboxItem({ until: '2026-11-24T15:36:00.000Z' }), anInboxItem({ id: 'question:q' })],
  })
  const lead = (await screen.findByRole('link', { name: '2 things' })).closest('p')
  expect(lead?.textContent).toBe(
    '2 things need you, the first ends in 3 h 36 min. 3 tasks are at work or waiting, and 12 tasks finished.',
  )
  const links = within(lead as HTMLElement).getAllByRole('link')
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/inbox',
    '/tasks?view=open',
    '/tasks?view=done',
  ])
})

test('five of what needs somebody are shown, and a link counts all of it', async () => {
  open({ inbox: Array.from({ length: 6 }, (_, i) => anInboxItem({ id: `failed:${i}`, title: `No ${i}` })) })
  expect(await linesOf('Needs you')).toEqual(['No 0, first', 'No 1', 'No 2', 'No 3', 'No 4'])
  expect(screen.getByRole('link', { name: 'All 6 in the inbox' }).getAttribute('href')).toBe('/inbox')
})

test('open tasks and the latest finished ones are listed, those of removed projects are not', async () => {
  const gone = aTaskRow({ id: 't_2', projectId: 'pr_gone', title: 'Of a removed project' })
  const done = (id: string, title: string, endedAt: string) =>
    aTaskRow({ id, title, status: 'done', endedAt })
  open({
    projects: [aProject({ counts: counts({ open: 1, done: 2 }) })],
    open: [aTaskRow(), gone],
    done: [
      done('t_3', 'Began later', '2026-11-24T08:00:00.000Z'),
      done('t_4', 'Ended later', '2026-11-24T09:00:00.000Z'),
    ],
  })
  expect(await linesOf('At work and waiting')).toEqual(['Write issue 148'])
  expect(await linesOf('Finished lately')).toEqual(['Ended later', 'Began later'])
})

test('a long list is five rows and a link with the count', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => aTaskRow({ id: `t_${i}`, title: `Task ${i}` }))
  open({ projects: [aProject({ counts: counts({ open: 9 }) })], open: rows })
  expect(await linesOf('At work and waiting')).toHaveLength(5)
  expect(screen.getByRole('link', { name: 'All 9 open tasks' }).getAttribute('href')).toBe('/tasks')
})

test('each project is a row, those that need somebody first; an unknown cost is the word', async () => {
  const needing = aProject({
    id: 'pr_2',
    name: 'Stallkeeper',
    costNanoUsd: null,
    counts: counts({ needsYou: 1, open: 1 }),
  })
  open({ projects: [aProject(), needing], inbox: [anInboxItem({ projectId: 'pr_2' })] })
  const table = within(await screen.findByRole('table'))
  const rows = table.getAllByRole('row').slice(1)
  expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual([
    'Stallkeeper',
    'Harrowgate Letter',
  ])
  expect(rows[0]?.textContent).toContain('unknown')
  expect(rows[1]?.textContent).toContain('$0.00')
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
  for (const words of ['Nothing is at work.', 'Nothing has finished yet.']) {
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
    reason: 'Its record forked',
    unblocker: 'owner',
  } as const
  open({ home: { blocked: [task], blockedCount: 1 }, role: 'operator' })
  const [line] = await linesOf('Blocked tasks')
  expect(line).toContain('Its record forked')
  expect(line).toContain('an owner can unblock it')
  cleanup()
  open({ home: { blocked: [task], blockedCount: 1 }, role: 'owner' })
  expect((await linesOf('Blocked tasks'))[0]).toContain('you can unblock it')
})

test('a pattern of failures is counted and can be given to an agent; a viewer reads why not', async () => {
  const pattern = {
    signature: 'answered <n>',
    count: 9,
    projects: [
      { id: 'pr_0123456789abcdef', name: 'Letter' },
      { id: 'pr_1123456789abcdef', name: 'Shop' },
    ],
    taskIds: ['t_0123456789abcdef'],
    first: '2026-11-20T12:00:00.000Z',
    last: '2026-11-24T10:00:00.000Z',
  }
  open({ home: { failures: [pattern] } })
  expect((await linesOf('Failure patterns'))[0]).toContain('in 2 projects')
  const href = screen.getByRole('link', { name: 'Harden against answered <n>' }).getAttribute('href') ?? ''
  expect(href).toContain('/projects/pr_0123456789abcdef/new-task?title=Harden')
  expect(new URLSearchParams(href.split('?')[1]).get('intent')).toContain('failed 9 times')
  cleanup()
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
  const none = { runs: 0, failedRuns: 0, retries: 0, undelivered: 0 }
  const thisWeek = { runs: 200, failedRuns: 5, retries: 3, undelivered: 1 }
  open({ home: { risks: [risk], reliability: { thisWeek, lastWeek: { ...none, retries: 5 } } } })
  expect((await linesOf('Risk flags'))[0]).toContain('rule: a run without a known price')
  expect(screen.getByRole('link', { name: risk.title }).getAttribute('href')).toBe(risk.href)
  const wordsOf = (name: RegExp) => screen.getByRole('link', { name }).textContent
  expect(wordsOf(/^Runs that ended well/)).toBe('Runs that ended well97.5%200 runs, 5 failed')
  expect(wordsOf(/^Retries/)).toContain('2 fewer than the week before')
  expect(wordsOf(/^Undelivered/)).toContain('1 more than the week before')
})

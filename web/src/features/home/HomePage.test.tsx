// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aHome, anInboxItem, aProblem, aProject, aTaskRow, noFigures } from '../../http/sample-data.ts'
import { aServer } from '../../http/web-bench.tsx'
import { counts, linesOf, open, show } from './home-bench.tsx'

afterEach(cleanup)

test('one sentence counts what needs somebody, is blocked, at work and shipped, each a link', async () => {
  const other = { id: 'pr_1123456789abcdef', counts: counts({ open: 1 }) }
  open({
    projects: [aProject({ counts: counts({ open: 2 }) }), aProject(other)],
    home: { blockedCount: 1, week: { ...aHome().week, shippedCount: 9 } },
    inbox: [anInboxItem(), anInboxItem({ id: 'question:q' })],
    endsFirst: '2026-11-24T15:36:00.000Z',
  })
  const [lead] = (await screen.findAllByRole('link', { name: '9 shipped' })).map((link) => link.closest('p'))
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

test('what was taken without proof is told apart in every number that says shipped', async () => {
  const sum = { known: '0.00', gaps: [] }
  const figures = { ...noFigures, projectId: aProject().id, shipped: 15, waived: 1, revenue: sum, roi: sum }
  open({ home: { projects: [figures], week: { ...aHome().week, shippedCount: 15, waivedCount: 1 } } })
  const [lead] = (await screen.findAllByRole('link', { name: '15 shipped' })).map((link) => link.closest('p'))
  expect(lead?.textContent).toMatch(/, and 15 shipped this week, 1 of them without proof\.$/)
  const plan = screen.getByRole('region', { name: /^Ships this week/ })
  expect(plan.textContent).toContain('15 shipped, 1 of them without proof, 0 under way')
  const cell = within(await screen.findByRole('table')).getByRole('link', { name: /^15/ })
  expect(cell.textContent).toBe('151 without proof')
})

test('nothing is said of what shipped or is blocked while it is not read, and as long as it fails', async () => {
  const leadOf = async () => (await screen.findByText(/No task is at work/)).textContent
  const { server } = open({ home: { blockedCount: 1 } })
  expect(await screen.findByText(/nothing has shipped yet this week\./)).toBeTruthy()
  cleanup()
  server.on('GET', /^\/home$/, 200, () => new Promise(() => {}))
  show(server)
  expect(await screen.findByRole('status', { name: 'Loading week' })).toBeTruthy()
  expect(await leadOf()).toMatch(/No task is at work\.$/)
  cleanup()
  server.on('GET', /^\/home$/, 500, aProblem(500, 'It broke.'))
  show(server)
  expect((await screen.findByRole('alert')).textContent).toBe('The figures cannot be read now: It broke.')
  expect(await leadOf()).toMatch(/No task is at work\.$/)
  expect(screen.queryByText(/shipped|blocked/)).toBeNull()
})

test('what is of all projects and stands in no navigation is one link away; not before there is a project', async () => {
  open()
  const hrefOf = (name: string) => screen.getByRole('link', { name }).getAttribute('href')
  await screen.findByRole('link', { name: 'All agents' })
  expect([hrefOf('Activity'), hrefOf('All agents')]).toEqual(['/activity', '/agents'])
  open({ projects: [] })
  await screen.findByRole('link', { name: /project/i })
  expect(screen.queryByRole('link', { name: 'All agents' })).toBeNull()
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
  open({ role: 'viewer', inbox: [anInboxItem({ waitsFor })], endsFirst: '2026-11-24T15:36:00.000Z' })
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
  const next = {
    ...ofOpen,
    title: 'Issue 149',
    status: 'running' as const,
    waitKind: null,
    deliverables: 2,
    dueAt: null,
  }
  const week = { ...aHome().week, days, shippedCount: 9, toShip: [next], toShipCount: 8 }
  open({ home: { week } })
  const today = (await screen.findByText('Today')).closest('li')
  expect(
    within(today as HTMLElement)
      .getByRole('link', { name: /^Issue 148/ })
      .getAttribute('href'),
  ).toBe('/tasks/t_0123456789abcdef')
  expect(today?.textContent).toContain('Sponsor pageLetter, Thursday, accepted without proof')
  const toneOf = (name: RegExp) => screen.getByRole('link', { name }).closest('li')?.dataset.tone
  expect([toneOf(/^Issue 148/), toneOf(/^Sponsor page/)]).toEqual(['positive', 'waiting'])
  expect(within(today as HTMLElement).getByRole('link', { name: 'and 7 more' })).toBeTruthy()
  const toCome = screen.getByText('Under way').closest('li') as HTMLElement
  expect(within(toCome).getByRole('link', { name: 'and 7 more' }).getAttribute('href')).toBe(
    '/tasks?view=open&ships=later',
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
  const counted = { objectiveCount: 3, hitCount: 1, plannedCount: 1 }
  open({ home: { week: { ...aHome().week, objectives, ...counted } } })
  const lines = await linesOf('Objectives this week')
  expect(lines.map((line) => line?.match(/^(Ten|Old|Twenty)/)?.[0])).toEqual(['Old', 'Twenty', 'Ten'])
  expect(lines[0]).toContain('left open by week 47')
  expect(lines[2]).toContain('Hit')
  const next = screen.getByText('Next week').closest('li') as HTMLElement
  expect(next.textContent).toContain('planned for week 49')
  expect(within(next).getByRole('link', { name: /^Next/ }).textContent).toContain('objective')
  expect(screen.getByText('week 48, 1 of 3 hit')).toBeTruthy()
  cleanup()
  open({
    home: { week: { ...aHome().week, objectives, objectiveCount: 121, hitCount: 9, plannedCount: 31 } },
  })
  expect(await screen.findByText('week 48, 9 of 121 hit')).toBeTruthy()
  for (const name of ['and 118 more, under Outcomes', 'and 30 more, under Outcomes'])
    expect(screen.getByRole('link', { name }).getAttribute('href')).toBe('/outcomes')
})

test('a long list is five rows and a link with the count', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => aTaskRow({ id: `t_${i}`, title: `Task ${i}` }))
  open({ projects: [aProject({ counts: counts({ open: 9 }) })], open: rows })
  expect(await linesOf('At work and waiting')).toHaveLength(5)
  expect(screen.getByRole('link', { name: 'All 9 open tasks' }).getAttribute('href')).toBe('/tasks')
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

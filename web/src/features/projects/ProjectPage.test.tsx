// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Project } from '#api/projects/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import {
  aHome,
  anAgent,
  anInbox,
  anInboxItem,
  aProblem,
  aProject,
  aTaskRow,
  noFigures,
  projectId,
  sampleNow,
} from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { ProjectPage, type ProjectParts } from './ProjectPage.tsx'

afterEach(cleanup)

const parts: ProjectParts = {
  taskLine: (row) => <li>{row.title}</li>,
  places: [
    { id: 'tasks', label: 'Tasks', render: ({ id }) => <p>The tasks of {id}</p> },
    { id: 'agents', label: 'Agents', render: ({ name }) => <p>The agents of {name}</p> },
  ],
  forms: [
    {
      id: 'new-task',
      title: 'New task',
      whileHeld: 'What you give now waits.',
      render: (_, { agentId }) => <p>A form for {agentId ?? 'anybody'}</p>,
    },
    { id: 'new-agent', title: 'New agent', render: () => <p>A form for an agent</p> },
  ],
}
const counts = { open: 3, needsYou: 1, failed: 1, newFailures: 1, done: 2 }
const here = `/projects/${projectId}`

function open(
  change: Partial<Project> = {},
  { place = '', role = 'owner' as Role, agents = [anAgent()] } = {},
) {
  const server = aServer(role)
  server.on('GET', /^\/home$/, 200, home)
  server.on('GET', /^\/projects\/pr_/, 200, aProject({ counts, ...change }))
  server.on('GET', /^\/projects$/, 200, { items: [] })
  server.on('GET', /^\/agents$/, 200, { items: agents })
  server.on(
    'GET',
    /^\/inbox$/,
    200,
    anInbox({ items: [anInboxItem(), anInboxItem({ id: 'failed:x', projectId: 'pr_other' })] }),
  )
  server.on('GET', /^\/tasks$/, 200, { items: agents.length > 0 ? [aTaskRow()] : [], next: null })
  return { server, ...show(server, here + place) }
}
const show = (server: FakeServer, path: string) => {
  const page = () => <ProjectPage parts={parts} />
  const routes = {
    '/': () => <p>Home</p>,
    '/projects': () => <p>All projects</p>,
    '/projects/$projectId': page,
    '/projects/$projectId/$place': page,
  }
  return renderAt(server, path, routes, sampleNow)
}
const removals = (server: FakeServer) => server.asked.filter(({ method }) => method === 'DELETE')

const sum = (known: string) => ({ known, gaps: [] })
const objective = (title: string, outcome: 'hit' | null, change: object = {}) => ({
  ...{ id: `ob_${title}`, title, target: null, week: '2026-W48', outcome },
  ...{ projectId, projectName: 'Harrowgate Letter', ...change },
})
const home = aHome({
  projects: [
    {
      ...{ ...noFigures, projectId, objectives: 12, objectivesHit: 3 },
      ...{ revenue: sum('640.00'), roi: sum('522.10') },
    },
  ],
  budgets: [
    {
      ...{ scopeId: projectId, scope: 'project', name: 'Harrowgate Letter', projectId },
      ...{ metric: 'usd', period: 'month', limit: 60, warnAt: 80, used: 40e9, reserved: 2e9 },
      ...{ unknownRuns: 0, uncountedRuns: 0, level: 'fine', next: null },
    },
  ],
  week: {
    ...aHome().week,
    objectives: [
      objective('Hit one', 'hit'),
      objective('Open one', null),
      objective('Of another', null, { projectId: 'pr_other' }),
      objective('Later', null, { week: '2026-W49' }),
    ],
  },
})

test('the overview is what it is for, counted links, how the business stands, and the open tasks', async () => {
  open()
  const lead = (await screen.findByRole('link', { name: '1 thing' })).closest('p')
  expect(lead?.textContent).toBe(
    '1 thing needs you, since 2 h. 3 tasks are at work or waiting, 1 failed, and 2 are done.',
  )
  const hrefOf = (name: RegExp) => screen.getByRole('link', { name }).getAttribute('href')
  expect(hrefOf(/^1 thing$/)).toBe(`/inbox?projectId=${projectId}&whom=you`)
  expect(hrefOf(/^Stage ?Active ?since 2 h$/)).toBe(`${here}/settings`)
  expect(hrefOf(/^Objectives this week ?12 ?3 hit/)).toBe(`${here}/outcomes#objectives`)
  expect(hrefOf(/^Budget ?\$42\.00 ?of \$60\.00 ?\$2\.00 of it reserved, this month/)).toBe(
    `/projects/${projectId}/policies`,
  )
  expect(hrefOf(/^ROI, 30 days ?\$522/)).toBe(`${here}/outcomes?period=last30#left`)
  const objectives = within(screen.getByRole('list', { name: 'Objectives this week' }))
  expect(objectives.getAllByRole('link').map((link) => link.textContent)).toEqual(['Open one', 'Hit one'])
  expect(hrefOf(/^All 12$/)).toBe(`${here}/outcomes#objectives`)
  expect(await screen.findByText('Write issue 148')).toBeTruthy()
  expect(screen.getByText('A Thursday letter that people pay to read.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'New task' }).getAttribute('href')).toBe(`${here}/new-task`)
})

test('figures that are not read yet stand in, and those that fail are said to; neither is called unknown', async () => {
  const { server } = open()
  cleanup()
  server.on('GET', /^\/home$/, 200, () => new Promise(() => {}))
  show(server, here)
  for (const label of ['Objectives this week', 'Budget', 'Revenue, 30 days', 'ROI, 30 days'])
    expect(await screen.findByRole('status', { name: `Loading ${label}` })).toBeTruthy()
  expect(screen.queryByText('unknown')).toBeNull()
  cleanup()
  server.on('GET', /^\/home$/, 500, aProblem(500, 'It broke.', { requestId: 'rq_1' }))
  show(server, here)
  expect(await screen.findByText('The figures cannot be read now: It broke. Request rq_1.')).toBeTruthy()
  expect(screen.getByRole('link', { name: /^Stage ?Active/ })).toBeTruthy()
  expect(screen.queryByRole('status', { name: /^Loading (Budget|ROI)/ })).toBeNull()
  expect(screen.queryByText('unknown')).toBeNull()
})

test('places have addresses; the ledger opens filtered', async () => {
  const { router } = open()
  const places = within(await screen.findByRole('navigation', { name: 'Places in this project' }))
  expect(places.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBe('page')
  expect(places.getByRole('link', { name: 'Ledger' }).getAttribute('href')).toBe(
    `/ledger?projectId=${projectId}`,
  )
  fireEvent.click(places.getByRole('link', { name: 'Tasks' }))
  expect(await screen.findByText(`The tasks of ${projectId}`)).toBeTruthy()
  expect(router.state.location.pathname).toBe(`${here}/tasks`)
  const current = screen.getAllByRole('link', { current: 'page' })
  expect(current.map((link) => link.textContent)).toEqual(['Tasks'])
  open({}, { place: '/agents' })
  expect(await screen.findByText('The agents of Harrowgate Letter')).toBeTruthy()
  open({}, { place: '/nowhere' })
  expect(await screen.findByText('There is no such place in this project.')).toBeTruthy()
})

test('a new task opens for the agent that the address names', async () => {
  open({}, { place: '/new-task?agentId=ag_1' })
  expect(await screen.findByText('A form for ag_1')).toBeTruthy()
  expect(screen.getByRole('heading', { name: 'New task' })).toBeTruthy()
  open({ removedAt: '2026-11-24T11:00:00.000Z' }, { place: '/new-task' })
  expect(await screen.findByText('Harrowgate Letter is removed.')).toBeTruthy()
})

test('a project without agents asks for one first', async () => {
  open({ counts: { open: 0, needsYou: 0, failed: 0, newFailures: 0, done: 0 } }, { agents: [] })
  expect((await screen.findByRole('link', { name: 'Create an agent' })).getAttribute('href')).toBe(
    `${here}/new-agent`,
  )
  expect(screen.getByText('Create an agent first: tasks are given to agents.')).toBeTruthy()
})

test('a project that is not active says so over every place, with why and how many wait', async () => {
  open({ stage: 'paused', stageReason: 'No printer', heldTasks: 2 })
  expect(await screen.findByText('Paused: no run starts.')).toBeTruthy()
  expect(screen.getByText(/No printer\. 2 tasks wait for it\./)).toBeTruthy()
  const change = screen.getByRole('link', { name: 'Change the stage' })
  expect(change.getAttribute('href')).toBe(`${here}/settings`)
  open({ stage: 'wound_down' })
  expect(await screen.findByText(/is wound down, so it takes no tasks/)).toBeTruthy()
})

test('a form says what becomes of it while the project starts no run', async () => {
  open({ stage: 'paused' }, { place: '/new-task' })
  expect(await screen.findByText('Harrowgate Letter is paused: no run starts.')).toBeTruthy()
  expect(screen.getByText('What you give now waits.')).toBeTruthy()
  cleanup()
  open({ stage: 'wound_down' }, { place: '/new-task' })
  expect(await screen.findByText('It takes no new tasks.')).toBeTruthy()
})

test('the sample is removed by one click on a notice that says what follows', async () => {
  const { server } = open({ isSample: true })
  server.on('DELETE', /^\/projects\//, 200, { cancelledTasks: 3 })
  expect(await screen.findByText(/Removing it cancels its 3 open tasks/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Remove the sample' }))
  expect(await screen.findByText('Home')).toBeTruthy()
  expect(removals(server)).toHaveLength(1)
})

test('who may not remove or create reads why; the buttons stay', async () => {
  const { server } = open({ isSample: true }, { role: 'operator' })
  fireEvent.click(await screen.findByRole('button', { name: 'Remove the sample' }))
  expect(screen.getByText(/operator may not remove projects/)).toBeTruthy()
  expect(removals(server)).toHaveLength(0)
  open({}, { role: 'viewer' })
  const button = await screen.findByRole('button', { name: 'New task' })
  expect(button.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByText(/A viewer may not create tasks/)).toBeTruthy()
})

test('a removed project says so, and what is open still can be asked to end again', async () => {
  const { server } = open({ removedAt: '2026-11-24T11:00:00.000Z' })
  server.on('DELETE', /^\/projects\//, 200, { cancelledTasks: 3 })
  expect(await screen.findByText(/3 tasks are still being cancelled/)).toBeTruthy()
  expect(await screen.findByText('Harrowgate Letter is removed, so it takes no tasks.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Cancel them again' }))
  await waitFor(() => expect(removals(server)).toHaveLength(1))
})

test('an id that is not there is said with a way back, a failure with another try', async () => {
  const server = aServer()
  server.on('GET', /^\/projects\//, 404, aProblem(404, 'There is no such project.'))
  show(server, here)
  expect(await screen.findByText('There is no project with this id.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Open the projects' }).getAttribute('href')).toBe('/projects')
  server.on('GET', /^\/projects\//, 500, aProblem(500, 'It broke.', { requestId: 'rq_1' }))
  show(server, here)
  expect(await screen.findByText('It broke. Request rq_1.')).toBeTruthy()
  server.on('GET', /^\/projects\//, 200, aProject())
  fireEvent.click(screen.getByRole('button', { name: 'Read it again' }))
  expect(await screen.findByRole('heading', { name: 'Harrowgate Letter' })).toBeTruthy()
})

test('the rules are those that hold now, by the policy, not those that it was started with', async () => {
  const { server } = open({}, { place: '/tasks' })
  server.on('GET', /^\/policies\//, 200, {
    ...{ scopeId: projectId, scope: 'project', name: 'Harrowgate Letter', projectId, version: 2 },
    ...{ document: emptyDocument, burn: [], versions: [] },
    lines: [{ key: 'maxRetries', sentence: 'A run that failed is not tried again.', from: 'project' }],
  })
  cleanup()
  show(server, here)
  expect(await screen.findByText('A run that failed is not tried again.')).toBeTruthy()
})

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Role } from '#domain/operator/permissions.ts'
import {
  aHome,
  anInbox,
  anInboxItem,
  aProblem,
  aProject,
  noFigures,
  projectId,
  sampleNow,
} from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { ProjectsPage } from './ProjectsPage.tsx'
import { StartProjectPage } from './StartProjectPage.tsx'

afterEach(cleanup)

const show = (server: FakeServer, path = '/projects') =>
  renderAt(
    server,
    path,
    {
      '/projects': ProjectsPage,
      '/projects/new': StartProjectPage,
      '/projects/$projectId': () => <p>The project’s page</p>,
    },
    sampleNow,
  )

function aServerWith(projects: unknown[], role: Role = 'owner') {
  const server = aServer(role)
  server.on('GET', /^\/projects$/, 200, { items: projects })
  server.on('GET', /^\/inbox$/, 200, anInbox({ items: [anInboxItem({ projectId: 'pr_2' })] }))
  const sum = { known: '12.00', gaps: [] }
  const figures = { ...noFigures, projectId: 'pr_2', shipped: 4, revenue: sum, roi: sum }
  server.on('GET', /^\/home$/, 200, aHome({ projects: [figures] }))
  return server
}
const posts = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')
const write = async (label: RegExp, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } })
const start = async () => fireEvent.click(await screen.findByRole('button', { name: 'Start the project' }))

test('the agents of all projects are one link away', async () => {
  show(aServerWith([]))
  const link = await screen.findByRole('link', { name: 'All agents' })
  expect(link.getAttribute('href')).toBe('/agents')
})

test('one row a project, those that need somebody first, with what each has', async () => {
  const counts = { open: 2, needsYou: 1, failed: 0, newFailures: 0, done: 4 }
  show(aServerWith([aProject(), aProject({ id: 'pr_2', name: 'Stallkeeper', counts })]))
  const rows = within(await screen.findByRole('table')).getAllByRole('row')
  await waitFor(() => expect(rows[1]?.textContent).toContain('Stallkeeper'))
  await screen.findByText('no budget')
  const cells = within(screen.getAllByRole('row')[1] as HTMLElement).getAllByRole('cell')
  expect(cells.slice(1).map((cell) => cell.textContent)).toEqual([
    'Needs a person',
    '1',
    '4',
    '0',
    'no budget',
    '$12.00',
    '$12.00',
  ])
  expect(screen.getByText('2 projects, and Stallkeeper needs you.')).toBeTruthy()
})

test('no project says what to start with; reading it, and failing to, is said', async () => {
  show(aServerWith([]))
  expect(await screen.findByText('There is no project yet.')).toBeTruthy()
  const server = aServer()
  server.on('GET', /^\/projects$/, 500, aProblem(500, 'It broke.'))
  show(server)
  expect(await screen.findByRole('status', { name: 'Loading projects' })).toBeTruthy()
  expect((await screen.findByRole('alert')).textContent).toContain('It broke.')
})

test('a viewer’s button stays and says why it does nothing', async () => {
  show(aServerWith([], 'viewer'))
  const button = await screen.findByRole('button', { name: 'Start a project' })
  expect(button.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByText(/A viewer may not create projects/)).toBeTruthy()
})

test('a project is started with one request under one key, and opened', async () => {
  const server = aServerWith([])
  server.on('POST', /^\/projects$/, 201, aProject())
  const { router } = show(server, '/projects/new')
  await write(/^Name/, 'Harrowgate Letter')
  await write(/^Mission/, 'A letter.')
  await start()
  expect(await screen.findByText('The project’s page')).toBeTruthy()
  expect(router.state.location.pathname).toBe(`/projects/${projectId}`)
  expect(posts(server)).toHaveLength(1)
  expect(posts(server)[0]).toMatchObject({ body: { name: 'Harrowgate Letter', mission: 'A letter.' } })
  expect(posts(server)[0]?.key).toBeTruthy()
})

test('a name that is missing is said at the field, and nothing is sent', async () => {
  const server = aServerWith([])
  show(server, '/projects/new')
  await start()
  expect(await screen.findByText('Give it a name.')).toBeTruthy()
  expect(posts(server)).toHaveLength(0)
})

test('errors of the server stand at their fields', async () => {
  const server = aServerWith([])
  const errors = [{ path: 'body.mission', message: 'must be at most 2000 characters' }]
  server.on('POST', /^\/projects$/, 400, aProblem(400, 'Invalid', { errors }))
  show(server, '/projects/new')
  await write(/^Name/, 'Letter')
  await start()
  expect(await screen.findByText('must be at most 2000 characters')).toBeTruthy()
  expect(screen.getByLabelText(/^Mission/).getAttribute('aria-invalid')).toBe('true')
})

test('a try without answer repeats its key; one that was recorded with other words gets a new one', async () => {
  const server = aServerWith([])
  server.on('POST', /^\/projects$/, 503, aProblem(503, 'Postgres is away.'))
  show(server, '/projects/new')
  await write(/^Name/, 'Letter')
  await start()
  expect((await screen.findByRole('alert')).textContent).toBe('Postgres is away.')
  server.on('POST', /^\/projects$/, 409, aProblem(409, 'Used.', { code: 'key_reused' }))
  await start()
  expect(await screen.findByText(/An earlier try was recorded/)).toBeTruthy()
  server.on('POST', /^\/projects$/, 201, aProject())
  await start()
  expect(await screen.findByText('The project’s page')).toBeTruthy()
  const keys = posts(server).map(({ key }) => key)
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('a mission that is written and not sent is asked for before the page is left', async () => {
  const { router } = show(aServerWith([]), '/projects/new')
  await write(/^Mission/, 'A letter.')
  void router.navigate({ to: '/projects' as never })
  fireEvent.click(await screen.findByRole('button', { name: 'Stay and go on writing' }))
  expect(screen.getByLabelText(/^Mission/)).toHaveProperty('value', 'A letter.')
})

test('a viewer reads at the form why it cannot be sent', async () => {
  show(aServerWith([], 'viewer'), '/projects/new')
  expect(await screen.findByText(/A viewer may not create projects/)).toBeTruthy()
  expect((screen.getByRole('button', { name: 'Start the project' }) as HTMLButtonElement).disabled).toBe(true)
})

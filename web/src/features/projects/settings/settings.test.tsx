// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Project } from '#api/projects/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { anAgent, aProblem, aProject, projectId, sampleNow } from '../../../http/sample-data.ts'
import { useProject } from '../../../http/shared-queries.ts'
import { aServer, type FakeServer, renderAt } from '../../../http/web-bench.tsx'
import { SettingsPlace } from './SettingsPlace.tsx'

afterEach(cleanup)

const counts = { open: 3, needsYou: 1, failed: 1, newFailures: 1, done: 2 }

function Place() {
  const project = useProject(projectId).data
  return project ? <SettingsPlace project={project} /> : null
}

function open(change: Partial<Project> = {}, role: Role = 'owner') {
  const server = aServer(role)
  server.on('GET', /^\/projects\/pr_/, 200, aProject({ counts, ...change }))
  server.on('GET', /^\/projects$/, 200, { items: [] })
  server.on('GET', /^\/agents$/, 200, { items: [anAgent()] })
  const routes = { '/': Place, '/projects': () => <p>All projects</p> }
  return { ...server, ...renderAt(server, '/', routes, sampleNow) }
}
const asked = (server: FakeServer, method: string) => server.asked.filter((one) => one.method === method)
const removals = (server: FakeServer) => asked(server, 'DELETE')

test('each stage says what it means, and the button what it will do', async () => {
  const server = open()
  const paused = aProject({ counts, stage: 'paused', stageReason: 'No printer', heldTasks: 1 })
  server.on('POST', /stage$/, 200, paused)
  expect(await screen.findByText(/Harrowgate Letter is active since/)).toBeTruthy()
  expect(screen.getByText('Choose another stage to change it.')).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: /^Paused/ }))
  expect(
    screen.getByText('3 open tasks start no further run; what runs now ends by itself. New tasks wait.'),
  ).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/^Why/), { target: { value: 'No printer' } })
  fireEvent.click(screen.getByRole('button', { name: 'Pause it' }))
  expect(await screen.findByText(/is paused since .*: No printer\. 1 task waits to start\./)).toBeTruthy()
  expect(asked(server, 'POST')[0]?.body).toEqual({ stage: 'paused', reason: 'No printer' })
  fireEvent.click(screen.getByRole('radio', { name: /^Active/ }))
  expect(screen.getByText('1 task that waits goes on by itself.')).toBeTruthy()
})

test('a stage that was refused is said at the button', async () => {
  const server = open()
  server.on('POST', /stage$/, 409, aProblem(409, 'Harrowgate Letter is removed.'))
  fireEvent.click(await screen.findByRole('radio', { name: /^Wound down/ }))
  fireEvent.click(screen.getByRole('button', { name: 'Wind it down' }))
  expect((await screen.findByRole('alert')).textContent).toBe('Harrowgate Letter is removed.')
})

test('name and mission are saved together; an empty name is said at the field', async () => {
  const server = open()
  server.on('POST', /details$/, 200, aProject({ counts, name: 'The Letter' }))
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
  const name = screen.getByRole('textbox', { name: 'Name' })
  fireEvent.change(name, { target: { value: ' ' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save name and mission' }))
  expect(await screen.findByText('Give it a name.')).toBeTruthy()
  fireEvent.change(name, { target: { value: 'The Letter' } })
  expect(screen.queryByText('Give it a name.')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Save name and mission' }))
  expect(await screen.findByText(/^The Letter is active/)).toBeTruthy()
  expect(asked(server, 'POST').map(({ body }) => body)).toEqual([
    { name: 'The Letter', mission: 'A Thursday letter that people pay to read.' },
  ])
})

test('what somebody else saves shows where nobody writes, and is said where somebody does', async () => {
  const { refresh, router, ...server } = open()
  const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
  const type = (name: string, value: string) => fireEvent.change(field(name), { target: { value } })
  await screen.findByText('Nothing is changed yet.')
  type('Mission', 'Bread, and no more.')
  await router.navigate({ to: '.', search: { stage: 'paused' } as never })
  expect(router.state.location.search).toEqual({ stage: 'paused' })
  server.on('GET', /^\/projects\/pr_/, 200, aProject({ counts, name: 'Jon’s Letter' }))
  await refresh()
  expect(await screen.findByText(/^Jon’s Letter is active/)).toBeTruthy()
  expect([field('Name').value, field('Mission').value]).toEqual(['Jon’s Letter', 'Bread, and no more.'])
  expect(screen.queryByRole('alert')).toBeNull()

  server.on('GET', /^\/projects\/pr_/, 200, aProject({ counts, name: 'Jon’s Letter', mission: 'Cakes.' }))
  await refresh()
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /^Somebody changed the mission meanwhile: “Cakes\.”/,
  )
  server.on(
    'POST',
    /details$/,
    200,
    aProject({ counts, name: 'Jon’s Letter', mission: 'Bread, and no more.' }),
  )
  fireEvent.click(screen.getByRole('button', { name: 'Save yours instead' }))
  await screen.findByText('Nothing is changed yet.')
  expect(asked(server, 'POST')[0]?.body).toEqual({ name: 'Jon’s Letter', mission: 'Bread, and no more.' })
})

test('what somebody else made of a field can be taken instead of what is written', async () => {
  const { refresh, ...server } = open()
  await screen.findByText('Nothing is changed yet.')
  const name = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' })
  const errors = [{ path: 'body.name', message: 'is taken' }]
  server.on('POST', /details$/, 400, aProblem(400, 'no', { errors }))
  fireEvent.change(name, { target: { value: 'Mine' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save name and mission' }))
  expect(await screen.findByText('is taken')).toBeTruthy()
  server.on('GET', /^\/projects\/pr_/, 200, aProject({ counts, name: 'Jon’s Letter' }))
  await refresh()
  fireEvent.click(await screen.findByRole('button', { name: 'Take that name' }))
  expect(name.value).toBe('Jon’s Letter')
  expect(screen.queryByText('is taken')).toBeNull()
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
})

test('a viewer reads why nothing can be changed here', async () => {
  open({}, 'viewer')
  expect(await screen.findByText(/A viewer may not pause and resume projects/)).toBeTruthy()
  expect(screen.getByText(/A viewer may not edit projects/)).toBeTruthy()
  const button = await screen.findByRole('button', { name: 'Remove project…' })
  expect(button.getAttribute('aria-disabled')).toBe('true')
})

test('removing opens a dialog that counts, and asks once', async () => {
  const server = open()
  server.on('DELETE', /^\/projects\//, 200, { cancelledTasks: 3 })
  fireEvent.click(await screen.findByRole('button', { name: 'Remove project…' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Remove Harrowgate Letter' }))
  expect(dialog.getByText('cancel 3 open tasks and end what runs of them')).toBeTruthy()
  expect(dialog.getByText('take it and 1 agent off every list, for good')).toBeTruthy()
  fireEvent.click(dialog.getByRole('button', { name: 'Remove, and cancel 3 tasks' }))
  expect(await screen.findByText('All projects')).toBeTruthy()
  expect(removals(server)).toHaveLength(1)
})

test('what is not saved of a project that is removed is not asked for', async () => {
  const server = open()
  server.on('DELETE', /^\/projects\//, 200, { cancelledTasks: 3 })
  fireEvent.change(await screen.findByRole('textbox', { name: 'Name' }), { target: { value: 'Mine' } })
  fireEvent.click(await screen.findByRole('button', { name: 'Remove project…' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Remove, and cancel 3 tasks' }))
  expect(await screen.findByText('All projects')).toBeTruthy()
})

test('a removal that fails is said in the dialog', async () => {
  const server = open()
  server.on('DELETE', /^\/projects\//, 503, aProblem(503, 'Postgres is away.'))
  fireEvent.click(await screen.findByRole('button', { name: 'Remove project…' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Remove, and cancel 3 tasks' }))
  expect((await screen.findByRole('alert')).textContent).toBe('Postgres is away.')
})

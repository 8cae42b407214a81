// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { anAgent, anExecutor, aProblem, projectId, sampleNow } from '../../http/sample-data.ts'
import { type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { aServerWith, idle, policy, posts, write } from './agent-bench.tsx'
import { NewAgentForm } from './NewAgentForm.tsx'

afterEach(cleanup)

function form(server: FakeServer) {
  const onCreated = vi.fn()
  renderAt(
    server,
    '/',
    { '/': () => <NewAgentForm projectId={projectId} onCreated={onCreated} /> },
    sampleNow,
  )
  return onCreated
}
const create = async () => fireEvent.click(await screen.findByRole('button', { name: 'Create the agent' }))
const choose = async (option: string) => {
  fireEvent.click(await screen.findByRole('combobox', { name: 'Executor' }))
  fireEvent.click(await screen.findByText(option))
}

test('an executor that is ready is chosen, and the agent is created once under one key', async () => {
  const away = anExecutor({ id: 'studio', name: 'studio', state: 'unreachable' })
  const server = aServerWith({ executors: [away, anExecutor()] })
  server.on('POST', /^\/agents$/, 201, anAgent())
  const onCreated = form(server)
  await write(/^Name/, 'Ines')
  await write(/^Role/, 'Letter editor')
  await write(/^Charter/, 'Writes short.')
  await create()
  await waitFor(() => expect(onCreated).toHaveBeenCalledWith('ag_0123456789abcdef'))
  expect(posts(server)).toHaveLength(1)
  expect(posts(server)[0]?.key).toBeTruthy()
  expect(posts(server)[0]?.body).toEqual({
    projectId,
    name: 'Ines',
    role: 'Letter editor',
    charter: 'Writes short.',
    executorId: 'mac-mini',
    openclawAgentId: 'main',
  })
})

test('no executor is a choice, and what follows is said before', async () => {
  const server = aServerWith()
  server.on('POST', /^\/agents$/, 201, idle)
  form(server)
  await write(/^Name/, 'Bo')
  await choose('None: it takes no tasks')
  expect(await screen.findByText(/every task for it is refused/)).toBeTruthy()
  await create()
  await waitFor(() => expect(posts(server)[0]?.body).toMatchObject({ executorId: null }))
})

test('what is missing or malformed is said at the field before anything is sent', async () => {
  const server = aServerWith()
  form(server)
  await write(/^OpenClaw agent id/, 'Main!')
  await create()
  expect(await screen.findByText('Give it a name.')).toBeTruthy()
  expect(screen.getByText(/Lower case letters/)).toBeTruthy()
  expect(posts(server)).toHaveLength(0)
})

test('errors of the server stand at their fields', async () => {
  const server = aServerWith()
  const errors = [
    { path: 'body.executorId', message: 'is not an executor that is registered here: mac-mini' },
  ]
  server.on('POST', /^\/agents$/, 400, aProblem(400, 'Invalid', { errors }))
  form(server)
  await write(/^Name/, 'Ines')
  await create()
  expect(await screen.findByText(/is not an executor that is registered here/)).toBeTruthy()
})

test('a viewer reads at the form why it cannot be sent', async () => {
  form(aServerWith({ role: 'viewer' }))
  expect(await screen.findByText(/A viewer may not create agents/)).toBeTruthy()
})

test('the tools of a new agent are set with it, in its policy; a name that is none is said at its field', async () => {
  const server = aServerWith()
  server.on('POST', /^\/agents$/, 201, anAgent())
  server.on('POST', /^\/policies\//, 503, aProblem(503, 'Postgres is away.'))
  const onCreated = form(server)
  await write(/^Name/, 'Ines')
  await write(/^Tools that pass/, 'fetch, no/tool')
  await write(/^Tools it may never/, 'read')
  await create()
  expect(await screen.findByText('no/tool is not the name of a tool')).toBeTruthy()
  expect(screen.getByText(/^read only reads or reports/)).toBeTruthy()
  expect(posts(server)).toEqual([])
  await write(/^Tools that pass/, 'fetch')
  await write(/^Tools it may never/, 'deploy_site')
  await create()
  expect((await screen.findByRole('alert')).textContent).toContain('Postgres is away.')
  expect(onCreated).not.toHaveBeenCalled()
  server.on('POST', /^\/policies\//, 200, policy)
  await create()
  await waitFor(() => expect(onCreated).toHaveBeenCalledWith(anAgent().id))
  const [first, , again, last] = posts(server)
  expect(again?.key).toBe(first?.key)
  expect(last).toMatchObject({
    path: `/policies/${anAgent().id}`,
    body: { version: 0, document: { ...emptyDocument, safeTools: ['fetch'], deniedTools: ['deploy_site'] } },
  })
})

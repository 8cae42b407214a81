// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { Role } from '#domain/operator/permissions.ts'
import { aProject } from '../../http/sample-data.ts'
import { aServer, renderAt } from './feature-bench.tsx'
import { NewTaskForm } from './NewTaskForm.tsx'
import { taskId } from './sample-story.ts'

afterEach(cleanup)

const editor = {
  id: 'ag_0123456789abcdef',
  projectId: 'pr_0123456789abcdef',
  name: 'Editor',
  role: '',
  charter: '',
  executorId: 'mac-mini',
  openclawAgentId: 'main',
  createdAt: '2026-11-24T12:00:00.000Z',
  openTasks: 0,
}
const archivist = { ...editor, id: 'ag_1123456789abcdef', name: 'Archivist', executorId: null }

function open({ agents = [editor], isPractice = false, role = 'owner' as Role } = {}) {
  const server = aServer(role)
  const report = { link: 'connected', detail: '', gateway: { version: '1', isPractice }, workerVersion: '1' }
  server.on('GET', /^\/agents$/, 200, { items: agents })
  server.on('GET', /^\/projects$/, 200, { items: [] })
  server.on('GET', /^\/executors$/, 200, { items: [{ id: 'mac-mini', report }] })
  const onCreated = vi.fn()
  renderAt(server, '/', { '/': () => <NewTaskForm projectId="pr_0123456789abcdef" onCreated={onCreated} /> })
  return { server, onCreated }
}
const send = async () => fireEvent.click(await screen.findByRole('button', { name: 'Give the task' }))
const write = async (label: RegExp, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } })
const posts = (server: ReturnType<typeof aServer>) => server.asked.filter(({ method }) => method === 'POST')

test('the only usable agent is chosen, and the task is created in its project', async () => {
  const { server, onCreated } = open()
  server.on('POST', /^\/tasks$/, 202, { taskId })
  await write(/^Title/, 'Write the letter')
  await write(/^Intent/, 'Write it.')
  await write(/^Deliverable 1/, 'letter.html')
  await send()
  await waitFor(() => expect(onCreated).toHaveBeenCalledWith(taskId))
  expect(posts(server)[0]?.body).toEqual({
    projectId: editor.projectId,
    agentId: editor.id,
    title: 'Write the letter',
    intent: 'Write it.',
    priority: 'normal',
    deliverables: ['letter.html'],
  })
})

test('a deliverable is declared with what proves it, by the keyboard alone', async () => {
  const { server } = open()
  server.on('POST', /^\/tasks$/, 400, {
    ...{ type: 'about:blank', title: 'Invalid', status: 400 },
    errors: [{ path: 'body.deliverables.1.check.url', message: 'must begin with http:// or https://' }],
  })
  await write(/^Title/, 'Write')
  await write(/^Intent/, 'Write it.')
  await write(/^Deliverable 1/, 'Letter')
  fireEvent.keyDown(screen.getByLabelText('Deliverable 1'), { key: 'Enter' })
  await write(/^Deliverable 2/, 'Page')
  await write(/^Proof of deliverable 2/, 'url')
  await send()
  expect(await screen.findByText('Say what text must be there.')).toBeTruthy()
  expect(posts(server)).toHaveLength(0)
  await write(/^Text of deliverable 2/, 'Issue 148')
  await write(/^Address of deliverable 2/, 'javascript:alert(1)')
  await send()
  expect(await screen.findByText('must begin with http:// or https://')).toBeTruthy()
  expect(screen.getByLabelText('Address of deliverable 2').getAttribute('aria-invalid')).toBe('true')
  expect(posts(server)[0]?.body).toMatchObject({
    deliverables: [
      'Letter',
      { title: 'Page', check: { kind: 'url', url: 'javascript:alert(1)', contains: 'Issue 148' } },
    ],
  })
})

test('JSON is declared with its schema, and a commit with where it is', async () => {
  const { server } = open()
  server.on('POST', /^\/tasks$/, 400, {
    ...{ type: 'about:blank', title: 'Invalid', status: 400 },
    errors: [
      { path: 'body.deliverables.0.check.schema', message: 'can’t be used: unknown keyword' },
      { path: 'body.deliverables.1.check.branch', message: 'is not a sha' },
    ],
  })
  await write(/^Title/, 'Write')
  await write(/^Intent/, 'Write it.')
  await write(/^Deliverable 1/, 'Sums')
  await write(/^Proof of deliverable 1/, 'json')
  fireEvent.keyDown(screen.getByLabelText('Deliverable 1'), { key: 'Enter' })
  await write(/^Deliverable 2/, 'Site')
  await write(/^Proof of deliverable 2/, 'commit')
  await write(/^JSON Schema of deliverable 1/, '{type: object}')
  await send()
  expect(await screen.findByText(/^This is not JSON: /)).toBeTruthy()
  expect(posts(server)).toHaveLength(0)
  await write(/^JSON Schema of deliverable 1/, '{"tpye": "object"}')
  await write(/^File of deliverable 1/, 'sums.json')
  await write(/^Repository of deliverable 2/, 'site')
  await write(/^Message of deliverable 2/, 'Issue 148')
  await write(/^Branch of deliverable 2/, '--all')
  await send()
  expect(await screen.findByText('can’t be used: unknown keyword')).toBeTruthy()
  expect(screen.getByLabelText('JSON Schema of deliverable 1').getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByLabelText('Branch of deliverable 2').getAttribute('aria-invalid')).toBe('true')
  expect(posts(server)[0]?.body).toMatchObject({
    deliverables: [
      { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema: { tpye: 'object' } } },
      {
        title: 'Site',
        check: { kind: 'commit', repository: 'site', commit: null, contains: 'Issue 148', branch: '--all' },
      },
    ],
  })
})

test('what is missing is said at the field before anything is sent', async () => {
  const { server } = open()
  await send()
  expect(await screen.findByText('Give it a title.')).toBeTruthy()
  expect(screen.getByText('Say what the agent should do.')).toBeTruthy()
  expect(posts(server)).toHaveLength(0)
})

test('sending again after a failure repeats the key, so that one task is made', async () => {
  const { server, onCreated } = open()
  server.on('POST', /^\/tasks$/, 503, {
    type: 'about:blank',
    title: 'Away',
    status: 503,
    detail: 'Postgres is away.',
  })
  await write(/^Title/, 'Write')
  await write(/^Intent/, 'Write it.')
  await send()
  expect((await screen.findByRole('alert')).textContent).toBe('Postgres is away.')
  server.on('POST', /^\/tasks$/, 202, { taskId })
  await send()
  await waitFor(() => expect(onCreated).toHaveBeenCalled())
  const [first, second] = posts(server)
  expect(first?.key).toBeTruthy()
  expect(second?.key).toBe(first?.key)
})

test('errors of the server stand at their fields', async () => {
  const { server } = open()
  const errors = [{ path: 'title', message: 'must be at most 200 characters' }]
  server.on('POST', /^\/tasks$/, 400, { type: 'about:blank', title: 'Invalid', status: 400, errors })
  await write(/^Title/, 'Write')
  await write(/^Intent/, 'Write it.')
  await send()
  expect(await screen.findByText('must be at most 200 characters')).toBeTruthy()
  expect((screen.getByLabelText(/^Title/) as HTMLInputElement).getAttribute('aria-invalid')).toBe('true')
})

test('an agent without executor names the remedy', async () => {
  open({ agents: [editor, archivist as never] })
  expect(await screen.findByText(/Archivist has no executor and can take no task\./)).toBeTruthy()
})

test('directives are explained where the agent lives on the practice gateway, and only there', async () => {
  open({ isPractice: true })
  expect(await screen.findByText(/lives on the practice gateway/)).toBeTruthy()
  open({ isPractice: false })
  await screen.findByLabelText(/^Intent/)
  expect(screen.queryByText(/lives on the practice gateway/)).toBeNull()
})

test('a viewer may not create', async () => {
  open({ role: 'viewer' })
  expect(await screen.findByText(/A viewer may not create tasks/)).toBeTruthy()
})

test('without an agent it leads to where one is created; who may not sees why', async () => {
  open({ agents: [] })
  const way = await screen.findByRole('link', { name: 'Create an agent' })
  expect(way.getAttribute('href')).toBe('/projects/pr_0123456789abcdef/new-agent')
  open({ agents: [], role: 'viewer' })
  expect(await screen.findByText(/^A viewer may not create agents/)).toBeTruthy()
})

test('a project that takes no tasks says so before anything is typed', async () => {
  const { server } = open()
  server.on('GET', /^\/projects\/pr_\w+$/, 200, aProject({ stage: 'wound_down' }))
  renderAt(server, '/', {
    '/': () => <NewTaskForm projectId="pr_0123456789abcdef" onCreated={() => undefined} />,
  })
  expect(await screen.findByText(/is wound down/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Give the task' })).toHaveProperty('disabled', true)
})

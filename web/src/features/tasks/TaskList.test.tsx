// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { TaskRow } from '#api/tasks/contract.ts'
import { anAgent, projectId } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from './feature-bench.tsx'
import { requested, runFacts, taskOf, waitingFacts } from './sample-story.ts'
import { TaskList } from './TaskList.tsx'

afterEach(cleanup)

function aRow(change: Partial<TaskRow> = {}, facts = waitingFacts()): TaskRow {
  const { state: _, streamSeq: __, pendingIntents: ___, temporalUrl: ____, ...row } = taskOf(facts)
  return { ...row, ...change }
}
const open = (server: FakeServer, projectId?: string) =>
  renderAt(server, '/', { '/': () => <TaskList projectId={projectId} /> })

test('a row says what the task waits for and opens it', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, { items: [aRow({ isPractice: true })], next: null })
  open(server)
  const [row] = await within(await screen.findByRole('list', { name: 'Tasks' })).findAllByRole('listitem')
  for (const words of [
    'your approval of send_message',
    'Waiting',
    'Letter editor',
    'Harrowgate Letter',
    '$0.92',
  ]) {
    expect(row?.textContent).toContain(words)
  }
  expect(screen.getByText('practice')).toBeTruthy()
  expect(screen.getByRole('link').getAttribute('href')).toBe(`/tasks/${aRow().id}`)
})

test('a running task of which no run has ended shows no cost, an ended one says unknown', async () => {
  const server = aServer()
  const running = aRow({ id: 't_1111111111111111' }, [requested(), ...runFacts('s1', 3)])
  const failed = aRow({
    id: 't_2222222222222222',
    status: 'failed',
    endedAt: running.since,
    costNanoUsd: null,
  })
  server.on('GET', /^\/tasks$/, 200, { items: [running, failed], next: null })
  open(server, 'pr_0123456789abcdef')
  await screen.findByRole('list', { name: 'Tasks' })
  expect(screen.getAllByText('unknown')).toHaveLength(1)
  expect(document.body.textContent).not.toContain('$0')
  expect(document.body.textContent).not.toContain('Harrowgate Letter')
})

test('a late task says so in its row, and late ones alone are a view of their own', async () => {
  const server = aServer()
  const due = { dueAt: '2026-11-24T10:00:00.000Z', dueEnd: 'late' } as const
  const soon = { id: 't_1111111111111111', dueAt: '2026-11-24T15:00:00.000Z', dueEnd: 'cancel' } as const
  server.on('GET', /^\/tasks$/, 200, { items: [aRow(due), aRow(soon)], next: null })
  open(server)
  expect(await screen.findByText('2 h late')).toBeTruthy()
  expect(screen.getByText('due in 3 h, then cancelled')).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'Late' }))
  await waitFor(() => expect(server.asked.at(-1)?.query.get('due')).toBe('late'))
})

test('open tasks are asked for first, all on demand, older ones page by page', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, (query: URLSearchParams) => ({
    items: [aRow(query.has('before') ? { id: 't_3333333333333333', title: 'An older one' } : {})],
    next: query.has('before') ? null : aRow().id,
  }))
  open(server)
  await screen.findByRole('list', { name: 'Tasks' })
  expect(server.asked.find(({ path }) => path === '/tasks')?.query.get('open')).toBe('true')
  fireEvent.click(screen.getByRole('radio', { name: 'All' }))
  await waitFor(() =>
    expect(server.asked.findLast(({ path }) => path === '/tasks')?.query.has('open')).toBe(false),
  )
  fireEvent.click(await screen.findByRole('button', { name: 'Older tasks' }))
  expect(await screen.findByText('An older one')).toBeTruthy()
  expect(server.asked.findLast(({ path }) => path === '/tasks')?.query.get('before')).toBe(aRow().id)
})

test('nothing to show says what to do, and leads there', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, { items: [], next: null })
  server.on('GET', /^\/agents$/, 200, { items: [anAgent()] })
  open(server)
  expect(await screen.findByText('No open tasks.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Open the projects' }).getAttribute('href')).toBe('/projects')
  fireEvent.click(screen.getByRole('button', { name: 'All tasks' }))
  expect(await screen.findByText('No tasks yet.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'All tasks' })).toBeNull()
})

test('a project without an agent leads to its first one', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, { items: [], next: null })
  server.on('GET', /^\/agents$/, 200, { items: [] })
  open(server, projectId)
  const way = await screen.findByRole('link', { name: 'Create an agent' })
  expect(way.getAttribute('href')).toBe(`/projects/${projectId}/new-agent`)
})

test('the address chooses which tasks are shown, and says what there are none of', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, { items: [], next: null })
  renderAt(server, '/?view=done', { '/': () => <TaskList agentId="ag_0123456789abcdef" /> })
  expect(await screen.findByText('No task is done yet.')).toBeTruthy()
  expect(server.asked.findLast(({ path }) => path === '/tasks')?.query.toString()).toBe(
    'agentId=ag_0123456789abcdef&status=done',
  )
})

test('a figure brings along which tasks it counted; that can be taken away', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, { items: [aRow()], next: null })
  renderAt(server, '/?view=open&ships=next', { '/': () => <TaskList /> })
  const chip = await screen.findByRole('button', { name: 'Not only what ships next week' })
  expect(server.asked.findLast(({ path }) => path === '/tasks')?.query.toString()).toBe(
    'open=true&ships=next',
  )
  fireEvent.click(chip)
  await waitFor(() =>
    expect(server.asked.findLast(({ path }) => path === '/tasks')?.query.toString()).toBe('open=true'),
  )
})

test('a task in line says its place and since when it has stood there', async () => {
  const queued = [requested(), ...runFacts('s1', 30).slice(0, 2)]
  const line = { position: 3, length: 7, queuedAt: '2026-11-24T11:30:00.000Z', ahead: [] }
  const server = aServer()
  server.on('GET', /^\/tasks$/, 200, {
    items: [aRow({ line, since: '2026-11-24T11:55:00.000Z' }, queued)],
    next: null,
  })
  open(server)
  const row = await screen.findByText('3rd in line; waits for: the executor, mac-mini')
  expect(row.closest('li')?.textContent).toContain('since 30 min')
})

// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { AgentList } from './AgentList.tsx'
import { AgentsPage } from './AgentsPage.tsx'
import { aServerWith } from './agent-bench.tsx'

afterEach(cleanup)

const list = (server: FakeServer) =>
  renderAt(server, '/', { '/': () => <AgentList project={aProject()} /> }, sampleNow)

test('each agent has its role, its executor and its open tasks; one without executor says what follows', async () => {
  list(aServerWith())
  const rows = within(await screen.findByRole('list', { name: 'Agents of Harrowgate Letter' })).getAllByRole(
    'listitem',
  )
  await waitFor(() => expect(rows[0]?.textContent).toContain('Ready'))
  for (const words of ['Ines', 'Letter editor', 'mac-mini', '2 open tasks']) {
    expect(rows[0]?.textContent).toContain(words)
  }
  expect(rows[1]?.textContent).toContain('Has no executor: tasks for it are refused.')
  expect(screen.getByRole('link', { name: 'New agent' }).getAttribute('href')).toBe(
    `/projects/${projectId}/new-agent`,
  )
})

test('no agent says what to create, a viewer who can; a failure is said', async () => {
  list(aServerWith({ agents: [], role: 'viewer' }))
  expect(await screen.findByText('There is no agent here.')).toBeTruthy()
  expect(screen.getByText(/A viewer may not create agents/)).toBeTruthy()
  const server = aServerWith()
  server.on('GET', /^\/agents$/, 500, aProblem(500, 'It broke.'))
  list(server)
  expect(await screen.findByRole('status', { name: 'Loading agents' })).toBeTruthy()
  expect((await screen.findByRole('alert')).textContent).toContain('It broke.')
})

test('agents of all projects stand under their project', async () => {
  renderAt(aServerWith(), '/', { '/': AgentsPage }, sampleNow)
  expect(await screen.findByRole('list', { name: 'Agents of Harrowgate Letter' })).toBeTruthy()
  expect(screen.getByText('2 agents, 2 open tasks.')).toBeTruthy()
})

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { AgentReport } from '#api/agents/contract.ts'
import { anAgent, anExecutor, aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { AgentPage, type AgentParts } from './AgentPage.tsx'
import { aServerWith, idle, policy, posts, write } from './agent-bench.tsx'

afterEach(cleanup)

const taskId = 't_0123456789abcdef'
const at = '2026-11-24T11:00:00.000Z'
const run = { taskId, taskTitle: 'Write issue 148', reason: 'first run', isPractice: false, queuedAt: at }
const report: AgentReport = {
  waits: [{ status: 'waiting', waitKind: 'approval', count: 2, oldestSince: at, taskId }],
  runs: [
    { ...run, stepId: 's3', outcome: null, startedAt: '2026-11-24T11:55:00.000Z', endedAt: null },
    { ...run, stepId: 's2', outcome: 'failed', startedAt: at, endedAt: '2026-11-24T11:02:00.000Z' },
    { ...run, stepId: 's1', outcome: null, startedAt: null, endedAt: null },
  ],
  failures: [{ error: 'Provider busy', count: 3, lastAt: at, lastTaskId: taskId }],
  questions: [
    {
      ...{ taskId, taskTitle: 'Write issue 148', questionId: 'q_1', text: 'Which list?', askedAt: at },
      ...{ answer: 'November', answeredByName: 'Mara Lind', answeredAt: at },
    },
  ],
}
const aLearning = {
  ...{ id: `${taskId}/l_1`, projectId, projectName: 'Harrowgate Letter', agentId: 'ag_0123456789abcdef' },
  ...{
    agentName: 'Ines',
    taskId,
    taskTitle: 'Write issue 148',
    text: 'They read on Sundays.',
    about: 'readers',
    at,
  },
}
const parts: AgentParts = {
  tasks: (id) => <p>The tasks of {id}</p>,
  heartbeat: ({ name }) => <p>The heartbeat of {name}</p>,
  policy: (id) => <p>The policy of {id}</p>,
}

function page(server: FakeServer, agent = anAgent()) {
  server.on('GET', /^\/agents\/ag_/, 200, agent)
  server.on('GET', /^\/agents\/ag_.*\/report$/, 200, report)
  server.on('GET', /^\/learnings$/, 200, { items: [aLearning], next: null })
  return renderPage(server, agent.id)
}
const renderPage = (server: FakeServer, agentId: string) =>
  renderAt(server, `/agents/${agentId}`, { '/agents/$agentId': () => <AgentPage parts={parts} /> }, sampleNow)

test('an agent’s page has its charter, where it works, its tasks, and a way to give it one', async () => {
  page(aServerWith())
  expect(await screen.findByRole('heading', { name: 'Ines' })).toBeTruthy()
  expect(screen.getByText('Writes short.')).toBeTruthy()
  expect(screen.getByText('The tasks of ag_0123456789abcdef')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'New task' }).getAttribute('href')).toBe(
    `/projects/${projectId}/new-task?agentId=ag_0123456789abcdef`,
  )
  expect(await screen.findByText(/ready since/)).toBeTruthy()
})

test('one without executor says that tasks are refused and what to do; its button says so too', async () => {
  page(aServerWith(), idle)
  expect((await screen.findByText('Bo has no executor.')).parentElement?.textContent).toContain(
    'Tasks for it are refused and its heartbeat does nothing.',
  )
  expect(screen.getByText('Bo has no executor, so it takes no tasks.')).toBeTruthy()
})

test('its page says what it is at, what it did, what went wrong, what it asked and learned', async () => {
  const busy = anAgent({ openTasks: 3, runningTasks: 1, unpricedTasks: 2, knownCostNanoUsd: 5e8 })
  page(aServerWith(), busy)
  expect(await screen.findByRole('link', { name: /^for an approval since/ })).toBeTruthy()
  expect(screen.getByText(/It has 3 open tasks/).textContent).toContain('1 running')
  for (const part of ['tasks', 'policy']) expect(screen.getByText(`The ${part} of ${busy.id}`)).toBeTruthy()
  expect(screen.getByText('The heartbeat of Ines')).toBeTruthy()
  expect(screen.getByText('2 tasks without a known price, the others $0.50')).toBeTruthy()
  const rows = (name: string) => within(screen.getByRole('list', { name })).getAllByRole('listitem')
  expect(rows('Recent runs').map((row) => row.textContent)).toEqual([
    expect.stringMatching(/Write issue 148.*running.*for 5 min so far/),
    expect.stringMatching(/Write issue 148.*failed.*took 2 min/),
    expect.stringMatching(/Write issue 148.*not ended/),
  ])
  expect(rows('What goes wrong')[0]?.textContent).toMatch(/Provider busy.*3 runs/)
  expect(rows('What it asked')[0]?.textContent).toMatch(/Which list\?.*Mara Lind: November/)
  await waitFor(() => expect(rows('What it learned')[0]?.textContent).toMatch(/Sundays.*about readers/))
})

test('a change is made from what was opened; one that comes second is told who was first', async () => {
  const server = aServerWith()
  server.on(
    'PUT',
    /^\/agents\/ag_/,
    409,
    aProblem(409, 'Grace changed Ines while you did.', { code: 'changed_meanwhile' }),
  )
  page(server, anAgent({ version: 4 }))
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  await write(/^Role/, 'Chief editor')
  fireEvent.click(screen.getByRole('button', { name: 'Save the changes' }))
  expect((await screen.findByRole('alert')).textContent).toContain('Grace changed Ines while you did.')
  const put = () => server.asked.filter(({ method }) => method === 'PUT')
  expect(put()[0]?.body).toMatchObject({ version: 4, role: 'Chief editor', executorId: 'mac-mini' })
  server.on('PUT', /^\/agents\/ag_/, 200, anAgent())
  fireEvent.click(screen.getByRole('button', { name: 'Save the changes' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save the changes' })).toBeNull())
})

test('what is changed of an agent and not saved is not lost by the other panel, and asked for at the end', async () => {
  const { router } = page(aServerWith())
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  await write(/^Role/, 'Chief editor')
  fireEvent.click(screen.getByRole('button', { name: 'Retire…' }))
  expect(screen.getByLabelText(/^Role/)).toHaveProperty('value', 'Chief editor')
  // The tasks below are filtered without leaving the page.
  await router.navigate({ to: '.', search: { view: 'done' } as never })
  expect(router.state.location.search).toEqual({ view: 'done' })
  expect(screen.getByLabelText(/^Role/)).toHaveProperty('value', 'Chief editor')
  void router.navigate({ to: '/' as never })
  fireEvent.click(await screen.findByRole('button', { name: 'Stay and go on writing' }))
  expect(screen.getByLabelText(/^Role/)).toHaveProperty('value', 'Chief editor')
})

test('retiring says what ends and what goes on, and is done by the second button', async () => {
  const server = aServerWith()
  server.on('POST', /retire$/, 200, anAgent())
  page(server, anAgent({ openTasks: 2 }))
  fireEvent.click(await screen.findByRole('button', { name: 'Retire…' }))
  expect(screen.getByText(/let its 2 open tasks go on/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Retire Ines' }))
  await waitFor(() => expect(posts(server)[0]?.path).toMatch(/\/retire$/))
  cleanup()
  page(aServerWith(), anAgent({ retiredAt: at }))
  expect(await screen.findByText(/It takes no tasks; what it did stays here/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Edit' }).getAttribute('aria-disabled')).toBe('true')
})

test('an executor that is away is said with its own words', async () => {
  page(
    aServerWith({
      executors: [anExecutor({ state: 'unreachable', detail: 'Check that the machine is on.' })],
    }),
  )
  expect(await screen.findByText(/Check that the machine is on\./)).toBeTruthy()
})

test('an id that is not there is said with a way back', async () => {
  const server = aServerWith()
  server.on('GET', /^\/agents\/ag_/, 404, aProblem(404, 'There is no such agent.'))
  renderPage(server, 'ag_9123456789abcdef')
  expect(await screen.findByText('There is no agent with this id.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Open the agents' }).getAttribute('href')).toBe('/agents')
})

test('an agent of a project that starts no run says so, and what becomes of its beats', async () => {
  const heartbeat = { rhythm: { everySeconds: 1_800 }, isPaused: false, timeZone: 'UTC', activeHours: null }
  const server = aServerWith({ agents: [anAgent()] })
  server.on('GET', /^\/projects\/pr_/, 200, aProject({ stage: 'paused' }))
  page(server, anAgent({ heartbeat }))
  expect(await screen.findByText('Harrowgate Letter is paused: no run starts.')).toBeTruthy()
  expect(screen.getByText(/What Ines is given waits, and its beats do nothing/)).toBeTruthy()
  expect(screen.getByText(/Its heartbeat does nothing until the project is active/)).toBeTruthy()
})

test('a tool on its own list that its project does not let pass is said to wait', async () => {
  const server = aServerWith()
  const document = { ...policy.document, safeTools: ['fetch', 'web.search'] }
  server.on('GET', /^\/policies\/ag_/, 200, { ...policy, document })
  page(server)
  const tools = within(await screen.findByRole('region', { name: 'Tools' }))
  expect((await tools.findByText(/^On its own list, and not passing/)).textContent).toMatch(
    /let it: web.search\.$/,
  )
})

test('its page says what it may call; a change of its tools leaves the rest of its policy as it is', async () => {
  const server = aServerWith()
  server.on('PUT', /^\/agents\/ag_/, 200, anAgent())
  server.on('POST', /^\/policies\//, 200, policy)
  page(server)
  const tools = within(await screen.findByRole('region', { name: 'Tools' }))
  expect(await tools.findByText(/beside reading and reporting: fetch/)).toBeTruthy()
  expect(tools.getByText(/Never allowed.*deploy_site/)).toBeTruthy()
  expect(tools.queryByText(/At most 2 runs/)).toBeNull()
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  await write(/^Tools it may never/, 'deploy_site, exec')
  fireEvent.click(screen.getByRole('button', { name: 'Save the changes' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save the changes' })).toBeNull())
  expect(posts(server)[0]?.body).toMatchObject({
    version: 3,
    document: { ...policy.document, deniedTools: ['deploy_site', 'exec'] },
  })
})

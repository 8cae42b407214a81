// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { AgentReport } from '#api/agents/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { anAgent, anExecutor, aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { AgentList } from './AgentList.tsx'
import { AgentPage, type AgentParts } from './AgentPage.tsx'
import { AgentsPage } from './AgentsPage.tsx'
import { NewAgentForm } from './NewAgentForm.tsx'

afterEach(cleanup)

const policy = {
  ...{
    scopeId: 'ag_0123456789abcdef',
    scope: 'agent',
    name: 'Ines',
    projectId,
    version: 3,
    burn: [],
    versions: [],
  },
  document: { ...emptyDocument, wipLimit: 2, deniedTools: ['deploy_site'] },
  lines: [
    {
      key: 'safeTools',
      sentence: 'Passes without asking, beside reading and reporting: fetch.',
      from: 'agent',
    },
    {
      key: 'deniedTools.deploy_site',
      sentence: 'Never allowed, whatever is approved: deploy_site.',
      from: 'agent',
    },
    { key: 'wipLimit.agent', sentence: 'At most 2 runs at once.', from: 'agent' },
  ],
}

const idle = anAgent({ id: 'ag_1123456789abcdef', name: 'Bo', executorId: null })

function aServerWith({
  role = 'owner' as Role,
  agents = [anAgent({ openTasks: 2 }), idle],
  executors = [anExecutor()],
} = {}) {
  const server = aServer(role)
  server.on('GET', /^\/agents$/, 200, { items: agents })
  server.on('GET', /^\/executors$/, 200, { items: executors })
  server.on('GET', /^\/projects$/, 200, { items: [aProject()] })
  server.on('GET', /^\/projects\/pr_/, 200, aProject())
  server.on('GET', /^\/policies\/ag_/, 200, policy)
  return server
}
const posts = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')

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
const write = async (label: RegExp, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } })
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

const taskId = 't_0123456789abcdef'
const at = '2026-11-24T11:00:00.000Z'
const run = { taskId, taskTitle: 'Write issue 148', reason: 'first run', isPractice: false, queuedAt: at }
const report: AgentReport = {
  waits: [{ status: 'waiting', waitKind: 'approval', count: 2, oldestSince: at, taskId }],
  runs: [
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
  renderPage(server, agent.id)
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
  expect(screen.getByText(/What Ines is given waits, and its beats start no run/)).toBeTruthy()
  expect(
    screen.getByText(/Its heartbeat goes on, and starts no run until the project is active/),
  ).toBeTruthy()
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

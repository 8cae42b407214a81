// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { anAgent, aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { NewRunbook } from './NewRunbook.tsx'
import { RunbookList } from './RunbookList.tsx'
import { RunbookPage } from './RunbookPage.tsx'
import { aRunsPage, changes, press, print, serve, type, yaml } from './runbook-bench.tsx'

afterEach(cleanup)

test('the list says what there is, how the last run went, and what ran', async () => {
  const server = serve()
  renderAt(server, '/', { '/': () => <RunbookList project={aProject()} /> }, sampleNow)
  const list = await screen.findByRole('list', { name: /^Runbooks of/ })
  expect(list.textContent).toMatch(/Print.*Prints a letter.*1 step.*version 3.*Failed.*1 h ago/)
  const link = within(list).getByRole('link', { name: 'Print' })
  expect(link.getAttribute('href')).toBe(`/projects/${projectId}/runbooks/print`)
  const runs = await screen.findByRole('list', { name: 'Runs' })
  expect(runs.textContent).toMatch(/by Website.*stopped at draft.*Failed/)
})

test('a runbook whose name makes no address is opened by its id', async () => {
  const server = serve()
  server.on('GET', /\/runbooks$/, 200, { items: [{ ...print, name: '🚀' }] })
  renderAt(server, '/', { '/': () => <RunbookList project={aProject()} /> }, sampleNow)
  const link = await screen.findByRole('link', { name: '🚀' })
  expect(link.getAttribute('href')).toBe(`/projects/${projectId}/runbooks/${print.id}`)
})

test('without a runbook the templates are offered; who may not write sees why', async () => {
  const server = serve('viewer')
  server.on('GET', /\/runbooks$/, 200, { items: [] })
  server.on('GET', /\/runbook-runs$/, 200, aRunsPage([]))
  renderAt(server, '/', { '/': () => <RunbookList project={aProject()} /> }, sampleNow)
  const list = await screen.findByRole('list', { name: 'Runbooks to begin with' })
  expect(within(list).getAllByRole('listitem')).toHaveLength(runbookTemplates.length)
  expect(screen.getAllByText(/^A viewer may not write runbooks/).length).toBeGreaterThan(0)
})

test('the editor tells what is wrong at its line, shows the graph when nothing is, and writes it', async () => {
  const server = serve()
  server.on('POST', /\/runbooks$/, 201, print)
  const routes = {
    '/': () => <NewRunbook projectId={projectId} />,
    '/projects/$p/runbooks/$n': () => 'opened',
  }
  renderAt(server, '/?template=letter', routes, sampleNow)
  const field = await screen.findByLabelText('Runbook in YAML')
  expect((field as HTMLTextAreaElement).value).toContain('agent: Ines')
  expect(await screen.findByRole('region', { name: 'Steps of Publish a letter' })).toBeTruthy()
  type('Runbook in YAML', yaml.replace('Ines', 'Eve'))
  expect((await screen.findByRole('list', { name: 'What is wrong' })).textContent).toMatch(
    /^Line 10, column 12 the project has no agent with the name or role Eve; it has Ines$/,
  )
  expect(screen.queryByRole('region', { name: /^Steps of/ })).toBeNull()
  await press('Write the runbook')
  expect((await screen.findByRole('alert')).textContent).toContain('Mend what stands beside the lines')
  expect(changes(server)).toEqual([])
  type('Runbook in YAML', yaml)
  await press('Write the runbook')
  expect(await screen.findByText('opened')).toBeTruthy()
  expect(changes(server)[0]).toMatchObject({ body: { yaml }, key: expect.any(String) })
})

const atNew = { '/projects/$projectId/$place': () => <NewRunbook projectId={projectId} /> }
const openNew = (server: FakeServer) =>
  renderAt(server, `/projects/${projectId}/new-runbook`, atNew, sampleNow)

test('a new runbook offers the templates, and finds nothing wrong before a key is pressed', async () => {
  openNew(serve())
  const field = await screen.findByLabelText('Runbook in YAML')
  expect(screen.queryByRole('list', { name: 'What is wrong' })).toBeNull()
  expect(field.getAttribute('aria-invalid')).not.toBe('true')
  fireEvent.click(screen.getByRole('link', { name: 'Use it: Weekly review' }))
  await screen.findByRole('region', { name: 'Steps of Weekly review' })
  expect(screen.getByLabelText('Runbook in YAML')).toHaveProperty(
    'value',
    expect.stringContaining('name: Weekly review'),
  )
  openNew(serve())
  await press('Write the runbook')
  const wrong = await screen.findByRole('list', { name: 'What is wrong' })
  expect(wrong.textContent).toContain('name is missing')
  expect(wrong.textContent).not.toContain('null')
  expect(screen.getByLabelText('Runbook in YAML').getAttribute('aria-invalid')).toBe('true')
})

test('what is written and not saved is asked for before the page is left', async () => {
  const { router } = openNew(serve())
  await screen.findByLabelText('Runbook in YAML')
  type('Runbook in YAML', yaml)
  void router.navigate({ to: '/' as never })
  expect(await screen.findByText('What you wrote is not saved')).toBeTruthy()
  await press('Stay and go on writing')
  expect(screen.getByLabelText('Runbook in YAML')).toHaveProperty('value', yaml)
})

test('without an agent a new runbook leads to the first one', async () => {
  const server = serve()
  server.on('GET', /^\/agents$/, 200, { items: [anAgent({ retiredAt: '2026-11-24T10:00:00.000Z' })] })
  openNew(server)
  const way = await screen.findByRole('link', { name: 'Create an agent' })
  expect(way.getAttribute('href')).toBe(`/projects/${projectId}/new-agent`)
  expect(document.body.textContent).not.toContain('Ada')
})

const atRunbook = {
  '/projects/$projectId/runbooks': () => 'the runbooks',
  '/projects/$projectId/runbooks/$name': RunbookPage,
  '/runbook-runs/$r': () => 'the run',
}
const openRunbook = (server: FakeServer) =>
  renderAt(server, `/projects/${projectId}/runbooks/print`, atRunbook, sampleNow)

test('the form is made of the inputs: types, defaults, and messages at the field', async () => {
  const server = serve()
  server.on('POST', /\/runs$/, 202, { runId: 'rr_0123456789abcdef' })
  openRunbook(server)
  await screen.findByLabelText(/^Topic/)
  expect(screen.getByLabelText('Copies')).toHaveProperty('value', '2')
  await press('Start Print')
  expect(await screen.findByText('is required')).toBeTruthy()
  expect(changes(server)).toEqual([])
  type(/^Topic/, 'Bread')
  fireEvent.click(screen.getByRole('checkbox', { name: 'Urgent' }))
  await press('Start Print')
  expect(await screen.findByText('the run')).toBeTruthy()
  expect(changes(server)[0]).toMatchObject({
    body: { inputs: { topic: 'Bread', copies: 2, paper: 'white', urgent: true } },
    key: expect.any(String),
  })
})

test('an input that is named like what every object has is neither given nor wrong', async () => {
  const server = serve()
  const named = yaml.replaceAll('topic', 'constructor').replace(', required: true', '')
  server.on('GET', /\/runbooks\/[^/]+$/, 200, { ...print, yaml: named })
  openRunbook(server)
  const field = await screen.findByLabelText('Constructor')
  expect(field.getAttribute('aria-invalid')).not.toBe('true')
  expect(screen.getByText('Write [constructor]')).toBeTruthy()
})

test('what the server finds wrong with an input stands at its field', async () => {
  const server = serve()
  const errors = [{ path: 'body.inputs.topic', message: 'must be text' }]
  server.on('POST', /\/runs$/, 400, aProblem(400, 'no', { errors }))
  openRunbook(server)
  await screen.findByLabelText(/^Topic/)
  type(/^Topic/, 'Bread')
  await press('Start Print')
  expect(await screen.findByText('must be text')).toBeTruthy()
})

test('while the project is not active none is started, and page and button say so', async () => {
  const server = serve()
  server.on('GET', /^\/projects\/[^/]+$/, 200, aProject({ stage: 'paused' }))
  openRunbook(server)
  expect(await screen.findByText('Harrowgate Letter is paused: no run starts.')).toBeTruthy()
  expect(screen.getByText('No runbook is started; one that was goes on to its next task.')).toBeTruthy()
  const why = 'Harrowgate Letter is paused, so no runbook is started in it. Make it active first.'
  expect(screen.getByText(why)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Start Print' })).toHaveProperty('disabled', true)
})

test('a project that is wound down starts none, and the button says why', async () => {
  const server = serve()
  server.on('GET', /^\/projects\/[^/]+$/, 200, aProject({ stage: 'wound_down' }))
  openRunbook(server)
  expect(await screen.findByText(/is wound down, so it takes no tasks/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Start Print' })).toHaveProperty('disabled', true)
})

test('a change is a new version; one that somebody else made first is said', async () => {
  const server = serve()
  server.on('POST', /\/runbooks\/rb_/, 409, aProblem(409, 'The runbook was changed since then.'))
  openRunbook(server)
  await press('Edit')
  await screen.findByLabelText('Runbook in YAML')
  type('Runbook in YAML', yaml.replace('Prints a letter', 'Prints two'))
  await press('Save as version 4')
  expect((await screen.findByRole('alert')).textContent).toContain('was changed since then')
  expect(changes(server)[0]?.body).toMatchObject({ basedOn: 3 })
  expect(screen.getByText(/^Version 3, by Mara Lind/)).toBeTruthy()
})

test('an editor with what is not saved is closed only after a question', async () => {
  openRunbook(serve())
  await press('Edit')
  await press('Leave it as it is')
  await press('Edit')
  await screen.findByLabelText('Runbook in YAML')
  const mine = yaml.replace('Prints a letter', 'Prints two')
  type('Runbook in YAML', mine)
  await press('Leave it as it is')
  await press('Stay and go on writing')
  expect(screen.getByLabelText('Runbook in YAML')).toHaveProperty('value', mine)
  await press('Leave it as it is')
  await press('Leave without saving')
  expect(await screen.findByLabelText(/^Topic/)).toBeTruthy()
  expect(screen.queryByLabelText('Runbook in YAML')).toBeNull()
})

test('inputs that are written and not started are asked for before the page is left', async () => {
  const { router } = openRunbook(serve())
  await screen.findByLabelText(/^Topic/)
  type(/^Topic/, 'Bread')
  void router.navigate({ to: '/runbook-runs/rr_1' as never })
  await press('Stay and go on writing')
  expect(screen.getByLabelText(/^Topic/)).toHaveProperty('value', 'Bread')
})

test('on the same page they stay, and of a runbook that is removed they are not asked for', async () => {
  const server = serve()
  const { router } = openRunbook(server)
  await screen.findByLabelText(/^Topic/)
  type(/^Topic/, 'Bread')
  await router.navigate({ to: '.' as never, hash: 'start' })
  expect(router.state.location.hash).toBe('start')
  server.on('DELETE', /\/runbooks\//, 204, undefined)
  await press('Remove…')
  await press('Remove the runbook')
  expect(await screen.findByText('the runbooks')).toBeTruthy()
})

test('a version that comes while one is written takes nothing away and is not saved over unseen', async () => {
  const server = serve()
  const bench = openRunbook(server)
  await press('Edit')
  await screen.findByLabelText('Runbook in YAML')
  const mine = yaml.replace('Prints a letter', 'Prints two')
  type('Runbook in YAML', mine)
  const theirs = { ...print, version: 4, yaml: yaml.replace('default: 2', 'default: 5') }
  server.on('GET', /\/runbooks\/[^/]+$/, 200, theirs)
  await bench.refresh()
  const box = within(await screen.findByRole('region', { name: 'A newer version' }))
  expect(box.getByRole('alert').textContent).toContain('saved version 4 while you wrote this')
  expect(screen.getByLabelText('Runbook in YAML')).toHaveProperty('value', mine)
  fireEvent.click(box.getByRole('button', { name: 'Go on from theirs, drop yours' }))
  expect(screen.getByLabelText('Runbook in YAML')).toHaveProperty('value', theirs.yaml)
  server.on('POST', /\/runbooks\/rb_/, 200, { ...theirs, version: 5 })
  type('Runbook in YAML', mine)
  await press('Save as version 5')
  await waitFor(() => expect(changes(server)[0]?.body).toMatchObject({ basedOn: 4, yaml: mine }))
})

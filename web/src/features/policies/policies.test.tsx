// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { aProblem, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { PoliciesPage } from './PoliciesPage.tsx'
import { PolicyPlace } from './PolicyPlace.tsx'
import { aPage, changes, open } from './policy-bench.tsx'

afterEach(cleanup)

const spent = {
  scope: 'project',
  metric: 'usd',
  period: 'day',
  limit: 20,
  warnAt: 80,
  used: 19_500_000_000,
  reserved: 500_000_000,
  unknownRuns: 1,
  uncountedRuns: 0,
  level: 'spent',
  next: '2026-11-25T00:00:00.000Z',
} as const

test('a spent budget is the first thing said, with what is used, reserved and unknown', async () => {
  open({ burn: [spent] })
  expect(await screen.findByText(/1 budget is spent, so no run that counts for it starts/)).toBeTruthy()
  expect(
    screen.getByText(
      '$19.50 used, $0.50 reserved for runs under way, 1 of unknown price, counted as what was reserved for them or is known',
    ),
  ).toBeTruthy()
  expect(screen.getByText('100 %')).toBeTruthy()
})

test('what holds says where each rule comes from', async () => {
  open()
  const rules = within(await screen.findByRole('list', { name: 'Rules that hold' }))
  expect(rules.getByText(/At most 2 runs at once/).textContent).toContain('from all projects')
  expect(screen.getByText(/No budget is set, so nothing limits what runs cost/)).toBeTruthy()
})

test('of what may do anything, the editor says that the rules of the others are asked too', async () => {
  open()
  const first = async (label: string) =>
    within(await screen.findByLabelText(label)).getAllByRole('option')[0]?.textContent
  expect(await first('Running commands')).toBe('as all projects, or the strictest')
  expect(await first('Anything else with an effect')).toBe('as all projects, or the strictest')
  expect(await first('Paying')).toBe('as all projects')
  expect(screen.getByText(/it needs the strictest that is asked of any kind/)).toBeTruthy()
})

test('before saving, what changes stands in sentences; saving sends the document whole, with its version', async () => {
  const server = open()
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
  expect(screen.getByText(/it passes by itself up to an amount that the call says plainly/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Paying'), { target: { value: 'two' } })
  fireEvent.click(screen.getByRole('button', { name: 'Add a budget' }))
  fireEvent.change(screen.getByLabelText(/^Never allowed/), { target: { value: 'deploy_site, exec' } })
  expect(changes()).toEqual([
    'New: Paying needs two approvers.',
    'New: At most $50.00 a month, $10.00 of it for one run at most; warns at 80 %.',
    'New: Never allowed, whatever is approved: deploy_site, exec.',
  ])
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(await screen.findByRole('button', { name: 'Save as version 5' })).toBeTruthy()
  const sent = server.asked.find(({ method }) => method === 'POST')?.body
  expect(sent).toMatchObject({ version: 3, document: { deniedTools: ['deploy_site', 'exec'] } })
})

test('kinds of artifacts are refused by ticking them; none ticked is other than nothing said', async () => {
  const server = open()
  const saying = await screen.findByLabelText('Say which kinds of artifacts are not brought here')
  expect(saying).toHaveProperty('checked', false)
  fireEvent.click(saying)
  fireEvent.click(screen.getByLabelText('Web pages'))
  expect(changes()).toEqual(['New: Not brought here as artifacts: web pages, programs.'])
  for (const kind of ['Web pages', 'Programs']) fireEvent.click(screen.getByLabelText(kind))
  expect(changes()).toEqual(['New: Artifacts of every kind are brought here.'])
  fireEvent.click(saying)
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
  fireEvent.click(saying)
  const message = 'is not a kind of artifact'
  const errors = [{ path: 'body.document.refusedArtifacts.0', message }]
  server.on('POST', /^\/policies\//, 400, aProblem(400, 'Invalid', { errors }))
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(await screen.findByText(message)).toBeTruthy()
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { refusedArtifacts: ['program'] },
  })
})

test('two approvers leave no amount above which more are asked; other choices keep it', async () => {
  const pay = { who: 'one', upToUsd: 500, above: 'other' } as const
  const server = open({ document: { ...emptyDocument, approvals: { pay } } })
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  fireEvent.change(await screen.findByLabelText('Paying'), { target: { value: 'other' } })
  expect(screen.getByLabelText('up to, US dollars')).toHaveProperty('value', '500')
  const above = screen.getByLabelText('above, or unknown')
  expect(within(above).getAllByRole('option')).toHaveLength(1)
  expect(above).toHaveProperty('value', 'two')
  fireEvent.change(screen.getByLabelText('Paying'), { target: { value: 'two' } })
  expect(screen.queryByLabelText('above, or unknown')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { approvals: { pay: { who: 'two', upToUsd: null } } },
  })
})

test('only paying and buying go by an amount; what was saved before is shown and can be taken out', async () => {
  const deploy = { who: 'one', upToUsd: 10, above: 'two' } as const
  const server = open({ document: { ...emptyDocument, approvals: { deploy } } })
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  const choices = async (label: string) =>
    within(await screen.findByLabelText(label))
      .getAllByRole('option')
      .map((one) => one.getAttribute('value'))
  expect(await choices('Paying')).toContain('auto')
  expect(await choices('Sending')).toEqual(['', 'one', 'other', 'two'])
  expect(screen.getByLabelText('up to, US dollars')).toHaveProperty('value', '10')
  fireEvent.change(screen.getByLabelText('Sending'), { target: { value: 'one' } })
  expect(screen.getAllByLabelText('up to, US dollars')).toHaveLength(1)
  fireEvent.change(screen.getByLabelText('Deploying'), { target: { value: 'other' } })
  expect(screen.queryByLabelText('up to, US dollars')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { approvals: { deploy: { who: 'other', upToUsd: null }, send: { who: 'one', upToUsd: null } } },
  })
})

test('what cannot be meant is said at its field, and nothing is sent', async () => {
  const server = open()
  fireEvent.click(await screen.findByLabelText('Runs start only in these hours'))
  fireEvent.change(screen.getByLabelText('Time zone'), { target: { value: 'Mars/Base' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(await screen.findByText('is not a time zone; they look like Europe/Berlin')).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/^Never allowed/), { target: { value: 'exec, rm!' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(await screen.findByText('rm! is not the name of a tool')).toBeTruthy()
  expect(server.asked.some(({ method }) => method === 'POST')).toBe(false)
})

test('a budget of runs has nothing for one run: what was typed of another kind goes with it', async () => {
  const server = open()
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  fireEvent.click(await screen.findByRole('button', { name: 'Add a budget' }))
  fireEvent.change(screen.getByLabelText('for one run'), { target: { value: '10' } })
  fireEvent.change(screen.getByLabelText('of'), { target: { value: 'runs' } })
  fireEvent.change(screen.getByLabelText('At most'), { target: { value: '5' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  const sent = server.asked.find(({ method }) => method === 'POST')?.body
  expect(sent).toMatchObject({ document: { budgets: [{ metric: 'runs', limit: 5, perRun: null }] } })
})

test('a policy that would lock everybody out is refused with why, at the field', async () => {
  const server = open()
  const message = 'Only one operator can decide. Invite a second one first.'
  const errors = [{ path: 'body.document.approvals.pay.who', message }]
  server.on('POST', /^\/policies\//, 400, aProblem(400, 'Invalid', { errors }))
  fireEvent.change(await screen.findByLabelText('Paying'), { target: { value: 'two' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(await screen.findByText(message)).toBeTruthy()
})

test('what another operator saves meanwhile keeps what is typed, and is not saved over unseen', async () => {
  const server = open()
  fireEvent.change(await screen.findByLabelText('Paying'), { target: { value: 'two' } })
  const theirs = { version: 4, at: '2026-11-24T12:00:00.000Z', byName: 'Theo Brandt', note: '' }
  const newer = aPage({
    version: 4,
    document: { ...emptyDocument, wipLimit: 2 },
    versions: [{ ...theirs, changes: ['New: At most 2 runs at once.'] }],
  })
  server.on('GET', /^\/policies\//, 200, newer)
  server.on('POST', /^\/policies\//, 409, aProblem(409, 'It was changed meanwhile: it is at version 4.'))
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  const box = within(await screen.findByRole('region', { name: 'A newer version' }))
  expect(box.getByRole('alert').textContent).toContain('Theo Brandt saved version 4 while you wrote this')
  expect(box.getByText('New: At most 2 runs at once.')).toBeTruthy()
  expect(screen.getByLabelText('Paying')).toHaveProperty('value', 'two')
  // Against theirs: saving would take it away.
  expect(changes()).toHaveLength(2)
  server.on('POST', /^\/policies\//, 200, aPage({ version: 5 }))
  fireEvent.click(box.getByRole('button', { name: 'Save yours as version 5' }))
  expect(await screen.findByRole('button', { name: 'Save as version 6' })).toBeTruthy()
  expect(server.asked.filter(({ method }) => method === 'POST').map(({ body }) => body)).toMatchObject([
    { version: 3 },
    { version: 4, document: { wipLimit: null } },
  ])
})

test('where nothing is typed, what another operator saves is what stands', async () => {
  const server = aServer()
  server.on('GET', /^\/policies\//, 200, aPage())
  const bench = renderAt(server, '/', { '/': () => <PolicyPlace scopeId={projectId} /> }, sampleNow)
  await screen.findByRole('button', { name: 'Save as version 4' })
  server.on('GET', /^\/policies\//, 200, aPage({ version: 4, document: { ...emptyDocument, wipLimit: 2 } }))
  await bench.refresh()
  expect(await screen.findByRole('button', { name: 'Save as version 5' })).toBeTruthy()
  expect(screen.getByLabelText('Runs at once')).toHaveProperty('value', '2')
})

test('who may not change it reads why', async () => {
  open({}, 'operator')
  expect(await screen.findByText(/An operator may not change policies/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Save as version 4' })).toHaveProperty('disabled', true)
})

test('the policy of a project is among its places, wherever its own address stands; an agent’s is a page', async () => {
  const server = aServer()
  server.on('GET', /^\/policies\//, 200, aPage({ scope: 'agent', scopeId: 'ag_1', name: 'Ines' }))
  const pages = {
    '/policies': () => <p>That of all</p>,
    '/policies/$scopeId': () => <PoliciesPage />,
    '/projects/$id/policies': () => <p>Its place</p>,
  }
  renderAt(server, `/policies/${projectId}#version-3`, pages, sampleNow)
  expect(await screen.findByText('Its place')).toBeTruthy()
  cleanup()
  renderAt(server, '/policies/ag_1', pages, sampleNow)
  expect(await screen.findByRole('heading', { name: 'Policy of Ines' })).toBeTruthy()
  fireEvent.click(await screen.findByRole('link', { name: 'Policy of all projects' }))
  expect(await screen.findByText('That of all')).toBeTruthy()
})

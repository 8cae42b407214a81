// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Executor } from '#api/executors/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aProblem } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { ExecutorsPage } from './ExecutorsPage.tsx'
import { anExecutor, executorsNow, minutesAgo } from './sample-executors.ts'

afterEach(cleanup)

function open(items: Executor[] = [anExecutor()], role: Role = 'owner', retired: object[] = []) {
  const server = aServer(role)
  const relay = { depth: 0, oldestSince: null, attempts: 0 }
  server.on('GET', /^\/executors$/, 200, { items, retired, relay })
  server.on('GET', /^\/me$/, 200, server.me)
  renderAt(server, '/executors', { '/executors': () => <ExecutorsPage /> }, executorsNow)
  return server
}
const changes = (server: FakeServer) => server.asked.filter(({ method }) => method !== 'GET')
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const name = (value: string) => fireEvent.change(screen.getByLabelText('Name'), { target: { value } })

test('an executor is added by name; its token and its whole file are shown once', async () => {
  const server = open()
  server.on('POST', /^\/executors$/, 201, { executorId: 'mac-studio', token: 'foe_secret' })
  await screen.findByRole('button', { name: 'Add the executor' })
  name(' mac-studio ')
  await press('Add the executor')
  expect(await screen.findByLabelText('The token of mac-studio')).toHaveProperty('value', 'foe_secret')
  expect(changes(server)).toMatchObject([{ path: '/executors', body: { name: 'mac-studio' } }])
  expect(screen.getByText(/"executorId": "mac-studio"/).textContent).toContain('"apiToken": "foe_secret"')
  await press('Add another one')
  expect(screen.queryByDisplayValue('foe_secret')).toBeNull()
})

test('a name that is none is not sent; one that is taken says so', async () => {
  const server = open()
  await screen.findByRole('button', { name: 'Add the executor' })
  name('Mac Studio')
  await press('Add the executor')
  expect(await screen.findByText(/^must be lower case letters/)).toBeTruthy()
  name('mac-control')
  await press('Add the executor')
  expect(await screen.findByText(/^is taken by Front Office itself/)).toBeTruthy()
  expect(changes(server)).toEqual([])
  const taken = 'There is or was an executor mac-old. A name is used once; take another.'
  server.on('POST', /^\/executors$/, 409, aProblem(409, taken))
  name('mac-old')
  await press('Add the executor')
  expect((await screen.findByRole('alert')).textContent).toContain('take another')
})

test('a new token says what it means before, and is shown with its file after', async () => {
  const server = open()
  server.on('POST', /^\/executors\/mac-mini\/token$/, 201, { executorId: 'mac-mini', token: 'foe_new' })
  await press('New token… of mac-mini')
  expect(screen.getByText(/The one it has opens nothing from then on/)).toBeTruthy()
  expect(changes(server)).toEqual([])
  await press('Make a new token for mac-mini')
  expect(await screen.findByLabelText('The token of mac-mini')).toHaveProperty('value', 'foe_new')
  await press('Done')
  expect(screen.queryByDisplayValue('foe_new')).toBeNull()
  expect(document.activeElement?.textContent).toContain('Drain…')
})

test('a revoked token is said in its row and not revoked again', async () => {
  const server = open([anExecutor({ tokenAt: null })])
  const button = await screen.findByRole('button', { name: 'Revoke token… of mac-mini' })
  expect(screen.getByText('token revoked')).toBeTruthy()
  expect(screen.getByText('Its token is revoked already.')).toBeTruthy()
  fireEvent.click(button)
  expect(changes(server)).toEqual([])
})

test('one that agents live on is not retired, and says what to do first', async () => {
  open([anExecutor({ agents: 2 })])
  expect(await screen.findByText('2 agents live on mac-mini. Move or retire them first.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Retire… of mac-mini' }).getAttribute('aria-disabled')).toBe(
    'true',
  )
})

test('an empty one is retired by a second step; retired ones are listed', async () => {
  const server = open([anExecutor()], 'owner', [
    { id: 'mac-old', name: 'mac-old', retiredAt: minutesAgo(60) },
  ])
  server.on('POST', /^\/executors\/mac-mini\/retire$/, 204, null)
  expect((await screen.findByRole('list', { name: 'Retired' })).textContent).toMatch(/mac-old.*1 h ago/)
  await press('Retire… of mac-mini')
  await press('Retire mac-mini')
  await waitFor(() => expect(changes(server)).toMatchObject([{ path: '/executors/mac-mini/retire' }]))
})

test('it is asked to drain with a reason, beside what that will do; it is lifted with a note', async () => {
  const drain = { reason: 'new disk', at: minutesAgo(1), byName: 'Mara Lind' }
  const server = open([anExecutor({ runningTasks: 2 })], 'operator')
  server.on('POST', /^\/executors\/mac-mini\/drain$/, 204, null)
  await press('Drain… of mac-mini')
  expect(screen.getByText(/^let its 2 runs that are under way end/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Drain mac-mini now' })).toHaveProperty('disabled', true)
  expect(screen.getByText('Say why first.')).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/^Why/), { target: { value: 'new disk' } })
  await press('Drain mac-mini now')
  await waitFor(() => expect(changes(server)[0]?.body).toEqual({ reason: 'new disk' }))
  cleanup()
  const again = open([anExecutor({ state: 'unreachable', drain })], 'operator')
  again.on('POST', /drain\/lift$/, 409, aProblem(409, 'It was not asked to drain.'))
  expect(await screen.findByText(/^Mara Lind asked it to drain/)).toBeTruthy()
  await press('Let it take runs… of mac-mini')
  fireEvent.change(screen.getByLabelText(/^What was done/), { target: { value: 'it is in' } })
  await press('Let mac-mini take runs')
  expect((await screen.findByRole('alert')).textContent).toContain('It was not asked to drain.')
  expect(changes(again)[0]?.body).toEqual({ note: 'it is in' })
})

test('one whose worker is away is not asked, and says why; nor by a viewer', async () => {
  const server = open([anExecutor({ state: 'unreachable' })])
  expect(await screen.findByText(/^The worker of mac-mini is away/)).toBeTruthy()
  await press('Drain… of mac-mini')
  expect(changes(server)).toEqual([])
  cleanup()
  open([anExecutor()], 'viewer')
  expect(await screen.findByText(/^A viewer may not drain executors/)).toBeTruthy()
})

test('who is no owner sees the tools, and why they are not theirs', async () => {
  const server = open([anExecutor()], 'operator')
  for (const words of ['add executors', 'retire executors', 'renew tokens', 'revoke tokens'])
    expect(await screen.findByText(new RegExp(`^An operator may not ${words}`))).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Add the executor' })).toHaveProperty('disabled', true)
  await press('Retire… of mac-mini')
  expect(changes(server)).toEqual([])
})

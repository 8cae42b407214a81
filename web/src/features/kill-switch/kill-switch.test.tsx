// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ShownSwitch } from '#api/kill-switches/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aProblem, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { StopPage } from './StopPage.tsx'

afterEach(cleanup)

const all: ShownSwitch = {
  ...{ scopeId: 'everything', scope: 'everything', name: '', projectId: null },
  ...{ reason: 'wrong list', byName: 'Mara Lind', setAt: '2026-11-24T11:00:00.000Z' },
}
const ines: ShownSwitch = {
  ...all,
  ...{ scopeId: 'ag_0123456789abcdef', scope: 'agent', name: 'Ines', reason: 'repeats itself' },
}

function open(items: ShownSwitch[], role: Role = 'owner', stopFile: string | null = null) {
  const server = aServer(role)
  server.on('GET', /^\/kill-switches$/, 200, { items })
  const executor = { id: 'mac-mini', name: 'Mac mini', stopFile, runningTasks: 3 }
  server.on('GET', /^\/executors$/, 200, { items: [executor], relay: {} })
  server.on('GET', /^\/me$/, 200, server.me)
  renderAt(server, '/', { '/': StopPage }, sampleNow)
  return server
}
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const changes = (server: FakeServer) => server.asked.filter(({ method }) => method !== 'GET')

test('it is set with a reason only, beside what that will do, and then says who stopped what and why', async () => {
  const server = open([])
  server.on('POST', /^\/kill-switches\/everything$/, 200, { items: [all] })
  expect(await screen.findByText(/^Nothing is stopped here/)).toBeTruthy()
  await press('Stop everything…')
  expect(
    screen.getByText(/^block every tool call at the gate.* worker is away, what only reads passes/),
  ).toBeTruthy()
  expect(screen.getByText(/^end the 3 runs that are under way/)).toBeTruthy()
  const now = screen.getByRole('button', { name: 'Stop everything now' })
  expect(now.hasAttribute('disabled')).toBe(true)
  expect(screen.getByText('Say why first.')).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/^Why/), { target: { value: 'wrong list' } })
  fireEvent.click(now)
  expect(await screen.findByText('Everything is stopped.')).toBeTruthy()
  expect(screen.getByText(/^Mara Lind stopped everything/).textContent).toContain(': wrong list')
  expect(changes(server)[0]?.body).toEqual({ reason: 'wrong list' })
})

test('it is lifted with a note, and a refusal stands in the panel', async () => {
  const server = open([all])
  server.on('POST', /lift$/, 409, aProblem(409, 'It is not on.'))
  await press('Let everything go on…')
  fireEvent.change(screen.getByLabelText(/^What was mended/), { target: { value: 'the list' } })
  await press('Let everything go on')
  expect((await screen.findByRole('alert')).textContent).toContain('It is not on.')
  expect(changes(server)[0]?.body).toEqual({ note: 'the list' })
})

test('an operator may stop and not lift, a viewer neither, each with the reason', async () => {
  open([all], 'operator')
  const lift = await screen.findByRole('button', { name: 'Let everything go on…' })
  expect(lift.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByText(/An operator may not lift kill switches/)).toBeTruthy()
  cleanup()
  open([], 'viewer')
  const stop = await screen.findByRole('button', { name: 'Stop everything…' })
  expect(stop.getAttribute('aria-disabled')).toBe('true')
})

test('what else is stopped is listed with its place, and so is a Mac by its own file', async () => {
  open([ines], 'owner', 'The file /data/STOP stops everything on this Mac: out of hand')
  expect(await screen.findByText('1 agent is stopped.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Ines' }).getAttribute('href')).toBe('/agents/ag_0123456789abcdef')
  expect(screen.getByRole('button', { name: 'Let Ines go on…' })).toBeTruthy()
  expect(await screen.findByText(/out of hand\. Remove the file there/)).toBeTruthy()
})

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { PresenceState } from '#domain/executor/executor.ts'
import { anExecutor, sampleNow } from '../http/sample-data.ts'
import { aServer, renderAt } from '../http/web-bench.tsx'
import { executorSeverity } from '../ui/executor-look.ts'
import { Shell } from './Shell.tsx'

afterEach(cleanup)

const since = '2026-11-24T11:40:00.000Z'
const being = (name: string, state: PresenceState) => anExecutor({ id: name, name, state, since })

function open(executors: ReturnType<typeof anExecutor>[]) {
  const server = aServer('operator')
  for (const path of [/^\/projects$/, /^\/inbox$/, /^\/kill-switches$/])
    server.on('GET', path, 200, { items: [] })
  const relay = { depth: 0, oldestSince: null, attempts: 0 }
  server.on('GET', /^\/executors$/, 200, { items: executors, retired: [], relay })
  renderAt(server, '/', { '/': Shell }, sampleNow)
}
const badge = async () => (await screen.findByRole('link', { name: /^Executor / })).textContent

test('the badge names the worst executor and since when, wherever it stands in the list', async () => {
  open([
    being('mac-a', 'ready'),
    being('mac-b', 'draining'),
    being('mac-c', 'gateway_refuses'),
    being('mac-d', 'gateway_down'),
  ])
  expect(await badge()).toBe(
    'Executor mac-c Gateway refuses the worker, Gateway refuses the worker, 20 min ago',
  )
})

test('each state has a place of its own in that order, and ready is the last', () => {
  const order = Object.entries(executorSeverity).toSorted(([, a], [, b]) => b - a)
  expect(new Set(order.map(([, severity]) => severity)).size).toBe(order.length)
  expect(order.at(-1)?.[0]).toBe('ready')
})

test('of executors that are all ready the first is named, without a time', async () => {
  open([being('mac-a', 'ready'), being('mac-b', 'ready')])
  expect(await badge()).toBe('Executor mac-a Ready, Ready')
})

test('where there is no executor there is no badge', async () => {
  open([])
  await screen.findByRole('button', { name: /Your account/ })
  expect(screen.queryByRole('link', { name: /^Executor / })).toBeNull()
})

test('the kill switch is in the account menu, also while nothing is stopped', async () => {
  open([])
  fireEvent.click(await screen.findByRole('button', { name: /Your account/ }))
  const item = await screen.findByRole('menuitem', { name: 'Kill switch' })
  expect(item.getAttribute('href')).toBe('/stop')
})

test('what may run without asking is in the navigation', async () => {
  open([])
  const nav = within(await screen.findByRole('navigation', { name: 'Main' }))
  expect(nav.getByRole('link', { name: 'Permissions' }).getAttribute('href')).toBe('/doors')
})

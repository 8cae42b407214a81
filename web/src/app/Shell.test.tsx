// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { PresenceState } from '#domain/executor/executor.ts'
import { anExecutor, anInbox, anInboxItem, aProblem, sampleNow } from '../http/sample-data.ts'
import { aServer, renderAt } from '../http/web-bench.tsx'
import { executorSeverity } from '../ui/executor-look.ts'
import { UnsavedGuard } from '../ui/UnsavedGuard.tsx'
import { Shell } from './Shell.tsx'

afterEach(cleanup)

const since = '2026-11-24T11:40:00.000Z'
const being = (name: string, state: PresenceState) => anExecutor({ id: name, name, state, since })

function open(executors: ReturnType<typeof anExecutor>[], items: InboxItem[] = [], written?: ReactNode) {
  const server = aServer('operator')
  for (const path of [/^\/projects$/, /^\/kill-switches$/]) server.on('GET', path, 200, { items: [] })
  server.on('GET', /^\/inbox$/, 200, anInbox({ items }))
  const relay = { depth: 0, oldestSince: null, attempts: 0 }
  server.on('GET', /^\/executors$/, 200, { items: executors, retired: [], relay })
  const page = () => (
    <>
      <Shell />
      {written}
    </>
  )
  const { router, readMe } = renderAt(server, '/', { '/': page, '/sign-in': () => 'Signed out' }, sampleNow)
  return { server, router, readMe: () => act(readMe) }
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

const signOut = async () => {
  fireEvent.click(await screen.findByRole('button', { name: /Your account/ }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }))
}

test('a sign-out that failed stays, says that the session may still be there, and is tried again', async () => {
  const { server, router } = open([])
  server.on('POST', /^\/auth\/sign-out$/, 500, aProblem(500, 'It broke.', { requestId: 'rq_1' }))
  await signOut()
  expect((await screen.findByRole('alert')).textContent).toContain(
    'Signing out failed, so you may still be signed in. What it says: It broke. Request rq_1.',
  )
  expect(router.state.location.pathname).toBe('/')
  server.on('POST', /^\/auth\/sign-out$/, 200, { success: true })
  fireEvent.click(screen.getByRole('button', { name: 'Sign out again' }))
  expect(await screen.findByText('Signed out')).toBeTruthy()
})

test('who has no session any more is signed out', async () => {
  const { server } = open([])
  server.on('POST', /^\/auth\/sign-out$/, 401, aProblem(401, 'There is no session.'))
  await signOut()
  expect(await screen.findByText('Signed out')).toBeTruthy()
})

test('what is not saved is asked for before the session ends, and once', async () => {
  const { server } = open([], [], <UnsavedGuard isDirty />)
  server.on('POST', /^\/auth\/sign-out$/, 200, { success: true })
  await signOut()
  fireEvent.click(await screen.findByRole('button', { name: 'Stay and go on writing' }))
  await signOut()
  const leave = await screen.findByRole('button', { name: 'Leave without saving' })
  expect(server.asked.filter(({ method }) => method === 'POST')).toEqual([])
  fireEvent.click(leave)
  expect(await screen.findByText('Signed out')).toBeTruthy()
})

test('who stays on a page whose session ended reads so, and signs in elsewhere; signed in again it goes', async () => {
  const { server, readMe } = open([])
  const words = /^Your session is over, so nothing can be saved here\./
  await screen.findByRole('button', { name: /Your account/ })
  expect(screen.queryByText(words)).toBeNull()
  server.on('GET', /^\/me$/, 401, aProblem(401, 'There is no session.'))
  await readMe()
  expect(await screen.findByText(words)).toBeTruthy()
  const link = screen.getByRole('link', { name: 'Sign in in another tab' })
  expect([link.getAttribute('href'), link.getAttribute('target')]).toEqual(['/sign-in', '_blank'])
  server.on('GET', /^\/me$/, 200, server.me)
  await readMe()
  await waitFor(() => expect(screen.queryByText(words)).toBeNull())
})

test.each([
  [1, 'Inbox 1 needs you'],
  [2, 'Inbox 2 need you'],
])('the navigation says of %i that needs the reader: %s', async (count, name) => {
  open(
    [],
    Array.from({ length: count }, (_, n) => anInboxItem({ id: `approval:p_${n}` })),
  )
  const nav = within(await screen.findByRole('navigation', { name: 'Main' }))
  expect(await nav.findByRole('link', { name })).toBeTruthy()
})

test('what may run without asking is in the navigation', async () => {
  open([])
  const nav = within(await screen.findByRole('navigation', { name: 'Main' }))
  expect(nav.getByRole('link', { name: 'Permissions' }).getAttribute('href')).toBe('/doors')
})

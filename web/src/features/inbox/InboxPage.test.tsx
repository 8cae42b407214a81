// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { InboxItem } from '#api/inbox/contract.ts'
import { anInboxItem } from '../../http/sample-data.ts'
import { NowContext } from '../../ui/now.ts'
import { InboxPage } from './InboxPage.tsx'

afterEach(cleanup)

const send = anInboxItem({ until: '2026-11-24T15:36:00.000Z', isPractice: true })
const ask = anInboxItem({
  id: 'question:q_1',
  kind: 'question',
  title: 'Fennel reprint',
  line: 'Which list?',
})
const failed = anInboxItem({
  id: 'failed:t_1',
  kind: 'failed',
  subjectId: null,
  title: 'Lesson 10',
  line: 'Busy',
})

function open(path: string, items: InboxItem[], status = 200) {
  const server = { items }
  globalThis.fetch = async () => {
    const problem = { type: 'about:blank', title: 'Broken', status, detail: 'It broke.' }
    return new Response(JSON.stringify(status === 200 ? { items: server.items } : problem), { status })
  }
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const root = createRootRoute()
  const page = () => <InboxPage card={({ id }) => <button type="button">Decide {id}</button>} />
  const router = createRouter({
    routeTree: root.addChildren([
      createRoute({ getParentRoute: () => root, path: '/inbox', component: page }),
      createRoute({ getParentRoute: () => root, path: '/inbox/$itemId', component: page }),
    ]),
    history: createMemoryHistory({ initialEntries: [path] }),
  })
  render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <NowContext value={new Date('2026-11-24T12:00:00.000Z')}>
          <RouterProvider router={router as never} />
        </NowContext>
      </MantineProvider>
    </QueryClientProvider>,
  )
  return { server, router, refresh: () => client.invalidateQueries() }
}
const press = (key: string) =>
  fireEvent.keyDown(document.documentElement, { key, code: `Key${key.toUpperCase()}` })
const detail = () => screen.findByRole('region', { name: 'Selected item' })

test('lists what needs a person in the order of the server, with kind, project, since and end', async () => {
  open('/inbox', [send, ask, failed])
  const rows = within(await screen.findByRole('list', { name: 'What needs a person' })).getAllByRole('link')
  expect(rows.map((row) => row.getAttribute('href'))).toEqual([
    '/inbox/approval:p_1',
    '/inbox/question:q_1',
    '/inbox/failed:t_1',
  ])
  for (const words of [
    'Send issue 148',
    'Wants to use send_message',
    'Approval',
    'Harrowgate Letter',
    'practice',
  ]) {
    expect(rows[0]?.textContent).toContain(words)
  }
  expect(rows[0]?.textContent).toContain('2 h')
  expect(rows[0]?.textContent).toContain('ends in 3 h 36 min')
})

test('the oldest is open beside the list, with the card that decides it', async () => {
  open('/inbox', [send, ask])
  expect(await within(await detail()).findByRole('heading', { name: 'Send issue 148' })).toBeTruthy()
  expect(await screen.findByRole('button', { name: 'Decide approval:p_1' })).toBeTruthy()
  expect(within(await detail()).getByText(/1 of 2/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Open the whole story' }).getAttribute('href')).toBe(
    '/tasks/t_0123456789abcdef',
  )
})

test('J and K open the next and the one before', async () => {
  const { router } = open('/inbox', [send, ask, failed])
  await screen.findByRole('button', { name: 'Decide approval:p_1' })
  press('j')
  expect(await screen.findByRole('button', { name: 'Decide question:q_1' })).toBeTruthy()
  press('j')
  expect(await screen.findByRole('button', { name: 'Decide failed:t_1' })).toBeTruthy()
  press('k')
  expect(await screen.findByRole('button', { name: 'Decide question:q_1' })).toBeTruthy()
  expect(decodeURIComponent(router.state.location.pathname)).toBe('/inbox/question:q_1')
})

test('what was settled stays open, says so, and the next one is a step of the reader', async () => {
  const { server, refresh } = open('/inbox', [send, ask])
  await screen.findByRole('button', { name: 'Decide approval:p_1' })
  server.items = [ask]
  await refresh()
  expect(await screen.findByText(/settled/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Decide approval:p_1' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: /^Next/ }))
  expect(await screen.findByRole('button', { name: 'Decide question:q_1' })).toBeTruthy()
})

test('an address of something that is gone says that it was decided', async () => {
  open('/inbox/approval:p_gone', [ask])
  expect(await screen.findByText('This is not in the inbox any more.')).toBeTruthy()
})

test('an empty inbox says so', async () => {
  open('/inbox', [])
  expect(await screen.findByText('Nothing needs you.')).toBeTruthy()
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
})

test('an inbox that cannot be read says why', async () => {
  open('/inbox', [], 500)
  expect((await screen.findByRole('alert')).textContent).toContain('It broke.')
})

// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { UnlistedItems } from '#api/inbox/contract.ts'
import { anInbox, anInboxItem, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { InboxPage } from './InboxPage.tsx'
import { orderWords, unlistedIn } from './inbox-view.ts'

afterEach(cleanup)

const more = (change: Partial<UnlistedItems> = {}): UnlistedItems => ({
  ...{ kind: 'failed', projectId, waitsFor: null, assigneeId: null, isSnoozed: false, count: 1_112 },
  ...change,
})
const others = [
  more(),
  more({ projectId: 'pr_2', kind: 'question', count: 40 }),
  more({ isSnoozed: true, count: 7 }),
  more({ waitsFor: ['Theo'], assigneeId: 'op_theo', count: 3 }),
]

function open(path: string, unlisted = others) {
  const server = aServer()
  server.on('GET', /^\/inbox$/, 200, anInbox({ items: [anInboxItem()], unlisted }))
  server.on('GET', /^\/operators$/, 200, { items: [], former: [], invites: [] })
  server.on('POST', /^\/inbox\/looking$/, 204, undefined)
  const page = () => <InboxPage card={() => null} />
  renderAt(server, path, { '/inbox': page, '/inbox/$itemId': page }, sampleNow)
}

test('the list says of how many it holds those that cost most, and each view counts all that is in it', async () => {
  open('/inbox')
  expect(await screen.findByText('the 1 that cost most of 1,156')).toBeTruthy()
  for (const words of ['All 1,156', 'Mine 0', 'Unassigned 1,153', 'Snoozed 7'])
    expect(screen.getByText(words)).toBeTruthy()
})

test('a filter of which nothing is listed says how many there are', async () => {
  open('/inbox?projectId=pr_2')
  expect(await screen.findByText('None of 40 items is listed here.')).toBeTruthy()
  expect(screen.getByText(/^The inbox lists the 500 that cost most by waiting\./)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Take the filter away' })).toBeTruthy()
})

test('where no filter is set none can be taken away', async () => {
  open('/inbox?view=mine', [more({ assigneeId: 'op_mara', count: 3 })])
  expect(await screen.findByText('None of 3 items is listed here.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Take the filter away' })).toBeNull()
})

test('an address of what is not listed does not say that it is gone', async () => {
  open('/inbox/failed:t_young')
  expect(await screen.findByText('This is not listed.')).toBeTruthy()
  expect(screen.getByText(/^It is among 1,162 items that cost less by waiting/)).toBeTruthy()
})

test('are counted by view, project, kind and whom they wait for', () => {
  const count = (what: object) => unlistedIn(others, { view: 'all', ...what }, 'op_theo')
  expect(count({})).toBe(1_155)
  expect([count({ projectId: 'pr_2' }), count({ kind: 'failed' })]).toEqual([40, 1_115])
  expect([count({ whom: 'you' }), count({ view: 'mine' }), count({ view: 'snoozed' })]).toEqual([1_152, 3, 7])
  expect(orderWords(12, 0)).toBe('by cost of delay')
  expect(orderWords(500, 1_112)).toBe('the 500 that cost most of 1,612')
})

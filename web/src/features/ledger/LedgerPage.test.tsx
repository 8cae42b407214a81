// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Entry } from '#api/ledger/contract.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { LedgerPage } from './LedgerPage.tsx'
import { anEntry, entriesFrom, ledgerNow, projectId, taskId } from './sample-entries.ts'

afterEach(cleanup)

const hash = '9f3c41d2'.repeat(8)

/** A server with these entries, newest first, in pages of `limit`. */
function aLedger(all: Entry[], limit = 50): { server: FakeServer; all: Entry[] } {
  const server = aServer('viewer')
  const ledger = { server, all }
  server.on('GET', /^\/ledger$/, 200, (query: URLSearchParams) => {
    const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY)
    const from = ledger.all.filter(({ position }) => (position ?? Number.MAX_SAFE_INTEGER) < before)
    const items = from.slice(0, limit)
    return {
      items,
      names: { [`task/${taskId}`]: 'Send issue 148' },
      next: items.length === limit ? items.at(-1)?.position : null,
    }
  })
  const file = { place: 'file', target: '/data/anchors.ndjson', problem: null }
  const anchors = [{ ...file, position: 48_210, at: '2026-11-24T11:56:00.000Z' }]
  const head = { position: 48_213, hash, unplaced: 3, at: '2026-11-24T11:57:00.000Z', anchors }
  server.on('GET', /^\/ledger\/head$/, 200, head)
  server.on('GET', /^\/projects$/, 200, { items: [{ id: projectId, name: 'Harrowgate Letter' }] })
  server.on('GET', /^\/tasks\/t_/, 200, { id: taskId, title: 'Send issue 148' })
  server.on('GET', /^\/operators$/, 200, { items: [{ id: 'op_mara', name: 'Mara Lind' }], former: [] })
  server.on('GET', /^\/agents$/, 200, { items: [] })
  server.on('GET', /^\/executors$/, 200, { items: [{ id: 'mac-mini', name: 'mac-mini' }] })
  return ledger
}
const open = ({ server }: { server: FakeServer }, search = '') =>
  renderAt(server, `/ledger${search}`, { '/ledger': LedgerPage }, ledgerNow)
const rows = async () => {
  await screen.findAllByRole('button', { expanded: false })
  return screen.getAllByRole('row').slice(1)
}
const asked = (server: FakeServer) =>
  Object.fromEntries(server.asked.findLast(({ path }) => path === '/ledger')?.query ?? [])

test('an entry says its position, what, who, of what and when', async () => {
  const mara = { actor: 'operator:op_mara', actorName: 'Mara Lind' }
  const body = { verdict: 'approved', proposalId: 'p_1', reason: 'Go.', hash, intentId: 'in_1' }
  open(aLedger([anEntry(998, { type: 'approval_decided', body, ...mara })]))
  const [row] = await rows()
  for (const words of ['998', 'approved p_1', 'approval_decided', 'Go.', 'Mara Lind', '2 min ago'])
    expect(row?.textContent).toContain(words)
  const task = await screen.findByRole('link', { name: 'Send issue 148' })
  expect(task.getAttribute('href')).toBe(`/tasks/${taskId}`)
  expect(row?.textContent).toContain('Harrowgate Letter')
})

test('the head says how far it is noted elsewhere, and how a copy is held against that', async () => {
  open(aLedger([anEntry(2)]))
  expect((await screen.findByText(/^anchored to #48,210,/)).textContent).toContain('4 min ago')
  expect(
    screen.getByText('npm run ledger -- verify ledger.jsonl --anchors /data/anchors.ndjson'),
  ).toBeTruthy()
})

test('a ledger that is not the one that was noted says so over the page', async () => {
  const ledger = aLedger([anEntry(2)])
  const problem = 'The ledger ends with #2, and #5 was noted: its tail is cut.'
  const anchors = [{ place: 'file', target: '/data/a', position: 5, at: '2026-11-24T11:56:00.000Z', problem }]
  ledger.server.on('GET', /^\/ledger\/head$/, 200, { position: 2, hash, unplaced: 0, at: null, anchors })
  open(ledger)
  expect((await screen.findByRole('alert')).textContent).toContain(`The ledger is not anchored. ${problem}`)
})

test('a ledger that is noted nowhere else says that', async () => {
  const ledger = aLedger([anEntry(2)])
  ledger.server.on('GET', /^\/ledger\/head$/, 200, { position: 2, hash, unplaced: 0, at: null, anchors: [] })
  open(ledger)
  expect(await screen.findByText('not anchored outside of the database')).toBeTruthy()
})

test('the head says how far the order goes and what is not placed yet', async () => {
  open(aLedger([anEntry(2, { position: null })]))
  expect(await screen.findByText('48,213 entries in one order')).toBeTruthy()
  expect(screen.getByText('3 entries not placed yet')).toBeTruthy()
  expect(screen.getByText(`npm run ledger -- verify ledger.jsonl --head 48213:${hash}`)).toBeTruthy()
  expect((await rows())[0]?.textContent).toContain('not yet')
})

test('a row opens the exact body, and what looks like HTML in it is text', async () => {
  const text = '<img src=x onerror=alert(1)> **bold** [a](javascript:x)'
  open(aLedger([anEntry(7, { body: { stepId: 's1', itemId: 'u1', text } })]))
  fireEvent.click(await screen.findByRole('button', { name: 'says' }))
  const shown = await screen.findByText((_, element) => element?.tagName === 'PRE')
  expect(JSON.parse(shown.textContent ?? '')).toEqual({ stepId: 's1', itemId: 'u1', text })
  expect(document.querySelector('img, strong')).toBeNull()
  expect(screen.getByText('entry 7 of', { exact: false }).textContent).toContain(`task/${taskId}`)
  const only = await screen.findByRole('link', { name: 'Only such entries' })
  expect(only.getAttribute('href')).toBe('/ledger?type=update_posted')
})

test('filters of the address are asked for, named, and cleared together', async () => {
  const ledger = aLedger([])
  const search = `?projectId=${projectId}&type=run_ended&actor=operator:op_mara&streamId=task/${taskId}`
  const { router } = open(ledger, search)
  expect(await screen.findByText('No entry matches.')).toBeTruthy()
  expect(asked(ledger.server)).toEqual({
    projectId,
    type: 'run_ended',
    actor: 'operator:op_mara',
    streamId: `task/${taskId}`,
  })
  const field = (name: string) => screen.getByRole('combobox', { name }) as HTMLInputElement
  await waitFor(() => expect(field('Anyone').value).toBe('Mara Lind'))
  expect([field('Any project').value, field('Any entry').value]).toEqual(['Harrowgate Letter', 'run_ended'])
  fireEvent.click(await screen.findByRole('button', { name: 'Not only Send issue 148' }))
  await waitFor(() => expect(asked(ledger.server)).not.toHaveProperty('streamId'))
  fireEvent.click(screen.getByRole('button', { name: 'Clear all' }))
  await waitFor(() => expect(router.state.location.search).toEqual({}))
  expect(await screen.findByText('Nothing is recorded yet.')).toBeTruthy()
})

test('what operators did since a day is asked for as one, says so, and can be taken away', async () => {
  const ledger = aLedger(entriesFrom(2, 2))
  const from = '2026-10-26T00:00:00.000Z'
  const { router } = open(ledger, `?projectId=${projectId}&group=operator-actions&from=${from}`)
  await rows()
  expect(asked(ledger.server)).toEqual({ projectId, group: 'operator-actions', from })
  expect(screen.getByText(/^Only since Mon 26 Oct/)).toBeTruthy()
  fireEvent.click(screen.getByText('Only what operators decided, answered and wrote'))
  await waitFor(() => expect(router.state.location.search).toEqual({ projectId, from }))
})

test('choosing a filter puts it into the address', async () => {
  const ledger = aLedger(entriesFrom(3, 3))
  const { router } = open(ledger)
  fireEvent.click(await screen.findByRole('combobox', { name: 'Any entry' }))
  fireEvent.click(await screen.findByRole('option', { name: 'task_done' }))
  await waitFor(() => expect(router.state.location.search).toEqual({ type: 'task_done' }))
  await waitFor(() => expect(asked(ledger.server)).toEqual({ type: 'task_done' }))
})

test('an address with bad filters shows the whole ledger', async () => {
  const ledger = aLedger(entriesFrom(2, 2))
  open(ledger, '?type=moon&actor=&streamId=%00&x=1')
  expect(await rows()).toHaveLength(2)
  expect(asked(ledger.server)).not.toHaveProperty('type')
})

test.each(['nonsense', 'pr_9999999999999999'])(
  'entries of a project that is not known, %s, are not those of all of them',
  async (projectId) => {
    const ledger = aLedger(projectId === 'nonsense' ? entriesFrom(2, 2) : [])
    open(ledger, `?projectId=${projectId}`)
    expect(await screen.findByText('This project is not known.')).toBeTruthy()
    expect(screen.getByText(new RegExp(`asks for entries of “${projectId}”`))).toBeTruthy()
    expect(screen.queryByRole('table')).toBeNull()
    const whole = screen.getByRole('link', { name: 'The whole ledger' })
    expect(whole.getAttribute('href')).toBe('/ledger')
  },
)

test('older entries come page by page until there are none', async () => {
  open(aLedger(entriesFrom(5, 5), 3))
  expect(await rows()).toHaveLength(3)
  fireEvent.click(screen.getByRole('button', { name: 'Older entries' }))
  await waitFor(() => expect(screen.getAllByRole('row').slice(1)).toHaveLength(5))
  expect(screen.queryByRole('button', { name: 'Older entries' })).toBeNull()
})

test('new entries appear on top while the reader is there, and the older pages stay', async () => {
  const ledger = aLedger(entriesFrom(5, 5), 3)
  const { refresh } = open(ledger)
  await rows()
  fireEvent.click(screen.getByRole('button', { name: 'Older entries' }))
  await waitFor(() => expect(screen.getAllByRole('row').slice(1)).toHaveLength(5))
  ledger.all = entriesFrom(7, 7)
  await refresh()
  await waitFor(() => expect(screen.getAllByRole('row').slice(1)).toHaveLength(7))
})

test('new entries wait behind their count while something in the list has focus', async () => {
  const ledger = aLedger(entriesFrom(5, 2))
  const { refresh } = open(ledger)
  const [first] = await rows()
  fireEvent.focusIn(within(first as HTMLElement).getByRole('button'))
  ledger.all = entriesFrom(8, 5)
  await refresh()
  const show = await screen.findByRole('button', { name: '3 new' })
  expect(screen.getAllByRole('row').slice(1)).toHaveLength(2)
  fireEvent.click(show)
  expect(screen.getAllByRole('row').slice(1)).toHaveLength(5)
  expect(screen.queryByRole('button', { name: '3 new' })).toBeNull()
})

test('entries that are being read have the rows’ height, and what cannot be read says why', async () => {
  const ledger = aLedger([])
  const problem = {
    type: 'about:blank',
    title: 'Broken',
    status: 500,
    detail: 'It broke.',
    requestId: 'rq_1',
  }
  ledger.server.on('GET', /^\/ledger$/, 500, problem)
  open(ledger)
  expect(await screen.findByRole('status', { name: 'Loading entries' })).toBeTruthy()
  expect((await screen.findByRole('alert')).textContent).toContain('It broke. Request rq_1.')
  ledger.server.on('GET', /^\/ledger$/, 200, { items: entriesFrom(1, 1), names: {}, next: null })
  fireEvent.click(screen.getByRole('button', { name: 'Read it again' }))
  expect(await rows()).toHaveLength(1)
})

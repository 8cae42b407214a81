// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { anInbox, anInboxItem, aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
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

const theo = { id: 'op_theo', name: 'Theo Brandt', email: 'theo@example.com', role: 'owner', since: '' }

function open(path: string, items: InboxItem[], { status = 200, role = 'owner' as Role } = {}) {
  const server = aServer(role)
  const known = anInbox({ items })
  server.on('GET', /^\/inbox$/, status, () => (status === 200 ? known : aProblem(status, 'It broke.')))
  const me = { ...theo, ...server.me }
  server.on('GET', /^\/operators$/, 200, { items: [theo, me], former: [], invites: [] })
  server.on('POST', /^\/inbox\/looking$/, 204, undefined)
  const page = () => <InboxPage card={({ id }) => <button type="button">Decide {id}</button>} />
  const shown = renderAt(server, path, { '/inbox': page, '/inbox/$itemId': page }, sampleNow)
  return { server: known, asked: server.asked, answer: server.on, ...shown }
}
const press = (key: string, more = {}, on: Element = document.documentElement) =>
  fireEvent.keyDown(on, { key, code: `Key${key.toUpperCase()}`, ...more })
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

test('the costliest is open beside the list, with the card that decides it', async () => {
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
  await waitFor(() => expect(screen.queryByRole('status', { name: /^Loading/ })).toBeNull())
})

test('a list that a filter leaves empty names the filter and takes it away, and does not say that nothing is needed', async () => {
  const { answer, router } = open(`/inbox?kind=question&projectId=${projectId}&whom=you`, [send])
  answer('GET', /^\/projects$/, 200, { items: [aProject()] })
  const words = 'Nothing of the kind Question of Harrowgate Letter that waits for you is here.'
  expect(await screen.findByText(words)).toBeTruthy()
  expect(screen.getByText('Nothing to decide in this list.')).toBeTruthy()
  expect(screen.queryByText('Nothing needs you.')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Take the filter away' }))
  expect(await screen.findByRole('button', { name: 'Decide approval:p_1' })).toBeTruthy()
  expect(router.state.location.href).toBe('/inbox')
})

test('where the view has nothing by itself no filter is blamed', async () => {
  open('/inbox?view=snoozed&whom=you', [send])
  expect(await screen.findByText('Nothing is put off.')).toBeTruthy()
  expect(screen.getByText('Nothing to decide in this list.')).toBeTruthy()
  expect(screen.queryByText(/left out by the filter/)).toBeNull()
  expect(screen.queryByRole('button', { name: 'Take the filter away' })).toBeNull()
})

test('with nothing in the inbox no filter is blamed', async () => {
  open('/inbox?kind=question&whom=you', [])
  expect(await screen.findByText('Nothing needs you.')).toBeTruthy()
  expect(screen.getByText('Nothing to decide.')).toBeTruthy()
  expect(screen.queryByText(/left out by the filter/)).toBeNull()
})

test('a project whose name is not known yet is not called by its id', async () => {
  open(`/inbox?kind=question&projectId=${projectId}`, [send])
  expect(await screen.findByText('Nothing of the kind Question of this project is here.')).toBeTruthy()
})

test('an inbox that cannot be read says why', async () => {
  open('/inbox', [], { status: 500 })
  expect((await screen.findByRole('alert')).textContent).toContain('It broke.')
})

const triaged = (change: object = {}) => ({ done: [], refused: [], ...change })
const postsOf = (asked: ReturnType<typeof aServer>['asked']) =>
  asked
    .filter(({ method, path }) => method === 'POST' && !path.endsWith('/looking'))
    .map(({ path, body }) => [path, body])

test('says why the first one is first, and tells the others what is open here', async () => {
  const { asked } = open('/inbox', [send, ask])
  expect(
    await screen.findByText('First because: ends in 3 h 36 min, an effect of unknown amount, holds 1 task.'),
  ).toBeTruthy()
  const looks = asked.filter(({ path }) => path === '/inbox/looking').map(({ body }) => body)
  expect(looks.at(-1)).toEqual({ itemId: 'approval:p_1' })
})

test('leaving an item is told before coming to the next one, however slow the network is', async () => {
  const { asked, answer } = open('/inbox', [send, ask])
  const looks = () => asked.filter(({ path }) => path === '/inbox/looking').map(({ body }) => body)
  await waitFor(() => expect(looks().at(-1)).toEqual({ itemId: 'approval:p_1' }))
  let arrive = () => {}
  answer('POST', /^\/inbox\/looking$/, 204, () => new Promise<void>((resolve) => (arrive = resolve)))
  press('j')
  await screen.findByRole('button', { name: 'Decide question:q_1' })
  await waitFor(() => expect(looks().at(-1)).toEqual({ itemId: null }))
  answer('POST', /^\/inbox\/looking$/, 204, undefined)
  arrive()
  await waitFor(() => expect(looks().at(-1)).toEqual({ itemId: 'question:q_1' }))
})

test('T hands over: the others see it at once, and undo gives it back to whom it was', async () => {
  const { asked, answer } = open('/inbox', [{ ...ask, assignee: { id: 'op_mara', name: 'Mara Lind' } }])
  answer('POST', /assign$/, 200, triaged({ done: [ask.id] }))
  await screen.findByRole('button', { name: /^Hand over/ })
  press('t')
  fireEvent.click(await screen.findByRole('menuitem', { name: /Theo Brandt/ }))
  expect(await screen.findByText('Gave “Fennel reprint” to Theo Brandt.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(postsOf(asked)).toHaveLength(2))
  expect(postsOf(asked)).toEqual([
    ['/inbox/assign', { items: [{ id: ask.id, from: 'op_mara' }], to: 'op_theo' }],
    ['/inbox/assign', { items: [{ id: ask.id, from: 'op_theo' }], to: 'op_mara' }],
  ])
})

test('what somebody else took first is said, and not offered to be undone', async () => {
  const { answer } = open('/inbox', [ask])
  const message = 'Theo Brandt took it first.'
  answer('POST', /assign$/, 200, triaged({ refused: [{ id: ask.id, code: 'already_assigned', message }] }))
  await screen.findByRole('button', { name: /^Hand over/ })
  press('t')
  fireEvent.click(await screen.findByRole('menuitem', { name: /Take it yourself/ }))
  expect(await screen.findByText(message)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
})

test('S puts off: it leaves the list and stays open, and the count of Snoozed grows', async () => {
  const { answer, server } = open('/inbox', [ask, failed])
  answer('POST', /snooze$/, 200, () => {
    server.items = [failed, { ...ask, snoozedUntil: '2026-11-25T09:00:00.000Z' }]
    return triaged({ done: [ask.id] })
  })
  await screen.findByRole('button', { name: /^Snooze/ })
  press('s')
  fireEvent.click(await screen.findByRole('menuitem', { name: /^Tomorrow/ }))
  expect(await screen.findByText('not in this list', { exact: false })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Decide question:q_1' })).toBeTruthy()
  expect(await screen.findByText('Snoozed 1')).toBeTruthy()
})

test('X and shift X select, and one call closes what may be closed', async () => {
  const other = anInboxItem({ id: 'failed:t_2', kind: 'failed', title: 'Lesson 11' })
  const { asked, answer } = open('/inbox', [failed, other, ask])
  answer('POST', /close$/, 200, triaged({ done: [failed.id, other.id] }))
  await screen.findByRole('button', { name: 'Decide failed:t_1' })
  press('x')
  press('j')
  await screen.findByRole('button', { name: 'Decide failed:t_2' })
  press('x', { shiftKey: true })
  const bar = await screen.findByRole('region', { name: 'Selection' })
  expect(within(bar).getByText('2 items selected')).toBeTruthy()
  fireEvent.click(within(bar).getByRole('button', { name: 'Close as seen' }))
  fireEvent.change(await screen.findByLabelText('Note for the record'), { target: { value: 'Known.' } })
  fireEvent.click(screen.getByRole('button', { name: 'Close 2 as seen' }))
  await waitFor(() =>
    expect(postsOf(asked)).toEqual([
      ['/inbox/close', { items: ['failed:t_1', 'failed:t_2'], note: 'Known.' }],
    ]),
  )
})

test('a decision that waits is not closed, and a viewer is told why nothing can be done', async () => {
  open('/inbox', [send], { role: 'viewer' })
  for (const name of [/^Snooze/, /^Hand over/, /^Close as seen/]) {
    const button = await screen.findByRole('button', { name })
    expect(button.getAttribute('aria-disabled')).toBe('true')
  }
  for (const item of [send, anInboxItem({ id: 'budget:t_1', kind: 'budget' })]) {
    cleanup()
    open('/inbox', [item])
    const close = await screen.findByRole('button', { name: /^Close as seen/ })
    expect(close.getAttribute('aria-describedby')).toBeTruthy()
    expect(screen.getByText(/^Closing would hide what still waits/)).toBeTruthy()
  }
})

test('? tells all keys', async () => {
  open('/inbox', [ask])
  await screen.findByRole('button', { name: 'Decide question:q_1' })
  press('?', { shiftKey: true })
  expect(await screen.findByText('go to Approve, to Reject; Enter decides')).toBeTruthy()
})

test('behind the help its keys rest', async () => {
  const { router } = open('/inbox', [send, ask])
  await screen.findByRole('button', { name: 'Decide approval:p_1' })
  press('?', { shiftKey: true })
  const help = await screen.findByRole('dialog', { name: 'Keys of the inbox' })
  for (const key of ['j', 'x', 's']) press(key, {}, help)
  expect(screen.queryByRole('region', { name: 'Selection' })).toBeNull()
  expect(screen.queryByRole('menu')).toBeNull()
  expect(router.state.location.pathname).toBe('/inbox')
})

test('keys go on from a box that was ticked; what is written in a field moves nothing', async () => {
  open('/inbox', [send, ask])
  fireEvent.click(await screen.findByRole('button', { name: 'Select' }))
  const box = screen.getByRole('checkbox', { name: 'Select Send issue 148' })
  fireEvent.click(box)
  expect(press(' ', {}, box)).toBe(true)
  press('j', {}, box)
  expect(await screen.findByRole('button', { name: 'Decide question:q_1' })).toBeTruthy()
  const field = screen.getByRole('combobox', { name: 'Any kind' })
  expect(press('k', {}, field)).toBe(true)
  press('x', {}, screen.getByRole('radio', { name: 'All 2' }))
  expect(screen.getByText('2 items selected')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Decide question:q_1' })).toBeTruthy()
})

test('a key with a slash in it has a page like any other', async () => {
  const odd = anInboxItem({ id: 'failed:a/b', kind: 'failed', title: 'Odd one' })
  const { router } = open('/inbox', [send, odd])
  fireEvent.click(await screen.findByRole('link', { name: /Odd one/ }))
  expect(await screen.findByRole('button', { name: 'Decide failed:a/b' })).toBeTruthy()
  press('k')
  await screen.findByRole('button', { name: 'Decide approval:p_1' })
  press('j')
  expect(await screen.findByRole('button', { name: 'Decide failed:a/b' })).toBeTruthy()
  expect(router.state.location.pathname).toBe('/inbox/failed:a%2Fb')
})

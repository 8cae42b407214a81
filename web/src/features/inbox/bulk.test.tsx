// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Decided } from '#api/approvals/contract.ts'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { anApproval, anInbox, anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { InboxPage } from './InboxPage.tsx'
import { decidedTogether, togetherRefusal } from './together.ts'

afterEach(cleanup)

const idOf = (n: number) => `p_${String(n).padStart(24, '0')}`
const high = { level: 'high' as const, why: ['it deletes'] }
const anItem = (n: number, change: Partial<InboxItem> = {}) =>
  anInboxItem({
    ...{ id: `approval:${idOf(n)}`, subjectId: idOf(n), title: `Job ${n}`, risk: { level: 'low', why: [] } },
    ...change,
  })
const approvalOf = (n: number, change: Parameters<typeof anApproval>[0] = {}) =>
  anApproval({ id: idOf(n), taskTitle: `Job ${n}`, ...change })
const question = anInboxItem({ id: 'question:q_1', kind: 'question', subjectId: 'q_1', title: 'Which?' })
const risky = anItem(3, { risk: high })

function open(items: InboxItem[], role: Role = 'owner') {
  const server = aServer(role)
  server.on('GET', /^\/inbox$/, 200, anInbox({ items }))
  server.on('GET', /^\/operators$/, 200, { items: [], former: [], invites: [] })
  server.on('POST', /^\/inbox\/looking$/, 204, undefined)
  server.on('GET', /^\/approvals$/, 200, {
    items: [approvalOf(1), approvalOf(2), approvalOf(3, { risk: high })],
  })
  renderAt(server, '/inbox', { '/inbox': () => <InboxPage card={() => null} /> }, sampleNow)
  return server
}
const press = (key: string) =>
  fireEvent.keyDown(document.documentElement, {
    key: key.toUpperCase(),
    code: `Key${key.toUpperCase()}`,
    shiftKey: true,
  })
const answered = (decided: Partial<Decided>): Decided => ({ done: [], refused: [], ...decided })
const posts = (server: ReturnType<typeof aServer>) =>
  server.asked.filter(({ path }) => path === '/approvals/decisions')

test('by keys alone: what is below high risk is selected, listed, and decided with the hashes that were shown', async () => {
  const server = open([anItem(1), anItem(2), risky, question])
  await screen.findByRole('list', { name: 'What needs a person' })
  press('l')
  await screen.findByText('2 items selected')
  press('a')
  expect(document.activeElement?.textContent).toContain('Approve…')
  expect(posts(server)).toHaveLength(0)
  fireEvent.click(document.activeElement as Element)
  const dialog = within(await screen.findByRole('dialog'))
  const listed = within(await dialog.findByRole('list', { name: 'Will be approved' }))
  expect(listed.getByText('Job 1')).toBeTruthy()
  expect(listed.getAllByText('Low risk')).toHaveLength(2)
  expect(dialog.getByText(/There is no undo/)).toBeTruthy()
  const done = [1, 2].map((n) => ({ proposalId: idOf(n), intentId: `in_${n}`, isDecided: true }))
  server.on('POST', /^\/approvals\/decisions$/, 200, answered({ done }))
  const confirm = dialog.getByRole('button', { name: 'Approve for good: 2' })
  expect(document.activeElement).toBe(confirm)
  // The Enter that opened the list is still held down.
  expect(fireEvent.keyDown(confirm, { key: 'Enter', repeat: true })).toBe(false)
  expect(fireEvent.keyDown(confirm, { key: 'Enter' })).toBe(true)
  fireEvent.click(confirm)
  await dialog.findByText('2 proposals approved.')
  const { hash } = approvalOf(1).proposal
  const verdict = { verdict: 'approved', reason: '', hash }
  expect(posts(server)[0]?.body).toEqual({
    decisions: [
      { proposalId: idOf(1), ...verdict },
      { proposalId: idOf(2), ...verdict },
    ],
  })
  fireEvent.click(dialog.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Selection' })).toBeNull())
})

test('what is of high risk stays, with why and the way to it; a rejection takes its reason along', async () => {
  const server = open([anItem(1), risky])
  await screen.findByRole('list', { name: 'What needs a person' })
  fireEvent.click(screen.getByRole('button', { name: 'Select' }))
  for (const n of [1, 3]) fireEvent.click(screen.getByRole('checkbox', { name: `Select Job ${n}` }))
  fireEvent.click(screen.getByRole('button', { name: /^Reject…/ }))
  const dialog = within(await screen.findByRole('dialog'))
  const left = within(await dialog.findByRole('region', { name: 'Left as they are' }))
  expect(left.getByText(/^It is of high risk: it deletes/)).toBeTruthy()
  expect(left.getByRole('link', { name: 'Job 3' }).getAttribute('href')).toBe(`/inbox/approval:${idOf(3)}`)
  fireEvent.change(dialog.getByLabelText('Reason'), { target: { value: 'Not today.' } })
  const message = 'Theo Brandt approved this at 2026-11-24T11:58:00.000Z.'
  const refused = [{ proposalId: idOf(2), code: 'already_decided', message }]
  server.on('POST', /^\/approvals\/decisions$/, 200, answered({ refused }))
  fireEvent.click(dialog.getByRole('button', { name: /^Reject and tell the agents: / }))
  expect((await dialog.findByRole('list', { name: 'Refused' })).textContent).toContain(
    'Theo Brandt approved this',
  )
  const sent = posts(server)[0]?.body as { decisions: { proposalId: string; reason: string }[] }
  expect(sent.decisions.map(({ proposalId }) => proposalId)).not.toContain(idOf(3))
  expect(new Set(sent.decisions.map(({ reason }) => reason))).toEqual(new Set(['Not today.']))
})

test('what is decided meanwhile is counted; what was not answered is sent again with its key', async () => {
  const server = open([anItem(1), anItem(2)])
  server.on('GET', /^\/approvals$/, 200, { items: [approvalOf(1)] })
  await screen.findByRole('list', { name: 'What needs a person' })
  press('l')
  fireEvent.click(await screen.findByRole('button', { name: /^Approve…/ }))
  const dialog = within(await screen.findByRole('dialog'))
  await dialog.findByText('1 proposal decided, expired or withdrawn since you selected them.')
  const send = () => fireEvent.click(dialog.getByRole('button', { name: 'Approve for good: 1' }))
  server.on('POST', /^\/approvals\/decisions$/, 503, { title: 'The database is away.', status: 503 })
  send()
  expect((await dialog.findByRole('alert')).textContent).toBe('The database is away.')
  const message = 'It expired.'
  const refused = [{ proposalId: idOf(1), code: 'proposal_expired', message }]
  server.on('POST', /^\/approvals\/decisions$/, 200, answered({ refused }))
  send()
  await dialog.findByText('Nothing approved.')
  const [first, second] = posts(server)
  expect(first?.key).toMatch(/^in_/)
  expect(second?.key).toBe(first?.key)
})

test.each([
  [[true, false], '1 proposal approved; 1 recorded, will be delivered.'],
  [[false, false], 'Nothing approved yet; 2 recorded, will be delivered.'],
])('what is only recorded is not called approved: %j', async (isDecided, words) => {
  const server = open([anItem(1), anItem(2)])
  await screen.findByRole('list', { name: 'What needs a person' })
  press('l')
  fireEvent.click(await screen.findByRole('button', { name: /^Approve…/ }))
  const dialog = within(await screen.findByRole('dialog'))
  const done = isDecided.map((is, i) => ({ proposalId: idOf(i + 1), intentId: `in_${i}`, isDecided: is }))
  server.on('POST', /^\/approvals\/decisions$/, 200, answered({ done }))
  fireEvent.click(await dialog.findByRole('button', { name: 'Approve for good: 2' }))
  expect(await dialog.findByText(words)).toBeTruthy()
})

test('where the proposals cannot be read that is said, and nothing can be decided', async () => {
  const server = open([anItem(1)])
  server.on('GET', /^\/approvals$/, 503, { title: 'The database is away.', status: 503 })
  await screen.findByRole('list', { name: 'What needs a person' })
  press('l')
  fireEvent.click(await screen.findByRole('button', { name: /^Approve…/ }))
  const dialog = within(await screen.findByRole('dialog'))
  expect((await dialog.findByRole('alert')).textContent).toContain('cannot be read now')
  expect(dialog.queryByRole('button', { name: /^Approve for good/ })).toBeNull()
})

test('a viewer, and who selected no approval, read why they cannot', async () => {
  open([anItem(1)], 'viewer')
  await screen.findByRole('list', { name: 'What needs a person' })
  fireEvent.click(screen.getByRole('button', { name: 'Select' }))
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select Job 1' }))
  expect(screen.getByRole('button', { name: /^Approve…/ }).getAttribute('aria-disabled')).toBe('true')
  expect(togetherRefusal([question])).toMatch(/^None of them is an approval/)
  expect(togetherRefusal(Array.from({ length: 51 }, (_, n) => anItem(n)))).toMatch(/^No more than 50/)
})

test('together are at most 50, and none that waits for somebody else or is of high risk', () => {
  const many = Array.from({ length: 60 }, (_, n) => anItem(n))
  expect(decidedTogether([risky, question, anItem(7, { waitsFor: ['Theo'] }), ...many])).toEqual(
    many.slice(0, 50),
  )
})

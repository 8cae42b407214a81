// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Invite, OperatorRow } from '#api/operators/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aProblem, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { OperatorsPage } from './OperatorsPage.tsx'

afterEach(cleanup)

const mara: OperatorRow = {
  id: 'op_mara',
  name: 'Mara Lind',
  email: 'mara@example.com',
  role: 'owner',
  since: '2026-11-20T10:00:00.000Z',
}
const grace: OperatorRow = {
  ...mara,
  id: 'op_grace',
  name: 'Grace',
  email: 'grace@example.com',
  role: 'viewer',
}
const anInvite = (change: Partial<Invite> = {}): Invite => ({
  operatorId: 'op_0123456789abcdef',
  role: 'operator',
  email: null,
  invitedByName: 'Mara Lind',
  invitedAt: '2026-11-24T11:00:00.000Z',
  expiresAt: '2026-12-01T11:00:00.000Z',
  ...change,
})
const link = 'http://fo.test/join#the-token'

function open({
  role = 'owner' as Role,
  items = [mara, grace],
  invites = [] as Invite[],
  former = [] as object[],
} = {}) {
  const server = aServer(role)
  server.on('GET', /^\/operators$/, 200, { items, invites, former })
  server.on('GET', /^\/me$/, 200, server.me)
  renderAt(server, '/', { '/': OperatorsPage }, sampleNow)
  return server
}
const changes = (server: FakeServer) => server.asked.filter(({ method }) => method !== 'GET')
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const rowOf = async (name: string) => {
  const rows = within(await screen.findByRole('list', { name: 'Operators' })).getAllByRole('listitem')
  return rows.find((row) => row.textContent?.includes(name))
}

test('each operator has name, role, address and since when; your own row says so', async () => {
  open({ former: [{ id: 'op_lin', name: 'Lin', role: 'operator', removedAt: '2026-11-23T12:00:00.000Z' }] })
  expect((await rowOf('Mara Lind'))?.textContent).toContain('(you)')
  for (const words of ['viewer', 'grace@example.com', 'joined 4 d ago'])
    expect((await rowOf('Grace'))?.textContent).toContain(words)
  expect(screen.getByText('2 people can sign in.')).toBeTruthy()
  expect(screen.getByRole('list', { name: 'No longer here' }).textContent).toMatch(
    /Lin.*was operator.*1 d ago/,
  )
})

test('alone, the page says what to do first; the only owner can be neither changed nor removed', async () => {
  const server = open({ items: [mara] })
  expect(await screen.findByText(/^Only you can sign in\. Invite/)).toBeTruthy()
  for (const name of [/^Change role/, /^Remove/]) {
    const button = await screen.findByRole('button', { name })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    fireEvent.click(button)
  }
  expect(screen.getAllByText(/Mara Lind is the only owner/)).toHaveLength(2)
  expect(changes(server)).toEqual([])
})

test.each(['operator', 'viewer'] as const)(
  'an %s sees everything, and why nothing of it is theirs',
  async (role) => {
    const server = open({ role, invites: [anInvite()] })
    const reason = role === 'viewer' ? 'A viewer' : 'An operator'
    await screen.findByRole('list', { name: 'Open invites' })
    for (const words of ['change roles', 'remove operators', 'revoke invites', 'invite operators'])
      expect(screen.getAllByText(new RegExp(`^${reason} may not ${words}\\.`)).length).toBeGreaterThan(0)
    for (const name of [/^Change role… of Grace/, /^Remove… Grace/, /^Revoke/]) {
      const button = screen.getByRole('button', { name })
      expect(button.getAttribute('aria-disabled')).toBe('true')
      fireEvent.click(button)
    }
    expect(screen.getByRole('button', { name: 'Make the link' })).toHaveProperty('disabled', true)
    expect(screen.getByRole('button', { name: 'Change the password' })).toHaveProperty('disabled', false)
    expect(changes(server)).toEqual([])
  },
)

test('an invite: the roles say what they may; the link is shown once, with its end, and can be copied', async () => {
  const server = open()
  const made = { operatorId: 'op_0123456789abcdef', link, expiresAt: '2026-12-01T12:00:00.000Z' }
  server.on('POST', /^\/invites$/, 201, made)
  expect(await screen.findByText('May read everything.')).toBeTruthy()
  expect(screen.getAllByText(/create, edit, pause and resume projects/).length).toBeGreaterThan(0)
  fireEvent.click(screen.getByRole('radio', { name: /Operator/ }))
  fireEvent.change(screen.getByLabelText('Email'), { target: { value: ' lin@example.com ' } })
  await press('Make the link')
  const field = await screen.findByLabelText('The link')
  expect(field).toHaveProperty('value', link)
  expect(changes(server)[0]).toMatchObject({
    path: '/invites',
    body: { role: 'operator', email: 'lin@example.com' },
    key: expect.any(String),
  })
  expect(screen.getByText(/^Works once, until Tue/)).toBeTruthy()
  const copied: string[] = []
  const clipboard = { writeText: async (text: string) => void copied.push(text) }
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
  await press('Copy the link')
  expect(await screen.findByText('Copied.')).toBeTruthy()
  expect(copied).toEqual([link])
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
  await press('Copy the link')
  expect(await screen.findByText(/It is selected/)).toBeTruthy()
  await press('Invite another one')
  expect(screen.queryByDisplayValue(link)).toBeNull()
})

test('a refused invite says why at its field or at the button', async () => {
  const server = open()
  const errors = [{ path: 'body.email', message: 'Invalid email address' }]
  server.on('POST', /^\/invites$/, 400, aProblem(400, 'no', { errors }))
  await press('Make the link')
  expect(await screen.findByText('Invalid email address')).toBeTruthy()
  server.on('POST', /^\/invites$/, 409, aProblem(409, 'x@example.com has an account already.'))
  await press('Make the link')
  expect((await screen.findByRole('alert')).textContent).toContain('has an account already')
})

test('an open invite is revoked; one that was used meanwhile says so', async () => {
  const server = open({ invites: [anInvite({ email: 'lin@example.com' })] })
  server.on('DELETE', /^\/invites\/op_/, 409, aProblem(409, 'This invite was used, and works once.'))
  expect(await screen.findByText('1 invite not used yet.', { exact: false })).toBeTruthy()
  await press('Revoke the invite of lin@example.com')
  expect((await screen.findByRole('alert')).textContent).toContain('was used')
  expect(changes(server)[0]?.path).toBe('/invites/op_0123456789abcdef')
})

test('a role is changed by a button that says what it does; Escape leaves it', async () => {
  const server = open()
  server.on('POST', /^\/operators\/op_grace\/role$/, 204, null)
  await press('Change role… of Grace')
  fireEvent.keyDown(screen.getByRole('group', { name: 'The role of Grace' }), { key: 'Escape' })
  expect(screen.queryByRole('group', { name: 'The role of Grace' })).toBeNull()
  expect(document.activeElement?.textContent).toContain('Change role…')
  await press('Change role… of Grace')
  expect(screen.getByRole('button', { name: 'Make Grace a viewer' })).toHaveProperty('disabled', true)
  const group = within(screen.getByRole('group', { name: 'The role of Grace' }))
  fireEvent.click(group.getByRole('radio', { name: /Owner/ }))
  expect(screen.queryByText(/that Grace made are revoked/)).toBeNull()
  await press('Make Grace an owner')
  await waitFor(() => expect(changes(server)[0]?.body).toEqual({ role: 'owner' }))
  await waitFor(() => expect(screen.queryByRole('group', { name: 'The role of Grace' })).toBeNull())
})

test('a lower role says what goes with it', async () => {
  open({ items: [mara, { ...grace, role: 'owner' }] })
  await press('Change role… of Grace')
  const group = within(screen.getByRole('group', { name: 'The role of Grace' }))
  fireEvent.click(group.getByRole('radio', { name: /Operator/ }))
  expect(group.getByText('The unused invites and API keys that Grace made are revoked.')).toBeTruthy()
  fireEvent.click(group.getByRole('radio', { name: /Viewer/ }))
  expect(group.getByText(/^The unused invites, API keys and standing grants that Grace/)).toBeTruthy()
})

test('removing says what follows before; a refusal stands there', async () => {
  const server = open()
  server.on(
    'DELETE',
    /^\/operators\/op_grace$/,
    404,
    aProblem(404, 'There is no such operator, or they were removed.'),
  )
  await press('Remove… Grace')
  const panel = screen.getByRole('group', { name: 'Remove Grace' })
  for (const words of [
    'sign them out',
    'revoke the invites',
    'the API keys and the standing grants',
    'keep the name in the ledger',
  ])
    expect(panel.textContent).toContain(words)
  expect(changes(server)).toEqual([])
  await press('Remove Grace')
  expect((await screen.findByRole('alert')).textContent).toContain('they were removed')
  await press('Keep the account')
  expect(screen.queryByRole('group', { name: 'Remove Grace' })).toBeNull()
})

test('one’s own password: the old one is checked, a short one never sent', async () => {
  const server = open()
  server.on('POST', /^\/auth\/change-password$/, 400, {
    code: 'INVALID_PASSWORD',
    message: 'Invalid password',
  })
  const fill = (label: string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } })
  await screen.findByRole('heading', { name: 'Your account' })
  fill('Current password', 'old password here')
  fill('New password', 'short')
  await press('Change the password')
  expect(await screen.findByText('At least 12 characters')).toBeTruthy()
  expect(changes(server)).toEqual([])
  fill('New password', 'a new long password')
  await press('Change the password')
  expect(await screen.findByText('The current password is not right.')).toBeTruthy()
  server.on('POST', /^\/auth\/change-password$/, 200, {})
  await press('Change the password')
  expect(await screen.findByText(/^Changed\./)).toBeTruthy()
  expect(changes(server)[1]?.body).toEqual({
    currentPassword: 'old password here',
    newPassword: 'a new long password',
    revokeOtherSessions: true,
  })
})

test('what can’t be read now is said, and is no empty list', async () => {
  const server = aServer()
  server.on('GET', /^\/operators$/, 500, aProblem(500, 'It broke.', { requestId: 'r1' }))
  renderAt(server, '/', { '/': OperatorsPage }, sampleNow)
  expect((await screen.findByRole('alert')).textContent).toContain('It broke. Request r1.')
})

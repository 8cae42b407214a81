// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aProblem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { JoinPage } from './JoinPage.tsx'

afterEach(() => {
  cleanup()
  window.location.hash = ''
})

const look = {
  role: 'operator',
  email: null,
  invitedByName: 'Mara Lind',
  expiresAt: '2026-12-01T12:00:00.000Z',
}

function open(token: string, status = 200, json: object = look) {
  window.location.hash = token
  const server = aServer()
  server.on('POST', /^\/join\/look$/, status, json)
  renderAt(server, '/', { '/': JoinPage, '/inbox': () => null }, sampleNow)
  return server
}
const fill = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
const joined = (paths: { path: string }[]) => paths.map(({ path }) => path)

test('the invite says by whom and as what; the account is made and signed in, and the token leaves the address', async () => {
  const server = open('the-token')
  server.on('POST', /^\/join$/, 201, {
    id: 'op_1',
    name: 'Grace',
    email: 'grace@example.com',
    role: 'operator',
  })
  server.on('POST', /^\/auth\/sign-in\/email$/, 200, {})
  expect(
    await screen.findByText(/^Mara Lind invited you as an operator\. All that a viewer may/),
  ).toBeTruthy()
  expect(window.location.hash).toBe('')
  fill('Name', 'Grace')
  fill('Email', 'grace@example.com')
  fill('Password', 'short')
  fireEvent.click(screen.getByRole('button', { name: 'Create my account' }))
  // The help under the label and the error say the same.
  await waitFor(() => expect(screen.getAllByText('At least 12 characters')).toHaveLength(2))
  fill('Password', 'a long enough password')
  fireEvent.click(screen.getByRole('button', { name: 'Create my account' }))
  await waitFor(() => expect(joined(server.asked)).toEqual(['/join/look', '/join', '/auth/sign-in/email']))
  expect(server.asked[1]?.body).toEqual({
    name: 'Grace',
    email: 'grace@example.com',
    password: 'a long enough password',
    token: 'the-token',
  })
})

test('an invite for an address fixes it; what is refused meanwhile stands at the button', async () => {
  const server = open('t', 200, { ...look, email: 'lin@example.com' })
  server.on('POST', /^\/join$/, 409, aProblem(409, 'This invite was used, and works once.'))
  const email = await screen.findByLabelText('Email')
  expect(email).toMatchObject({ value: 'lin@example.com', readOnly: true })
  fill('Name', 'Lin')
  fill('Password', 'a long enough password')
  fireEvent.click(screen.getByRole('button', { name: 'Create my account' }))
  expect((await screen.findByRole('alert')).textContent).toContain('was used')
})

test('an invite that makes no account says why and where to go', async () => {
  open('t', 409, aProblem(409, 'This invite has expired. Ask an owner for another one.'))
  expect(await screen.findByRole('heading', { name: 'This invite can’t be used' })).toBeTruthy()
  expect(screen.getByText(/has expired/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Sign in' })).toBeTruthy()
})

test('a link without its token is not complete, and asks nobody', async () => {
  const server = open('')
  expect(await screen.findByText(/Open the whole link/)).toBeTruthy()
  expect(server.asked).toEqual([])
})

test('each field that lacks something says so, and nothing is sent', async () => {
  const server = open('t')
  await screen.findByLabelText('Email')
  fireEvent.click(screen.getByRole('button', { name: 'Create my account' }))
  expect(await screen.findByText('Give your e-mail address')).toBeTruthy()
  expect(screen.getByText('Say what to call you')).toBeTruthy()
  fill('Email', 'grace at example')
  fireEvent.click(screen.getByRole('button', { name: 'Create my account' }))
  expect(await screen.findByText(/a name, an @ and a place/)).toBeTruthy()
  expect(screen.getByLabelText('Email').closest('form')?.noValidate).toBe(true)
  expect(joined(server.asked)).toEqual(['/join/look'])
})

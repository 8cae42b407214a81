// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ApiKey } from '#api/api-keys/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { ApiKeysPage } from './ApiKeysPage.tsx'

afterEach(cleanup)

const aKey = (change: Partial<ApiKey> = {}): ApiKey => ({
  id: 'key_0123456789abcdef',
  name: 'Website',
  prefix: 'fo_0123456789abcdef',
  projectIds: [projectId],
  actions: ['startRunbook'],
  createdByName: 'Mara Lind',
  createdAt: '2026-11-24T10:00:00.000Z',
  lastUsedAt: null,
  revokedAt: null,
  ...change,
})

function open({ role = 'owner' as Role, items = [aKey()] } = {}) {
  const server = aServer(role)
  server.on('GET', /^\/api-keys$/, 200, { items })
  server.on('GET', /^\/projects$/, 200, { items: [aProject()] })
  renderAt(server, '/', { '/': ApiKeysPage }, sampleNow)
  return server
}
const changes = (server: FakeServer) => server.asked.filter(({ method }) => method !== 'GET')
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))

test('each key says what it may, where, and when it was last used', async () => {
  const used = aKey({ id: 'key_1', name: 'Zap', lastUsedAt: '2026-11-24T11:58:00.000Z' })
  open({ items: [aKey(), used, aKey({ id: 'key_2', name: 'Old', revokedAt: '2026-11-23T12:00:00.000Z' })] })
  const list = await screen.findByRole('list', { name: 'Keys' })
  expect(await screen.findByText('2 keys let scripts in. 1 of them was never used.')).toBeTruthy()
  await screen.findAllByText(/in Harrowgate Letter/)
  expect(list.textContent).toMatch(
    /Website.*May start runbooks, in Harrowgate Letter.*fo_0123456789abcdef….*never used/,
  )
  expect(list.textContent).toMatch(/Zap.*last used 2 min ago/)
  expect(screen.getByRole('list', { name: 'Revoked' }).textContent).toMatch(/Old.*revoked 1 d ago/)
})

test('a key is made; its token is shown once, with a request to copy', async () => {
  const server = open({ items: [] })
  const token = `fo_0123456789abcdef_${'x'.repeat(32)}`
  server.on('POST', /^\/api-keys$/, 201, { id: 'key_0123456789abcdef', token })
  const yaml =
    'name: Print a letter\ninputs: [{name: topic, type: text, default: bread}]\nsteps: [{id: a, wait: {for: 1 h}}]'
  server.on('GET', /\/runbooks$/, 200, { items: [{ id: 'rb_1', projectId, name: 'Print a letter', yaml }] })
  expect(await screen.findByText('There is no key.')).toBeTruthy()
  await screen.findByRole('checkbox', { name: 'Harrowgate Letter' })
  await press('Make the key')
  expect(await screen.findByText('Choose at least one project')).toBeTruthy()
  expect(screen.getByText('Give it the name of what will use it')).toBeTruthy()
  expect(changes(server)).toEqual([])
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Website' } })
  fireEvent.click(screen.getByRole('checkbox', { name: 'Harrowgate Letter' }))
  await press('Make the key')
  expect(await screen.findByLabelText('The token')).toHaveProperty('value', token)
  expect(changes(server)[0]).toMatchObject({
    body: { name: 'Website', projectIds: [projectId], actions: ['startRunbook'] },
    key: expect.any(String),
  })
  expect(screen.getByText(/^curl -X POST/).textContent).toContain(`Authorization: Bearer ${token}`)
  const example = await screen.findByText(/runbooks\/print-a-letter\/runs/)
  expect(example.textContent).toContain(`-d '{"inputs":{"topic":"bread"}}'`)
  expect(screen.getByRole('button', { name: 'Copy the example' })).toBeTruthy()
  await press('Make another key')
  expect(screen.queryByDisplayValue(token)).toBeNull()
})

test('revoking says what went wrong; who may not sees why', async () => {
  const server = open()
  server.on('DELETE', /^\/api-keys\/key_/, 409, aProblem(409, 'The API key Website is revoked already.'))
  await press('Revoke… the key Website')
  expect(await screen.findByText(/there is no way back/)).toBeTruthy()
  expect(changes(server)).toEqual([])
  await press('Revoke Website')
  expect((await screen.findByRole('alert')).textContent).toContain('revoked already')
  const other = open({ role: 'operator' })
  await press('Revoke… the key Website')
  expect(screen.getByText(/^An operator may not revoke API keys/)).toBeTruthy()
  expect(screen.getByText(/^An operator may not create API keys/)).toBeTruthy()
  expect(changes(other)).toEqual([])
})

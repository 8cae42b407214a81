import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSetUpLink } from '#prisma/write/settings/accounts.ts'
import { type ApiServer, cookieOf, password, startApi } from '#test/api-server.ts'

let api: ApiServer
let token = ''
beforeAll(async () => {
  api = await startApi({ hasOperators: false })
  token = (await createSetUpLink(api.pool))?.token ?? ''
})
afterAll(() => api?.stop())
const owner = (change = {}) => ({ token, name: 'Ada', email: 'Ada@Example.com', password, ...change })

test('a short password and a link that is not ours make no account', async () => {
  const short = await api.call('POST', '/api/set-up', { body: owner({ password: 'short' }) })
  expect(short.status).toBe(400)
  expect(short.json.errors).toEqual([{ path: 'body.password', message: 'must have at least 12 characters' }])
  const wrong = await api.call('POST', '/api/set-up', { body: owner({ token: 'x'.repeat(27) }) })
  expect(wrong).toMatchObject({ status: 409, json: { code: 'link_used' } })
  expect((await api.call('GET', '/api/set-up')).json).toEqual({ hasOwner: false })
})

test('two at once make one owner, who signs in; the link is used for good', async () => {
  const both = await Promise.all([
    api.call('POST', '/api/set-up', { body: owner() }),
    api.call('POST', '/api/set-up', { body: owner({ email: 'eve@example.com' }) }),
  ])
  expect(both.map((answer) => answer.status).sort()).toEqual([201, 409])
  const made = both.find((answer) => answer.status === 201)?.json
  expect(made).toMatchObject({ name: 'Ada', role: 'owner' })
  expect((await api.call('POST', '/api/set-up', { body: owner() })).status).toBe(409)
  expect((await api.call('GET', '/api/set-up')).json).toEqual({ hasOwner: true })

  const body = { email: made.email, password }
  const cookie = cookieOf(await api.call('POST', '/api/auth/sign-in/email', { body }))
  const me = await api.call('GET', '/api/me', { cookie })
  expect(me.json).toMatchObject({ id: made.id, role: 'owner' })
  expect(me.json.can).toContain('removeProject')
})

test('too many tries have to wait', async () => {
  const statuses = []
  for (let i = 0; i < 12; i++)
    statuses.push((await api.call('POST', '/api/set-up', { body: owner() })).status)
  expect(statuses.at(-1)).toBe(429)
})

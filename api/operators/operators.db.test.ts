import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { inviteOperator } from '#prisma/write/settings/operators.ts'
import { type ApiServer, cookieOf, password, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const invite = (body: object = { role: 'viewer' }, headers = {}) =>
  api.call('POST', '/api/invites', { cookie, body, headers })
const tokenOf = (link: string) => new URL(link).hash.slice(1)
const join = (token: string, change = {}) =>
  api.call('POST', '/api/join', {
    body: { token, name: 'Grace', email: 'grace@example.com', password, ...change },
  })
const look = (token: string) => api.call('POST', '/api/join/look', { body: { token } })
const signIn = (email: string, secret = password) =>
  api.call('POST', '/api/auth/sign-in/email', { body: { email, password: secret } })
const list = async () => (await api.call('GET', '/api/operators', { cookie })).json
const asRole = (operatorId: string, role: string) =>
  api.call('POST', `/api/operators/${operatorId}/role`, { cookie, body: { role } })
const remove = (operatorId: string) => api.call('DELETE', `/api/operators/${operatorId}`, { cookie })

/** Past the api, which lets one address try ten times a minute. */
async function quickInvite(role: Role, at = new Date().toISOString()) {
  const operatorId = newId('operator')
  const by = { operatorId: api.operators.owner, at }
  return { operatorId, ...(await inviteOperator(api.pool, { operatorId, role, email: null }, by)) }
}

test('an owner invites; the link leads to this Front Office, its token after the #, and is told once', async () => {
  const key = { 'Idempotency-Key': 'one' }
  const { status, json } = await invite({ role: 'operator', email: 'Grace@Example.com' }, key)
  expect(status).toBe(201)
  expect(json.link).toMatch(new RegExp(`^${api.url}/join#[\\w-]{27}$`))
  expect((await list()).invites).toEqual([
    {
      operatorId: json.operatorId,
      role: 'operator',
      email: 'grace@example.com',
      invitedByName: 'The owner',
      invitedAt: expect.any(String),
      expiresAt: json.expiresAt,
    },
  ])
  expect(JSON.stringify(await list())).not.toContain(tokenOf(json.link))
  const again = await invite({ role: 'operator' }, key)
  expect(again).toMatchObject({ status: 409, json: { code: 'key_reused' } })
  const found = await look(tokenOf(json.link))
  expect(found.json).toEqual({
    role: 'operator',
    email: 'grace@example.com',
    invitedByName: 'The owner',
    expiresAt: json.expiresAt,
  })
  const other = await join(tokenOf(json.link), { email: 'eve@example.com' })
  expect(other).toMatchObject({ status: 409, json: { code: 'email_differs' } })
  const joined = await join(tokenOf(json.link))
  expect(joined).toMatchObject({
    status: 201,
    json: { id: json.operatorId, name: 'Grace', role: 'operator' },
  })
  const me = await api.call('GET', '/api/me', { cookie: cookieOf(await signIn('grace@example.com')) })
  expect(me.json).toMatchObject({ id: json.operatorId, role: 'operator' })
  expect((await list()).items.map((row: { name: string }) => row.name)).toContain('Grace')
})

test('two who use one link at once make one account', async () => {
  const { token } = await quickInvite('viewer')
  const answers = await Promise.all(['a', 'b'].map((one) => join(token, { email: `${one}@example.com` })))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  expect(answers.find(({ status }) => status === 409)?.json.code).toBe('link_used')
})

test('an address that has an account gets no invite; a role and an address must be ones', async () => {
  expect(await invite({ role: 'viewer', email: 'owner@example.com' })).toMatchObject({
    status: 409,
    json: { code: 'name_taken' },
  })
  const { status, json } = await invite({ role: 'admin', email: 'nobody' })
  expect(status).toBe(400)
  expect(json.errors.map(({ path }: { path: string }) => path)).toEqual(['body.role', 'body.email'])
})

describe('an invite that makes no account says why', () => {
  test('used, revoked, expired or not ours, at a look and at the attempt', async () => {
    const used = await quickInvite('viewer')
    expect((await join(used.token, { email: 'lin@example.com' })).status).toBe(201)
    const revoked = await quickInvite('viewer')
    expect((await api.call('DELETE', `/api/invites/${revoked.operatorId}`, { cookie })).status).toBe(204)
    const expired = await quickInvite('viewer', '2026-01-01T00:00:00.000Z')
    const cases: [string, number, string, RegExp][] = [
      [used.token, 409, 'link_used', /was used/],
      [revoked.token, 409, 'invite_revoked', /was revoked/],
      [expired.token, 409, 'invite_expired', /has expired/],
      ['x'.repeat(27), 404, 'not_found', /not one of ours/],
    ]
    for (const [token, status, code, words] of cases)
      for (const answer of [await look(token), await join(token)])
        expect(answer).toMatchObject({ status, json: { code, detail: expect.stringMatching(words) } })
    const again = await api.call('DELETE', `/api/invites/${revoked.operatorId}`, { cookie })
    expect(again).toMatchObject({ status: 409, json: { code: 'invite_revoked' } })
  })

  test('too many tries have to wait', async () => {
    const tries = []
    for (let i = 0; i < 12; i++) tries.push((await join('x'.repeat(27))).status)
    expect(tries.at(-1)).toBe(429)
  })
})

describe('a role', () => {
  test('is another one from the next request on', async () => {
    const viewer = await api.signIn('viewer')
    const can = async () => (await api.call('GET', '/api/me', { cookie: viewer })).json.can
    expect(await can()).toEqual(['read'])
    expect((await asRole(api.operators.viewer, 'operator')).status).toBe(204)
    expect(await can()).toContain('decideApproval')
    expect((await asRole(api.operators.viewer, 'viewer')).status).toBe(204)
    expect(await asRole(newId('operator'), 'viewer')).toMatchObject({ status: 404 })
  })

  test('of the last owner is refused with what to do first', async () => {
    const refusals = [await asRole(api.operators.owner, 'viewer'), await remove(api.operators.owner)]
    for (const { status, json } of refusals) {
      expect({ status, code: json.code }).toEqual({ status: 409, code: 'last_owner' })
      expect(json.detail).toMatch(/only owner.*first\.$/)
    }
  })
})

test('who is removed is out at once, in every session, and keeps the name', async () => {
  const operator = await api.signIn('operator')
  const stream = await fetch(`${api.url}/api/stream`, { headers: { cookie: operator } })
  expect(stream.status).toBe(200)
  await stream.body?.cancel()
  expect((await remove(api.operators.operator)).status).toBe(204)
  expect((await api.call('GET', '/api/me', { cookie: operator })).status).toBe(401)
  expect((await signIn('operator@example.com')).status).toBe(401)
  const { items, former } = await list()
  expect(items.map(({ id }: { id: string }) => id)).not.toContain(api.operators.operator)
  expect(former).toMatchObject([{ id: api.operators.operator, name: 'The operator', role: 'operator' }])
  const { json } = await api.call('GET', `/api/ledger?streamId=operator/${api.operators.operator}`, {
    cookie,
  })
  expect(json.items[0]).toMatchObject({ type: 'operator_removed', actorName: 'The owner' })
  expect((await remove(api.operators.operator)).status).toBe(404)
})

test('a session that a sign-in made meanwhile counts for nothing', async () => {
  const before = cookieOf(await signIn('viewer@example.com'))
  const { rows } = await api.pool.query('select * from session where "userId" = $1', [api.operators.viewer])
  expect((await remove(api.operators.viewer)).status).toBe(204)
  for (const { id, token, expiresAt } of rows)
    await api.pool.query('insert into session (id, token, "userId", "expiresAt") values ($1, $2, $3, $4)', [
      id,
      token,
      api.operators.viewer,
      expiresAt,
    ])
  expect((await api.call('GET', '/api/me', { cookie: before })).status).toBe(401)
})

test('an operator changes their own password, with the old one', async () => {
  const headers = { origin: api.url }
  const change = (currentPassword: string, newPassword: string) =>
    api.call('POST', '/api/auth/change-password', { cookie, headers, body: { currentPassword, newPassword } })
  expect((await change('not the password', 'another long password')).status).toBe(400)
  expect((await change(password, 'short')).status).toBe(400)
  expect((await change(password, 'another long password')).status).toBe(200)
  expect((await signIn('owner@example.com')).status).toBe(401)
  expect((await signIn('owner@example.com', 'another long password')).status).toBe(200)
})

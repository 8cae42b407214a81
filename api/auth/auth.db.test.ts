import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, cookieOf, executorToken, password, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

test('the cookie is for this site and not for scripts, and ends with the session', async () => {
  const answer = await api.call('POST', '/api/auth/sign-in/email', {
    body: { email: 'viewer@example.com', password },
  })
  const set = answer.headers.getSetCookie().find((cookie) => cookie.includes('session_token')) ?? ''
  expect(set).toMatch(/^front_office\.session_token=/)
  expect(set).toMatch(/HttpOnly/)
  expect(set).toMatch(/SameSite=Lax/)
  expect(set).not.toMatch(/Secure/)
  const cookie = cookieOf(answer)
  expect((await api.call('GET', '/api/me', { cookie })).json.can).toEqual(['read'])
  const headers = { origin: api.url }
  expect((await api.call('POST', '/api/auth/sign-out', { cookie, headers, body: {} })).status).toBe(200)
  expect((await api.call('GET', '/api/me', { cookie })).status).toBe(401)
})

test('a session ends a fortnight later, wherever this process thinks it is', async () => {
  const zone = process.env.TZ
  process.env.TZ = 'Pacific/Auckland'
  try {
    const body = { email: 'viewer@example.com', password }
    const cookie = cookieOf(await api.call('POST', '/api/auth/sign-in/email', { body }))
    const token = [/=([^.%]+)/.exec(cookie)?.[1]]
    const { rows } = await api.pool.query(
      `select round(extract(epoch from "expiresAt" - now()) / 3600)::int as hours from session where token = $1`,
      token,
    )
    expect(rows).toEqual([{ hours: 14 * 24 }])
    expect((await api.call('GET', '/api/me', { cookie })).status).toBe(200)
    await api.pool.query(
      `update session set "expiresAt" = now() - interval '1 minute' where token = $1`,
      token,
    )
    expect((await api.call('GET', '/api/me', { cookie })).status).toBe(401)
  } finally {
    process.env.TZ = zone ?? ''
    if (zone === undefined) delete process.env.TZ
  }
})

test('whose a session is that was seen before is read anew each time, and only its own cookie opens it', async () => {
  const body = { email: 'viewer@example.com', password }
  const cookie = cookieOf(await api.call('POST', '/api/auth/sign-in/email', { body }))
  const me = () => api.call('GET', '/api/me', { cookie })
  expect((await me()).json).toMatchObject({ email: 'viewer@example.com', role: 'viewer' })
  const change = (set: string) =>
    api.pool.query(`update "user" set ${set} where email = 'viewer@example.com'`)
  await change(`role = 'operator'`)
  expect((await me()).json).toMatchObject({ email: 'viewer@example.com', role: 'operator' })
  await change(`role = 'viewer', "removedAt" = now()`)
  expect((await me()).status).toBe(401)
  await change(`"removedAt" = null`)
  expect((await me()).status).toBe(200)
  const forged = cookie.replace(/\.[^.]+$/, '.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D')
  expect(forged).not.toBe(cookie)
  expect((await api.call('GET', '/api/me', { cookie: forged })).status).toBe(401)
})

test('nobody signs up, and nobody changes a name or a role past the ledger', async () => {
  const cookie = await api.signIn('viewer')
  const body = { email: 'new@example.com', password, name: 'New', role: 'owner' }
  expect((await api.call('POST', '/api/auth/sign-up/email', { body })).status).toBe(404)
  expect((await api.call('POST', '/api/auth/update-user', { cookie, body: { role: 'owner' } })).status).toBe(
    404,
  )
  expect((await api.call('GET', '/api/me', { cookie })).json.role).toBe('viewer')
})

test('a page of another site changes nothing, with or without a cookie', async () => {
  const cookie = await api.signIn('owner')
  const body = { name: 'Theirs' }
  const foreign = { origin: 'https://evil.example' }
  expect((await api.call('POST', '/api/projects', { cookie, body, headers: foreign })).status).toBe(403)
  const crossSite = { 'sec-fetch-site': 'cross-site' }
  expect((await api.call('POST', '/api/projects', { cookie, body, headers: crossSite })).status).toBe(403)
  const credentials = { email: 'owner@example.com', password }
  const signIn = await api.call('POST', '/api/auth/sign-in/email', { body: credentials, headers: foreign })
  expect(signIn.status).toBe(403)
  const own = { origin: api.url.replace('127.0.0.1', 'localhost') }
  expect((await api.call('POST', '/api/projects', { cookie, body, headers: own })).status).toBe(201)
})

test('a token of an executor speaks for that executor only', async () => {
  const report = { link: 'connected', detail: '', gateway: null, workerVersion: '0.1.0' }
  const send = (path: string, token?: string) =>
    api.call('POST', `/api/executors/${path}/report`, { body: report, ...(token && { token }) })
  expect((await send('mac-mini', executorToken)).status).toBe(204)
  expect((await send('other', executorToken)).status).toBe(403)
  expect((await send('mac-mini', 'not-a-token-of-ours')).status).toBe(401)
  expect((await send('mac-mini')).status).toBe(401)
  const cookie = await api.signIn('owner')
  const { json } = await api.call('GET', '/api/executors', { cookie })
  expect(json.items[0]).toMatchObject({ id: 'mac-mini', report: { link: 'connected' } })
  expect(json.items[0].lastReportAt).toMatch(/Z$/)
})

test('an oversized sign-in is refused before it is read', async () => {
  const body = { email: 'owner@example.com', password: 'x'.repeat(20_000) }
  expect((await api.call('POST', '/api/auth/sign-in/email', { body })).status).toBe(413)
})

test('guessing passwords is slowed down, and a forged address does not help', async () => {
  const statuses = []
  for (let i = 0; i < 25; i++) {
    const body = { email: 'owner@example.com', password: 'wrong password here' }
    const headers = { 'x-forwarded-for': `10.0.0.${i}`, 'x-front-office-client-ip': `10.1.0.${i}` }
    statuses.push((await api.call('POST', '/api/auth/sign-in/email', { body, headers })).status)
  }
  expect(statuses[0]).toBe(401)
  expect(statuses.at(-1)).toBe(429)
  expect((await api.pool.query('select 1 from rate_limit')).rowCount).toBeGreaterThan(0)
})

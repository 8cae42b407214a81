import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyActions } from '#domain/api-key/api-key-rules.ts'
import { newId } from '#domain/ids.ts'
import { operatorCan, roles } from '#domain/operator/permissions.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { type ApiServer, executorToken, startApi } from '#test/api-server.ts'
import { all, ids, pathOf, table } from '#test/route-needs.ts'

const refused = [401, 403]

/** The token of a key that may everything a key may, in one project. */
async function aKeyFor(projectId: string): Promise<string> {
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  const body = { name: 'Letters', mission: '', isSample: false, policy: defaultPolicy }
  const fact = { type: 'project_created', at: by.at, actor: 'system:test', body } as const
  await createProject(api.pool, projectId, fact)
  const key = {
    apiKeyId: newId('apiKey'),
    name: 'Website',
    actions: [...keyActions],
    projectIds: [projectId],
  }
  return (await createApiKey(api.pool, key, by)).token
}

let api: ApiServer
const keys = { fitting: '', other: '' }
beforeAll(async () => {
  api = await startApi()
  keys.fitting = await aKeyFor(`pr_${'0'.repeat(16)}`)
  keys.other = await aKeyFor(newId('project'))
})
afterAll(() => api?.stop())

describe.each(all)('%s', (name, route) => {
  const need = table[name]
  const send = (who: { cookie?: string; token?: string }) => {
    const body = typeof need === 'object' ? need.body : {}
    const path = pathOf(route, { ...ids, ...(typeof need === 'object' && need.of) })
    return api.call(route.method.toUpperCase(), path, { ...who, ...(route.body && { body }) })
  }

  test('asks who it is', async () => {
    const { status, json } = await send({})
    if (need === 'open') expect(refused).not.toContain(status)
    else expect({ status, title: json.title }).toEqual({ status: 401, title: 'Not signed in' })
  })

  test.each(roles)('lets a %s do what the role may', async (role) => {
    const { status, json } = await send({ cookie: await api.signIn(role) })
    if (need === 'open') return expect(refused).not.toContain(status)
    if (need === 'executor') return expect(status).toBe(401)
    if (operatorCan(role, need.action)) return expect(refused).not.toContain(status)
    expect({ status, code: json.code }).toEqual({ status: 403, code: 'role_may_not' })
    expect(json.detail).toMatch(/^An? (viewer|operator) may not .+ Ask an owner/)
  })

  test('is open to an executor only where it is the executor’s', async () => {
    const { status } = await send({ token: executorToken })
    if (typeof need === 'object') expect(status).toBe(401)
    else expect(refused).not.toContain(status)
  })

  test('is open to an API key only where a scope can say so, and in its project', async () => {
    const { status } = await send({ token: keys.fitting })
    if (need === 'open') return expect(refused).not.toContain(status)
    if (need === 'executor' || !need.key) return expect(status).toBe(401)
    expect(refused).not.toContain(status)
    // Where the thing itself is looked for first, a stranger learns no more than that it is not there.
    expect([403, 404]).toContain((await send({ token: keys.other })).status)
  })
})

test('reading decides nothing: no GET leaves an entry or an intent, whatever its address says', async () => {
  const cookie = await api.signIn('owner')
  const recorded = async () => {
    const { rows } = await api.pool.query(
      'select (select count(*)::int from entry) as entries, (select count(*)::int from intent) as intents',
    )
    return rows[0]
  }
  const before = await recorded()
  const asked = new URLSearchParams({ verdict: 'approved', hash: 'a'.repeat(64), reason: 'x' })
  for (const [, route] of all)
    for (const query of ['', `?${asked}`]) await api.call('GET', pathOf(route, ids) + query, { cookie })
  expect(await recorded()).toEqual(before)
  const { status } = await api.call('POST', '/api/projects', { cookie, body: { name: 'Another project' } })
  expect(status).toBe(201)
  expect(await recorded()).not.toEqual(before)
})

test('the stream and the description: one is for operators, the other for all', async () => {
  expect((await api.call('GET', '/api/stream')).status).toBe(401)
  expect((await api.call('GET', '/api/stream', { token: executorToken })).status).toBe(401)
  expect((await api.call('GET', '/openapi.json')).status).toBe(200)
})

test('a cookie that was tampered with is nobody’s', async () => {
  const cookie = `${(await api.signIn('owner')).slice(0, -4)}AAAA`
  expect((await api.call('GET', '/api/me', { cookie })).status).toBe(401)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
  projectId = (await aProject(api)).projectId
})
afterAll(() => api?.stop())

const make = (change = {}, headers = {}, by = cookie) =>
  api.call('POST', '/api/api-keys', {
    cookie: by,
    headers,
    body: { name: 'Website', projectIds: [projectId], actions: ['read'], ...change },
  })
const list = async () => (await api.call('GET', '/api/api-keys', { cookie })).json.items
const revoke = (id: string) => api.call('DELETE', `/api/api-keys/${id}`, { cookie })
const read = (token: string, id = projectId) => api.call('GET', `/api/projects/${id}`, { token })

test('a key opens its project for reading; its token is told once and kept as a hash', async () => {
  const { status, json } = await make({}, { 'Idempotency-Key': 'one' })
  expect(status).toBe(201)
  expect(json.token).toMatch(/^fo_[0-9a-z]{16}_[\w-]{32}$/)
  expect(await read(json.token)).toMatchObject({ status: 200, json: { id: projectId } })
  const [key] = await list()
  expect(key).toMatchObject({
    ...{ id: json.id, name: 'Website', projectIds: [projectId], actions: ['read'] },
    ...{ createdByName: 'The owner', revokedAt: null, lastUsedAt: expect.stringMatching(/Z$/) },
  })
  expect(json.token.startsWith(key.prefix)).toBe(true)
  const { rows } = await api.pool.query('select * from api_key')
  expect(rows[0].token_hash).toBe(sha256Hex(json.token))
  const secret = json.token.split('_')[2]
  const everything = await api.pool.query('select body::text from entry')
  expect(JSON.stringify([await list(), rows, everything.rows])).not.toContain(secret)
  expect(await make({}, { 'Idempotency-Key': 'one' })).toMatchObject({
    status: 409,
    json: { code: 'key_reused' },
  })
})

test('outside of its scope it is told so in a sentence', async () => {
  const { token } = (await make({ actions: ['startRunbook'] })).json
  const denied = { status: 403, json: { code: 'key_may_not' } }
  const action = await read(token)
  expect(action).toMatchObject(denied)
  expect(action.json.detail).toMatch(/^The API key Website may not read the project/)
  const other = await read((await make()).json.token, (await aProject(api)).projectId)
  expect(other).toMatchObject(denied)
  expect(other.json.detail).toMatch(/not for this project/)
})

test('a revoked, changed or invented token opens nothing', async () => {
  const { id, token } = (await make()).json
  const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
  const invented = `fo_${newId('apiKey').slice(4)}_${'x'.repeat(32)}`
  for (const one of [changed, invented, 'fo_', `${token} x`]) expect((await read(one)).status).toBe(401)
  expect((await read(token)).status).toBe(200)
  expect((await revoke(id)).status).toBe(204)
  const after = await read(token)
  expect(after).toMatchObject({ status: 401, json: { detail: expect.stringContaining('was revoked') } })
  expect(await revoke(id)).toMatchObject({ status: 409, json: { code: 'key_revoked' } })
  expect((await revoke(newId('apiKey'))).status).toBe(404)
  const { json } = await api.call('GET', `/api/ledger?streamId=api-key/${id}`, { cookie })
  const types = json.items.map((entry: { type: string; actorName: string }) => [entry.type, entry.actorName])
  expect(types).toEqual([
    ['api_key_revoked', 'The owner'],
    ['api_key_created', 'The owner'],
  ])
})

test('a scope without projects or actions, or with ones that are not there, makes no key', async () => {
  const before = (await list()).length
  const { status, json } = await make({ name: ' ', projectIds: [], actions: ['everything'] })
  expect(status).toBe(400)
  const paths = json.errors.map(({ path }: { path: string }) => path)
  expect(paths).toEqual(['body.name', 'body.projectIds', 'body.actions.0'])
  expect((await make({ projectIds: [newId('project')] })).status).toBe(404)
  expect((await make({ projectIds: [projectId, projectId] })).status).toBe(400)
  expect(await list()).toHaveLength(before)
})

test('who is no owner any more leaves no key behind', async () => {
  const { operator } = api.operators
  const as = (role: string) => api.call('POST', `/api/operators/${operator}/role`, { cookie, body: { role } })
  await as('owner')
  const { id, token } = (await make({ name: 'Hers' }, {}, await api.signIn('operator'))).json
  expect((await read(token)).status).toBe(200)
  await as('operator')
  expect((await read(token)).status).toBe(401)
  const { json } = await api.call('GET', `/api/ledger?streamId=api-key/${id}`, { cookie })
  expect(json.items[0]).toMatchObject({
    type: 'api_key_revoked',
    body: { name: 'Hers', reason: 'The operator is no owner any more.' },
  })
})

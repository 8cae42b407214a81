import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ApiServer, password, startApi } from '#test/api-server.ts'
import { scratchFolder } from '#test/servers.ts'
import { contracts } from '../server.ts'

let api: ApiServer
beforeAll(async () => {
  const webDist = join(scratchFolder(), `web-${process.pid}`)
  mkdirSync(join(webDist, 'assets'), { recursive: true })
  writeFileSync(join(webDist, 'index.html'), '<title>Front Office</title>')
  writeFileSync(join(webDist, 'assets', 'index-abc123.js'), '1')
  api = await startApi({ webDist })
})
afterAll(() => api?.stop())

async function run(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}
const admin = (sql: string) => run(inject('servers').adminUrl, sql)
const owner = (sql: string) => {
  const url = new URL(inject('servers').ownerUrl)
  url.pathname = new URL(api.appUrl).pathname
  return run(url.href, sql)
}

const get = (path: string) => api.call('GET', path)

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
function everyRef(value: any): string[] {
  if (value === null || typeof value !== 'object') return []
  const own = typeof value.$ref === 'string' ? [value.$ref] : []
  return [...own, ...Object.values(value).flatMap(everyRef)]
}

test('what is large is sent compressed to those who take it so; what is small is sent as it is', async () => {
  const encodingOf = async (path: string, accepted: string) =>
    (await fetch(`${api.url}${path}`, { headers: { 'accept-encoding': accepted } })).headers.get(
      'content-encoding',
    )
  expect(await encodingOf('/openapi.json', 'gzip, deflate')).toBe('gzip')
  expect(await encodingOf('/openapi.json', 'gzip, deflate, br, zstd')).toBe('br')
  expect(await encodingOf('/openapi.json', 'identity')).toBeNull()
  expect(await encodingOf('/healthz', 'gzip, br')).toBeNull()
})

test('the OpenAPI document has every route of every contract, and every reference in it leads somewhere', async () => {
  const { json } = await get('/openapi.json')
  expect(json.openapi).toMatch(/^3\.1/)
  for (const contract of Object.values(contracts)) {
    for (const [operationId, route] of Object.entries(contract)) {
      const operation = json.paths[`/api${route.path}`]?.[route.method]
      expect(operation, operationId).toMatchObject({ operationId, summary: route.summary })
      expect(Object.keys(operation.responses)).toEqual([String(route.status), 'default'])
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const inPath = operation.parameters.filter((parameter: { in: string }) => parameter.in === 'path')
      expect(inPath.map((parameter: { name: string }) => parameter.name)).toEqual(named)
    }
  }
  expect(json.paths['/api/stream'].get.responses[200].content).toHaveProperty(['text/event-stream'])
  const known = Object.keys(json.components.schemas).map((id) => `#/components/schemas/${id}`)
  expect(known).toContain('#/components/schemas/Task')
  const refs = everyRef(json)
  expect(refs.length).toBeGreaterThan(20)
  expect(refs.filter((ref) => !known.includes(ref))).toEqual([])
})

test('the UI: its page is asked for again each time, what has a hash in its name is kept', async () => {
  for (const path of ['/', '/projects/pr_1', '/set-up']) {
    const page = await get(path)
    expect(page.json).toContain('<title>Front Office</title>')
    expect(page.headers.get('cache-control')).toBe('no-cache')
  }
  const asset = await get('/assets/index-abc123.js')
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await get('/assets/index-old.js')).status).toBe(404)
  expect((await get('/..%2f..%2fpackage.json')).json).not.toContain('dependencies')
})

test('pages may load our own scripts only, and over plain http nothing asks for https', async () => {
  const { headers } = await get('/')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('upgrade-insecure-requests')
  expect(headers.get('strict-transport-security')).toBeNull()
  expect(headers.get('x-powered-by')).toBeNull()
})

test('a UI that is not built says so', async () => {
  const bare = await startApi({ webDist: '/nowhere' })
  const { status, json } = await bare.call('GET', '/')
  await bare.stop()
  expect(status).toBe(503)
  expect(json).toContain('no index.html in /nowhere')
})

test('with Postgres away it says so and asks to try again, and is well when it is back', async () => {
  const cookie = await api.signIn('owner')
  const name = new URL(api.appUrl).pathname.slice(1)
  expect((await get('/healthz')).status).toBe(200)
  await admin(`alter database ${name} with connection limit 0`)
  await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  try {
    for (const path of ['/api/me', '/api/projects', '/api/set-up']) {
      const { status, headers, json } = await api.call('GET', path, { cookie })
      expect({ path, status, title: json.title }).toEqual({ path, status: 503, title: 'Not available' })
      expect(headers.get('retry-after')).toBe('1')
    }
    const token = { token: 'the-token-of-the-mac-mini', body: {} }
    expect((await api.call('POST', '/api/executors/mac-mini/report', token)).status).toBe(503)
    const credentials = { body: { email: 'owner@example.com', password } }
    expect((await api.call('POST', '/api/auth/sign-in/email', credentials)).status).toBe(503)
    expect((await get('/healthz')).status).toBe(503)
  } finally {
    await admin(`alter database ${name} with connection limit -1`)
  }
  expect((await api.call('GET', '/api/me', { cookie })).status).toBe(200)
})

test('a defect shows its request id and nothing of itself', async () => {
  const cookie = await api.signIn('owner')
  await owner('alter table project rename column mission to aim')
  const { status, headers, json } = await api.call('GET', '/api/projects', { cookie })
  await owner('alter table project rename column aim to mission')
  expect(status).toBe(500)
  expect(json.requestId).toBe(headers.get('x-request-id'))
  expect(JSON.stringify(json)).not.toMatch(/mission|column|select/)
})

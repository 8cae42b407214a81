import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let place: { projectId: string; agentId: string }
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
  place = await aProject(api)
})
afterAll(() => api?.stop())

const post = (path: string, body: unknown, headers = {}) => api.call('POST', path, { cookie, body, headers })
const unknown = '0'.repeat(16)

describe('a body', () => {
  test('that is not JSON is a 400 that says where', async () => {
    const { status, headers, json } = await post('/api/projects', '{"name": ')
    expect(status).toBe(400)
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(json.detail).toMatch(/^The body of \/api\/projects is not JSON/)
    expect(json.errors[0].path).toBe('body')
    expect(json.requestId).toBe(headers.get('x-request-id'))
  })

  test('over 256 KB is a 413 with the path and the limit', async () => {
    const { status, json } = await post('/api/projects', { name: 'x'.repeat(300_000) })
    expect({ status, detail: json.detail }).toEqual({
      status: 413,
      detail: 'The body of /api/projects may have 256 KB at most.',
    })
  })

  test('of another type, or none, is refused', async () => {
    const headers = { 'content-type': 'text/plain' }
    expect((await post('/api/projects', 'name=x', headers)).status).toBe(415)
    expect((await api.call('POST', '/api/projects', { cookie })).status).toBe(415)
  })

  test('with unknown fields is refused by name, at every depth', async () => {
    const { status, json } = await post('/api/projects', { name: 'x', owner: 'me', policy: { risk: 1 } })
    expect(status).toBe(400)
    expect(json.errors).toEqual([
      { path: 'body.policy', message: 'Unrecognized key: "risk"' },
      { path: 'body', message: 'Unrecognized key: "owner"' },
    ])
  })

  test('says every wrong field by its path', async () => {
    const task = { ...place, title: ' ', intent: 'x', deliverables: ['ok', ''] }
    const { json } = await post('/api/tasks', task)
    expect(json.errors).toEqual([
      { path: 'body.title', message: 'must not be empty' },
      { path: 'body.deliverables.1', message: 'must not be empty' },
    ])
  })

  test('that says what became of an effect says where somebody looked', async () => {
    const path = `/api/tasks/t_${unknown}/effects/p_${'0'.repeat(24)}/settle`
    const note = (message: string) => [{ path: 'body.note', message }]
    expect((await post(path, { hasHappened: true, note: ' ' })).json.errors).toEqual(
      note('must not be empty'),
    )
    expect((await post(path, { hasHappened: false })).json.errors).toEqual(note(expect.any(String)))
    expect((await post(path, { hasHappened: true, note: 'In the outbox' })).status).toBe(404)
  })

  test('that is nested without end is refused, whatever it is for', async () => {
    const nested = `${'['.repeat(3_000)}${']'.repeat(3_000)}`
    const nests = { name: JSON.parse(nested) }
    for (const path of ['/api/projects', '/api/tasks']) {
      const { status, json } = await post(path, nests)
      expect({ status, errors: json.errors }).toEqual({
        status: 400,
        errors: [{ path: 'body', message: 'is nested more than 200 deep' }],
      })
    }
  })

  test('with NUL and lone surrogates is cleaned, so that it can be recorded', async () => {
    const body = { name: 'a\u0000b\ud800', mission: '\u0000', policy: { extraSafeTools: ['x\u0000y'] } }
    const { status, json } = await post('/api/projects', body)
    expect(status).toBe(201)
    expect(json).toMatchObject({ name: 'ab\ufffd', mission: '', policy: { extraSafeTools: ['xy'] } })
  })

  test('with markup is kept as text', async () => {
    const name = '<img src=x onerror=alert(1)> **bold**'
    expect((await post('/api/projects', { name })).json.name).toBe(name)
  })
})

describe('an address', () => {
  test.each([
    [`/api/projects/pr_${unknown}`, 404],
    [`/api/tasks/t_${unknown}`, 404],
    [`/api/tasks/t_${unknown}/entries`, 404],
    [`/api/agents/ag_${unknown}`, 404],
    [`/api/approvals/p_${'0'.repeat(24)}`, 404],
    ['/api/nothing-here', 404],
    ['/api/auth/nothing-here', 404],
    ['/api/projects/1', 400],
    ['/api/tasks/pr_0123456789abcdef', 400],
    ['/api/projects/%00', 400],
    ['/api/projects/%E0%A4%A', 400],
    ['/api/tasks?limit=0', 400],
    ['/api/tasks?limit=9999', 400],
    ['/api/tasks?limit=5&limit=6', 400],
    ['/api/tasks?colour=red', 400],
    ['/api/tasks?open=perhaps', 400],
    ['/api/tasks?status=lost', 400],
    ['/api/me?x=1', 400],
    ['/api/ledger?before=0', 400],
    ['/api/ledger?type=nothing', 400],
    ['/api/ledger?group=nothing', 400],
    ['/api/stream?after=-1', 400],
    ['/api/stream?after=x', 400],
    ['/api/stream?from=1', 400],
  ])('%s is %i', async (path, status) => {
    const answer = await api.call('GET', path, { cookie })
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ status, type: 'about:blank' })
  })

  test.each([
    '/api/ledger?actor=%00',
    `/api/ledger?before=${Number.MAX_SAFE_INTEGER}`,
    '/api/ledger?streamId=%F0%9F%92%A9',
    '/api/tasks?open=false&status=done',
    `/api/tasks?before=t_${unknown}`,
    `/api/ledger/export?after=${Number.MAX_SAFE_INTEGER}`,
  ])('%s is odd and finds nothing', async (path) => {
    const { status, json } = await api.call('GET', path, { cookie })
    expect({ status, path, more: json.next ?? null }).toMatchObject({ status: 200, more: null })
  })

  test('with another method is a 405 that names the ones there are', async () => {
    const { status, headers } = await api.call('PUT', '/api/projects', { cookie, body: {} })
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET, POST' })
  })
})

test('numbers beyond what a column holds are nobody’s entries, not an error', async () => {
  const { json } = await post('/api/tasks', { ...place, title: 'Write', intent: 'x' })
  const path = `/api/tasks/${json.taskId}/entries?after=${Number.MAX_SAFE_INTEGER}`
  expect(await api.call('GET', path, { cookie })).toMatchObject({ status: 200, json: { items: [] } })
})

test('an Idempotency-Key is short and printable', async () => {
  const { status, json } = await post('/api/projects', { name: 'x' }, { 'idempotency-key': 'a b' })
  expect({ status, path: json.errors[0].path }).toEqual({ status: 400, path: 'header.Idempotency-Key' })
})

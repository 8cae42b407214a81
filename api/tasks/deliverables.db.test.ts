import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FactOf } from '#domain/ledger/entry.ts'
import { type ApiServer, aProject, aTaskThat, nextIntent, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let place: { projectId: string; agentId: string }
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('operator')
  place = await aProject(api)
})
afterAll(() => api?.stop())

const post = (path: string, body: unknown, as = cookie) => api.call('POST', path, { cookie: as, body })
const declare = async (...deliverables: unknown[]) => {
  const { status, json } = await post('/api/tasks', { ...place, title: 'Write', intent: 'x', deliverables })
  return { status, taskId: json.taskId, errors: json.errors }
}
const nested = (depth: number) => {
  let schema: unknown = {}
  for (let i = 1; i < depth; i++) schema = { not: schema }
  return schema
}
const url = (address: unknown, contains: unknown = 'Hi') => ({
  title: 'Page',
  check: { kind: 'url', url: address, contains },
})
const jsonOf = (schema: unknown, path: unknown = null) => ({
  title: 'Report',
  check: { kind: 'json', path, schema },
})
const site = { repository: 'site', commit: 'v1', contains: 'Issue 148', branch: 'main' }
const commit = (change: Record<string, unknown>) => ({
  title: 'Tag',
  check: { kind: 'commit', ...site, ...change },
})

async function refusedAtItsField(_what: string, deliverable: unknown, path: string, message: RegExp) {
  const { status, errors } = await declare(deliverable)
  expect({ status, errors }).toEqual({
    status: 400,
    errors: [{ path, message: expect.stringMatching(message) }],
  })
}

describe('declaring deliverables', () => {
  test('as plain titles, and with the check that each has to pass', async () => {
    const { taskId } = await declare(
      'Notes',
      { title: 'Draft' },
      { title: 'Site', check: { kind: 'url', contains: 'Hello' } },
      url('http://intranet.test/page'),
      { title: 'Copy', check: { kind: 'file', sha256: ` ${'AB'.repeat(32)} ` } },
      { title: 'Letter', check: { kind: 'file' } },
      jsonOf({ type: 'object', properties: { a: { type: 'number' } } }),
      { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema: {} } },
      { title: 'Work', check: { kind: 'commit' } },
      { title: 'Tag', check: { kind: 'commit', ...site } },
      { title: 'Look', check: { kind: 'review' } },
    )
    const { json } = await api.call('GET', `/api/tasks/${taskId}`, { cookie })
    expect(json.state.deliverables).toEqual([
      'Notes',
      { title: 'Draft', check: { kind: 'artifact' } },
      { title: 'Site', check: { kind: 'url', url: null, contains: 'Hello' } },
      { title: 'Page', check: { kind: 'url', url: 'http://intranet.test/page', contains: 'Hi' } },
      { title: 'Copy', check: { kind: 'file', sha256: 'ab'.repeat(32) } },
      { title: 'Letter', check: { kind: 'file', sha256: null } },
      jsonOf({ type: 'object', properties: { a: { type: 'number' } } }),
      { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema: {} } },
      {
        title: 'Work',
        check: { kind: 'commit', repository: '.', commit: null, contains: null, branch: null },
      },
      { title: 'Tag', check: { kind: 'commit', ...site } },
      { title: 'Look', check: { kind: 'review' } },
    ])
  })
})

const at = 'body.deliverables.0'
describe('a deliverable that is wrong', () => {
  const wrong: [string, unknown, string, RegExp][] = [
    ['no title', { title: ' ' }, `${at}.title`, /^must not be empty$/],
    ['a plain title that is none', ' ', at, /^must not be empty$/],
    [
      'another kind',
      { title: 'A', check: { kind: 'guess' } },
      `${at}.check.kind`,
      /artifact, url, file, json, commit or review/,
    ],
    ['a script', url('javascript:alert(1)'), `${at}.check.url`, /^must begin with http/],
    ['no address', url('nonsense'), `${at}.check.url`, /^is not an address/],
    ['a password', url('https://a:b@example.com'), `${at}.check.url`, /name or a password/],
    ['inside', url('http://127.0.0.1:8080/'), `${at}.check.url`, /must be on the public internet/],
    ['metadata', url('http://169.254.169.254/'), `${at}.check.url`, /must be on the public internet/],
    ['inside by name', url('http://localhost/'), `${at}.check.url`, /FRONT_OFFICE_CHECK_HOSTS/],
    ['no text', url('https://example.com', ''), `${at}.check.contains`, /^must not be empty$/],
    ['text that is none', url('https://example.com', 5), `${at}.check.contains`, /expected string/],
    [
      'a bad hash',
      { title: 'A', check: { kind: 'file', sha256: 'xyz' } },
      `${at}.check.sha256`,
      /is not a sha256/,
    ],
    [
      'more than there is',
      { title: 'A', check: { kind: 'review', by: 'me' } },
      `${at}.check`,
      /Unrecognized key/,
    ],
    ['a number', 5, at, /Invalid input/],
  ]
  test.each(wrong)('%s is refused at its field', refusedAtItsField)
})

describe('JSON or a commit that is wrong', () => {
  const wrong: [string, unknown, string, RegExp][] = [
    [
      'no schema',
      { title: 'A', check: { kind: 'json' } },
      `${at}.check.schema`,
      /^must be a JSON Schema: an object/,
    ],
    ['a schema that is text', jsonOf('{}'), `${at}.check.schema`, /^must be a JSON Schema: an object/],
    [
      'a schema of an address',
      jsonOf({ $ref: 'https://a.test/b' }),
      `${at}.check.schema`,
      /nothing is fetched/,
    ],
    ['an endless schema', jsonOf(nested(60)), `${at}.check.schema`, /^is nested more than 40 deep$/],
    ['a long schema', jsonOf({ title: 'x'.repeat(16_000) }), `${at}.check.schema`, /16000 are the most$/],
    [
      'another draft',
      jsonOf({ $schema: 'http://json-schema.org/draft-07/schema#' }),
      `${at}.check.schema`,
      /2020-12/,
    ],
    [
      'a type that is none',
      jsonOf({ type: 'objekt' }),
      `${at}.check.schema`,
      /is no JSON Schema .*: \/type must be/,
    ],
    [
      'a misspelt keyword',
      jsonOf({ tpye: 'object' }),
      `${at}.check.schema`,
      /^can’t be used: .*unknown keyword: "tpye"/,
    ],
    ['a loose reference', jsonOf({ $ref: '#/a' }), `${at}.check.schema`, /can't resolve reference #\/a/],
    [
      'a file outside',
      jsonOf({}, '../a.json'),
      `${at}.check.path`,
      /must be a path inside the agent’s workspace/,
    ],
    [
      'a repository outside',
      commit({ repository: '/srv/git' }),
      `${at}.check.repository`,
      /must be a path inside/,
    ],
    [
      'an option for git',
      commit({ commit: '--all' }),
      `${at}.check.commit`,
      /^is not a sha, or the name of a branch/,
    ],
    ['a range', commit({ branch: 'a..b' }), `${at}.check.branch`, /^is not a sha, or the name of a branch/],
  ]
  test.each(wrong)('%s is refused at its field', refusedAtItsField)
})

test('one title twice is refused at the second one', async () => {
  const { status, errors } = await declare('A', 'B', { title: ' A ' })
  expect({ status, errors }).toEqual({
    status: 400,
    errors: [{ path: 'body.deliverables.2', message: 'A is declared twice' }],
  })
})

test('all schemas of a task together are told to its agent, so that they are bounded', async () => {
  const long = { ...jsonOf({ title: 'x'.repeat(15_000) }) }
  const { status, errors } = await declare(...['A', 'B', 'C', 'D'].map((title) => ({ ...long, title })))
  expect({ status, errors }).toEqual({
    status: 400,
    errors: [{ path: 'body.deliverables', message: expect.stringMatching(/; 48000 are the most$/) }],
  })
})

describe('a review', () => {
  const review = { deliverables: [{ title: 'Look', check: { kind: 'review' as const } }] }
  const by = { at: new Date().toISOString(), actor: 'system:control' }
  const asked: FactOf<'review_requested'> = { ...by, type: 'review_requested', body: { titles: ['Look'] } }

  test('is recorded with who looked, and what it led to is answered', async () => {
    const { taskId, story } = await aTaskThat(api, [asked], review)
    const answer = post(`/api/tasks/${taskId}/review`, { title: 'Look', passed: true, note: 'Right' })
    const { intentId, actor, at } = await nextIntent(api, taskId, 'reviewDeliverable')
    const body = { title: 'Look', passed: true, note: 'Right', intentId }
    await story({ type: 'deliverable_reviewed', at, actor, body })
    expect((await answer).json).toEqual({ intentId, isDelivered: true })
    expect(actor).toBe(`operator:${api.operators.operator}`)
    const { status, json } = await post(`/api/tasks/${taskId}/review`, { title: 'Look', passed: true })
    expect({ status, detail: json.detail }).toEqual({
      status: 409,
      detail: 'Look does not wait for a review.',
    })
  })

  test('that says no says why', async () => {
    const { taskId } = await aTaskThat(api, [asked], review)
    const { status, json } = await post(`/api/tasks/${taskId}/review`, {
      title: 'Look',
      passed: false,
      note: ' ',
    })
    const message = 'must say what is not right: the agent reads it'
    expect({ status, errors: json.errors }).toEqual({ status: 400, errors: [{ path: 'body.note', message }] })
  })

  test('is in the inbox as what to look at, and what is not proven as that', async () => {
    const look = await aTaskThat(api, [asked], review)
    const body = { missing: ['Look'] }
    const missing: FactOf<'verification_failed'> = { ...by, type: 'verification_failed', body }
    const unproven = await aTaskThat(api, [missing], review)
    const { json } = await api.call('GET', '/api/inbox', { cookie })
    const lineOf = (taskId: string) =>
      json.items.find((one: { taskId: string }) => one.taskId === taskId)?.line
    expect([lineOf(look.taskId), lineOf(unproven.taskId)]).toEqual(['Look at: Look', 'Not proven: Look'])
  })

  test('checking again is for what failed', async () => {
    const { taskId } = await aTaskThat(api, [asked], review)
    const { status, json } = await post(`/api/tasks/${taskId}/check`, {})
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'task_not_in_state' })
  })
})

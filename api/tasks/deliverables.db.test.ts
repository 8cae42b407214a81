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
const url = (address: unknown, contains: unknown = 'Hi') => ({
  title: 'Page',
  check: { kind: 'url', url: address, contains },
})

describe('declaring deliverables', () => {
  test('as plain titles, and with the check that each has to pass', async () => {
    const { taskId } = await declare(
      'Notes',
      { title: 'Draft' },
      { title: 'Site', check: { kind: 'url', contains: 'Hello' } },
      url('http://intranet.test/page'),
      { title: 'Copy', check: { kind: 'file', sha256: ` ${'AB'.repeat(32)} ` } },
      { title: 'Letter', check: { kind: 'file' } },
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
      { title: 'Look', check: { kind: 'review' } },
    ])
  })

  const at = 'body.deliverables.0'
  const wrong: [string, unknown, string, RegExp][] = [
    ['no title', { title: ' ' }, `${at}.title`, /^must not be empty$/],
    ['a plain title that is none', ' ', at, /^must not be empty$/],
    [
      'another kind',
      { title: 'A', check: { kind: 'guess' } },
      `${at}.check.kind`,
      /artifact, url, file or review/,
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
  test.each(wrong)('%s is refused at its field', async (_what, deliverable, path, message) => {
    const { status, errors } = await declare(deliverable)
    expect({ status, errors }).toEqual({
      status: 400,
      errors: [{ path, message: expect.stringMatching(message) }],
    })
  })

  test('one title twice is refused at the second one', async () => {
    const { status, errors } = await declare('A', 'B', { title: ' A ' })
    expect({ status, errors }).toEqual({
      status: 400,
      errors: [{ path: 'body.deliverables.2', message: 'A is declared twice' }],
    })
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

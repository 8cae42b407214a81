import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { daysAfter } from '#domain/outcome/iso-week.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('operator')
})
afterAll(() => api?.stop())
beforeEach(async () => {
  projectId = (await aProject(api)).projectId
})

const today = new Date().toISOString().slice(0, 10)
const event = { kind: 'revenue', amount: '12.5', occurredOn: '2026-11-20', note: 'Subscription' }
const post = (path: string, body: object, headers = {}) =>
  api.call('POST', `/api/projects/${projectId}/money${path}`, { cookie, body, headers })
const book = (change: object = {}, headers = {}) => post('', { ...event, ...change }, headers)
const list = async (query = '') =>
  (await api.call('GET', `/api/projects/${projectId}/money${query}`, { cookie })).json
const ledger = async () =>
  (await api.call('GET', `/api/ledger?streamId=project/${projectId}`, { cookie })).json.items.map(
    ({ type }: { type: string }) => type,
  )

describe('an event', () => {
  test('is booked in one spelling and says who did it', async () => {
    const { status, json } = await book({ source: 'form' })
    expect(status).toBe(201)
    expect(json).toMatchObject({
      amount: '12.50',
      currency: 'USD',
      source: 'form',
      bookedByName: 'The operator',
    })
    expect((await list()).items).toEqual([json])
    expect(await ledger()).toEqual(['revenue_booked', 'project_created'])
  })

  test.each([
    [{ amount: '1,50' }, 'body.amount', /with a dot/],
    [{ amount: '-1' }, 'body.amount', /above zero/],
    [{ amount: 12.5 }, 'body.amount', /string/],
    [{ occurredOn: '2026-02-30' }, 'body.occurredOn', /is not a day/],
    [{ occurredOn: daysAfter(today, 2) }, 'body.occurredOn', /has not come yet/],
    [{ currency: 'EUR' }, 'body.currency', /must be USD: there are no exchange rates yet/],
    [{ kind: 'gift' }, 'body.kind', /revenue/],
  ])('with %j is refused at its field', async (change, path, words) => {
    const { status, json } = await book(change)
    expect(status).toBe(400)
    expect(json.errors).toEqual([{ path, message: expect.stringMatching(words) }])
    expect(await ledger()).toEqual(['project_created'])
  })

  test('with one Idempotency-Key is booked once, and with other content refused', async () => {
    const key = { 'Idempotency-Key': `k-${projectId}` }
    const [first, second] = await Promise.all([book({}, key), book({}, key)])
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.json).toEqual(first.json)
    const reused = { status: 409, json: { code: 'key_reused' } }
    expect(await book({ amount: '1' }, key)).toMatchObject(reused)
    projectId = (await aProject(api)).projectId
    expect(await book({}, key)).toMatchObject(reused)
    expect((await list()).items).toEqual([])
  })

  test('that another system names is booked once: the same again is the first one, another is refused', async () => {
    const first = await book({ externalId: 'pi_1' })
    expect((await book({ externalId: 'pi_1' })).json).toEqual(first.json)
    expect(await book({ externalId: 'pi_1', amount: '9' })).toMatchObject({
      status: 409,
      json: { code: 'already_booked', detail: 'pi_1 is booked already. Reverse that event first.' },
    })
    expect((await list()).items).toHaveLength(1)
  })

  test('reversed stays in the list with who and why, and is reversed once', async () => {
    const { json } = await book()
    const reversed = await post(`/${json.id}/reverse`, { reason: 'Booked twice' })
    expect(reversed.json).toMatchObject({ reversedByName: 'The operator', reversalReason: 'Booked twice' })
    expect((await list()).items).toEqual([reversed.json])
    expect((await list('?state=counts')).items).toEqual([])
    expect((await list('?state=reversed')).items).toHaveLength(1)
    const again = await post(`/${json.id}/reverse`, { reason: 'x' })
    expect(again).toMatchObject({ status: 409, json: { code: 'already_ended' } })
    expect((await post(`/mo_${'0'.repeat(16)}/reverse`, { reason: 'x' })).status).toBe(404)
  })

  test('with markup in its note keeps it as text', async () => {
    const note = '<script>alert(1)</script>'
    expect((await book({ note })).json.note).toBe(note)
  })
})

test('a script books with a key for it, under the name of the key, and with no other key', async () => {
  const keyFor = async (name: string, action: 'bookMoney' | 'read') => {
    const key = { apiKeyId: newId('apiKey'), name, actions: [action], projectIds: [projectId] }
    const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
    return (await createApiKey(api.pool, key, by)).token
  }
  const send = (token: string) =>
    api.call('POST', `/api/projects/${projectId}/money`, { token, body: { ...event, source: 'form' } })
  const { status, json } = await send(await keyFor('Till', 'bookMoney'))
  expect(status).toBe(201)
  expect(json).toMatchObject({ source: 'api', bookedByName: 'Till' })
  expect(await send(await keyFor('Reader', 'read'))).toMatchObject({
    status: 403,
    json: { code: 'key_may_not' },
  })
  expect((await list()).items).toHaveLength(1)
})

test('the list is filtered, and read page by page without a gap', async () => {
  for (const [i, kind] of ['revenue', 'cost', 'cost', 'revenue', 'cost'].entries())
    await book({ kind, occurredOn: `2026-11-0${5 - Math.floor(i / 2)}`, amount: String(i + 1) })
  const whole = (await list()).items.map(({ id }: { id: string }) => id)
  const pages: string[] = []
  for (let next: string | null = '', rounds = 0; next !== null && rounds < 9; rounds++) {
    const page: { items: { id: string }[]; next: string | null } = await list(
      `?limit=2${next && `&before=${next}`}`,
    )
    pages.push(...page.items.map(({ id }) => id))
    next = page.next
  }
  expect(whole).toHaveLength(5)
  expect(pages).toEqual(whole)
  expect((await list('?kind=cost')).items).toHaveLength(3)
  expect((await list('?from=2026-11-04&to=2026-11-04')).items).toHaveLength(2)
  expect((await list('?source=csv')).items).toHaveLength(0)
})

const csv = [
  'Kind,Date,Amount,Note,ID',
  'revenue,2026-11-20,12.50,"Two\nlines",pi_1',
  'cost,2026-11-21,abc,Hosting,',
  'cost,2026-11-21,3,Hosting,',
  '',
  'cost,2026-11-21,3.00,Hosting,',
  'revenue,2026-13-40,5,,',
  'revenue,2026-11-20,1.00,,pi_1',
].join('\n')
const preview = async (content = csv) => post('/preview', { content })
const send = (body: object) => post('/import', { content: csv, ...body })
const statuses = (lines: { line: number; status: string }[]) =>
  lines.map(({ line, status }) => [line, status])

describe('a CSV file', () => {
  test('is looked at first: good, bad and double lines by their number, and nothing is booked', async () => {
    const { status, json } = await preview()
    expect(status).toBe(200)
    expect(statuses(json.lines)).toEqual([
      [2, 'ok'],
      [4, 'bad'],
      [5, 'ok'],
      [7, 'duplicate'],
      [8, 'bad'],
      [9, 'duplicate'],
    ])
    expect(json.lines[0].row).toMatchObject({ note: 'Two\nlines', externalId: 'pi_1' })
    expect(json.lines[4]).toMatchObject({ text: 'revenue,2026-13-40,5,,' })
    expect(json.lines[1].problems).toEqual([
      { field: 'amount', reason: expect.stringMatching(/not an amount/) },
    ])
    expect(json.lines[3]).toMatchObject({ by: 'content', of: 5 })
    expect(json.lines[5]).toMatchObject({ by: 'id', of: 2 })
    expect((await list()).items).toEqual([])
    expect(await ledger()).toEqual(['project_created'])
  })

  test('books the confirmed lines, bad ones or not; the same import again books nothing', async () => {
    const { hash } = (await preview()).json
    const first = await send({ hash, lines: [2, 4, 5] })
    expect(first.json.booked).toEqual([2, 5])
    expect(statuses(first.json.skipped)).toEqual([[4, 'bad']])
    expect((await list('?source=csv')).items).toHaveLength(2)
    expect((await send({ hash, lines: [2, 4, 5] })).json.booked).toEqual([])
    expect(statuses((await preview()).json.lines).slice(0, 3)).toEqual([
      [2, 'booked'],
      [4, 'bad'],
      [5, 'booked'],
    ])
    expect((await send({ hash, lines: [7], despite: [7] })).json.booked).toEqual([7])
    expect((await send({ hash, lines: [9], despite: [9] })).json.booked).toEqual([])
  })

  test('whose line was booked and reversed books it again when that is said, each time once', async () => {
    const { hash } = (await preview()).json
    const lineOne = async () => (await preview()).json.lines[0]
    const counting = async () => (await list('?state=counts')).items
    await send({ hash, lines: [2] })
    for (const times of [1, 2]) {
      const [{ id }] = await counting()
      await post(`/${id}/reverse`, { reason: 'The wrong project' })
      expect(await lineOne()).toMatchObject({ line: 2, status: 'reversed', times })
      const unasked = (await send({ hash, lines: [2] })).json
      expect([unasked.booked, statuses(unasked.skipped)]).toEqual([[], [[2, 'reversed']]])
      const both = await Promise.all([1, 2].map(() => send({ hash, lines: [2], despite: [2] })))
      expect(both.flatMap(({ json }) => json.booked)).toEqual([2])
      expect(await lineOne()).toMatchObject({ status: 'booked' })
      expect(await counting()).toHaveLength(1)
    }
    expect(new Set((await list()).items.map(({ id }: { id: string }) => id)).size).toBe(3)
  })

  test('other than the one that was looked at is refused', async () => {
    const { hash } = (await preview()).json
    const other = await post('/import', { content: `${csv}\ncost,2026-11-21,9,,`, hash, lines: [2] })
    expect(other).toMatchObject({ status: 409, json: { code: 'hash_differs' } })
    expect((await list()).items).toEqual([])
  })
})

describe('a CSV file, read', () => {
  test.each([
    ['', /must not be empty/],
    ['\n\n', /has no line/],
    ['kind,date,amount', /no line under it/],
    ['date,amount\n2026-11-01,1', /has no column kind/],
    ['hello', /has no column kind, date, amount/],
    ['kind,type,date,amount\ncost,cost,2026-11-01,1', /names its column kind twice/],
    [`kind,date,amount\n${'cost,2026-11-01,1\n'.repeat(5_001)}`, /has 5001 lines: at most 5000/],
  ])('%#: that can’t be read as a whole says why', async (content, words) => {
    const { status, json } = await preview(content)
    expect(status).toBe(400)
    expect(json.errors).toEqual([{ path: 'body.content', message: expect.stringMatching(words) }])
  })

  test('with a quote that never ends has one bad line, and the rest stands', async () => {
    const { json } = await preview(
      'kind,date,amount,note\ncost,2026-11-01,1,ok\ncost,2026-11-01,1,"open\ncost,2026-11-02,1,',
    )
    expect(statuses(json.lines)).toEqual([
      [2, 'ok'],
      [3, 'bad'],
    ])
    expect(json.lines[1].problems[0].reason).toMatch(/[Qq]uot/)
  })

  test('of a spreadsheet elsewhere is read too: semicolons, a byte order mark, other columns, Windows line ends', async () => {
    const { json } = await preview('\uFEFFtype;date;VAT;amount\r\ncost;2026-11-01;19%;1.25\r\n')
    expect(json.lines).toMatchObject([{ line: 2, status: 'ok', row: { kind: 'cost', amount: '1.25' } }])
  })

  test('of 5,000 lines passes, one over the limit of a body says the limit', async () => {
    const content = `kind,date,amount,note,id\n${Array.from({ length: 5_000 }, (_, i) => `revenue,2026-11-01,9.00,${'Subscription '.repeat(6)},pi_${i}\n`).join('')}`
    expect(content.length).toBeGreaterThan(256 * 1024)
    const { hash, lines } = (await preview(content)).json
    expect(lines).toHaveLength(5_000)
    const body = { content, hash, lines: lines.map(({ line }: { line: number }) => line) }
    expect((await post('/import', body)).json.booked).toHaveLength(5_000)
    const { status, json } = await preview('x'.repeat(3_000_000))
    expect({ status, detail: json.detail }).toMatchObject({
      status: 413,
      detail: expect.stringMatching(/2048 KB/),
    })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { type ApiServer, aProject, racing, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
  projectId = (await aProject(api)).projectId
})
afterAll(() => api?.stop())

const call = (method: string, path: string, body?: unknown, more: { cookie?: string; key?: string } = {}) =>
  api.call(method, `/api${path}`, {
    cookie: more.cookie ?? cookie,
    ...(body !== undefined && { body }),
    ...(more.key && { headers: { 'idempotency-key': more.key } }),
  })
const write = (body: object, key?: string) =>
  call('POST', `/projects/${projectId}/documents`, body, key ? { key } : {})
const save = (id: string, body: object, who = cookie) =>
  call('POST', `/documents/${id}/versions`, { isAlways: false, ...body }, { cookie: who })

test('a document is written once for a key, listed by title, and read with its text', async () => {
  const asked = { title: ' Voice ', text: '# How\r\nShort.\n' }
  const answers = await racing(api, () => write(asked, 'voice'), 3)
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  const { id } = answers[0]?.json ?? {}
  expect(new Set(answers.map(({ json }) => json.id))).toEqual(new Set([id]))
  expect(await write({ ...asked, text: 'Other' }, 'voice')).toMatchObject({ json: { code: 'key_reused' } })
  await write({ title: 'Apples', text: 'Red.', isAlways: true })
  const { items } = (await call('GET', `/projects/${projectId}/documents`)).json
  expect(items).toMatchObject([
    { title: 'Apples', isAlways: true },
    { title: 'Voice', version: 1, size: 13, changedByName: 'The owner', removedAt: null },
  ])
  expect((await call('GET', `/documents/${id}`)).json).toMatchObject({
    title: 'Voice',
    text: '# How\nShort.\n',
  })
})

describe('a field says what is wrong with it', () => {
  const big = 'x'.repeat(2_000_000)
  const wrong: [string, object, string, RegExp][] = [
    ['an empty title', { title: ' ' }, 'body.title', /must not be empty/],
    ['a long title', { title: 'x'.repeat(121) }, 'body.title', /at most 120/],
    ['an empty text', { text: ' \n' }, 'body.text', /must not be empty/],
    ['a 2 MB text', { text: big }, 'body.text', /has 2,000 kB; a document may have 200 kB at most/],
    ['NUL in the text', { text: 'a\u0000b' }, 'body.text', /NUL/],
    ['NUL in the title', { title: 'a\u0000b' }, 'body.title', /NUL/],
  ]
  test.each(wrong)('%s', async (_name, change, path, message) => {
    const { status, json } = await write({ title: 'Wrong', text: 'Text.', ...change })
    expect({ status, errors: json.errors }).toEqual({
      status: 400,
      errors: [{ path, message: expect.stringMatching(message) }],
    })
  })

  test('a text of 200 kB with many line ends is taken', async () => {
    const text = `x\n"`.repeat(66_000)
    expect(await write({ title: 'Long', text })).toMatchObject({ status: 201, json: { size: 198_000 } })
  })

  test('over 4 MB is a 413 that names the limit of this path', async () => {
    const { status, json } = await write({ title: 'Huge', text: 'x'.repeat(5_000_000) })
    expect({ status, detail: json.detail }).toMatchObject({
      status: 413,
      detail: expect.stringContaining('4096 KB'),
    })
  })

  test('a title that is there', async () => {
    await write({ title: 'Twice', text: 'One.' })
    const { status, json } = await write({ title: 'twice', text: 'Two.' })
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'name_taken' })
    expect(json.detail).toContain('“twice”')
  })
})

test('script in every field is kept as text', async () => {
  const script = '<script>alert(1)</script>'
  const { json } = await write({ title: script, text: `# ${script}\n<img src=x onerror=alert(1)>` })
  expect(json).toMatchObject({ title: script, text: `# ${script}\n<img src=x onerror=alert(1)>` })
})

test('an old version is not saved over: the second operator is told, and nothing is lost', async () => {
  const { id } = (await write({ title: 'Prices', text: 'Ten.' })).json
  const other = await api.signIn('operator')
  const first = await save(id, { title: 'Prices', text: 'Eleven.', basedOn: 1 }, other)
  expect(first).toMatchObject({ status: 201, json: { version: 2, changedByName: 'The operator' } })
  const second = await save(id, { title: 'Prices', text: 'Twelve.', basedOn: 1 })
  expect(second).toMatchObject({ status: 409, json: { code: 'version_differs' } })
  expect(second.json.detail).toMatch(/^The operator saved version 2 while you changed version 1\./)
  const again = await save(id, { title: 'Prices', text: 'Eleven.', basedOn: 1 }, other)
  expect(again).toMatchObject({ status: 201, json: { version: 2 } })
  const merged = await save(id, { title: 'Prices', text: 'Twelve.', basedOn: 2 })
  expect(merged).toMatchObject({ status: 201, json: { version: 3 } })
})

test('an old version is brought back as a new one, and every version stays readable', async () => {
  const { id } = (await write({ title: 'Rules', text: 'One.' })).json
  await save(id, { title: 'The rules', text: 'Two.', isAlways: true, basedOn: 1 })
  const restored = await call('POST', `/documents/${id}/versions/1/restore`, { basedOn: 2 })
  expect(restored).toMatchObject({
    status: 201,
    json: { version: 3, title: 'Rules', text: 'One.', isAlways: false },
  })
  const { items } = (await call('GET', `/documents/${id}/versions`)).json
  expect(
    items.map((one: { version: number; restoredFrom: number }) => [one.version, one.restoredFrom]),
  ).toEqual([
    [3, 1],
    [2, null],
    [1, null],
  ])
  expect((await call('GET', `/documents/${id}/versions/2`)).json).toMatchObject({
    title: 'The rules',
    text: 'Two.',
  })
  expect((await call('GET', `/documents/${id}/versions/9`)).status).toBe(404)
  expect((await call('POST', `/documents/${id}/versions/9/restore`, { basedOn: 3 })).status).toBe(404)
})

test('a removed document leaves lists and searches; it and its versions can still be read', async () => {
  const { id } = (await write({ title: 'Zebras', text: 'Striped zebras.' })).json
  const found = () => call('GET', `/projects/${projectId}/documents/search?q=zebra`)
  expect((await found()).json.items).toMatchObject([{ documentId: id, title: 'Zebras' }])
  expect((await call('DELETE', `/documents/${id}`)).status).toBe(204)
  expect((await found()).json.items).toEqual([])
  expect((await call('GET', `/documents/${id}`)).json).toMatchObject({
    text: 'Striped zebras.',
    removedAt: expect.any(String),
  })
  expect((await save(id, { title: 'Zebras', text: 'More.', basedOn: 1 })).status).toBe(404)
  expect((await call('DELETE', `/documents/${id}`)).status).toBe(404)
})

test('a document or project that is not there is a 404', async () => {
  const [none, nowhere] = [newId('document'), newId('project')]
  for (const path of [`/documents/${none}`, `/documents/${none}/versions`, `/projects/${nowhere}/documents`])
    expect((await call('GET', path)).status).toBe(404)
  expect((await call('POST', `/projects/${nowhere}/documents`, { title: 'x', text: 'x' })).status).toBe(404)
  expect((await call('GET', `/projects/${nowhere}/documents/search?q=x`)).status).toBe(404)
})

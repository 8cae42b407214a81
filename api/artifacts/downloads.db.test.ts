import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, startApi } from '#test/api-server.ts'
import { artifactFact, aTaskWithArtifacts, sha256 } from '#test/artifacts.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

async function kept(bytes: Uint8Array | string, location: string) {
  const fact = artifactFact(bytes, { location })
  const { taskId, bring, list } = await aTaskWithArtifacts(api, [fact])
  expect(await bring(fact.body.itemId, bytes)).toMatchObject({ state: 'here' })
  const path = `/api/tasks/${taskId}/artifacts/${fact.body.itemId}`
  const cookie = await api.signIn('viewer')
  const get = (rest: string) => fetch(`${api.url}${path}/${rest}`, { headers: { cookie } })
  return { get, path, list }
}
const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
const header = (answer: Response, name: string) => answer.headers.get(name)

test('a download has the bytes, their length, the right name, and no type that a browser would show', async () => {
  const { get } = await kept('Grüße', 'out/März "final"; 100%.md')
  const answer = await get('bytes')
  expect(await answer.text()).toBe('Grüße')
  expect(header(answer, 'content-type')).toBe('application/octet-stream')
  expect(header(answer, 'content-length')).toBe('7')
  expect(header(answer, 'content-disposition')).toBe(
    'attachment; filename="Ma_rz _final_; 100_.md"; filename*=UTF-8\'\'M%C3%A4rz%20_final_%3B%20100%25.md',
  )
})

test('a path that leads elsewhere is one of the record alone: bytes lie under their hash, and are saved by a name', async () => {
  const { get, list } = await kept('not a password', '../../../etc/passwd\u2028')
  expect(await list()).toMatchObject([{ fileName: 'passwd', location: '../../../etc/passwd' }])
  expect(header(await get('bytes'), 'content-disposition')).toContain('filename="passwd"')
  const hash = sha256('not a password')
  expect(readdirSync(join(api.artifactsFolder, 'blobs', hash.slice(0, 2)))).toEqual([hash])
  expect(readdirSync(api.artifactsFolder).sort()).toEqual(['blobs', 'incoming'])
})

test.each(['page.html', 'logo.svg', 'innocent.png', 'notes.txt'])(
  'a page that is called %s is shown on no origin, without scripts, and loads nothing',
  async (location) => {
    const { get } = await kept('<!doctype html><script>fetch("/api/me")</script>', location)
    const answer = await get('bytes?as=preview')
    const policy = header(answer, 'content-security-policy') ?? ''
    expect(policy).toMatch(/^sandbox; default-src 'none';/)
    expect(policy).not.toMatch(/allow-|script-src|connect-src/)
    expect(policy).toContain("frame-ancestors 'self'")
    expect(header(answer, 'x-content-type-options')).toBe('nosniff')
    const type = location === 'logo.svg' ? 'image/svg+xml; charset=utf-8' : 'text/html; charset=utf-8'
    expect(header(answer, 'content-type')).toBe(type)
  },
)

test('an image is shown as what its bytes are, a PDF as one, and what is neither is saved', async () => {
  const image = await (await kept(png, 'cover.jpg')).get('bytes?as=preview')
  expect([header(image, 'content-type'), header(image, 'content-disposition')]).toEqual([
    'image/png',
    'inline; filename="cover.jpg"; filename*=UTF-8\'\'cover.jpg',
  ])
  expect(header(image, 'content-security-policy')).toMatch(/^sandbox;/)
  const pdf = await (await kept('%PDF-1.7', 'a.pdf')).get('bytes?as=preview')
  expect(header(pdf, 'content-type')).toBe('application/pdf')
  expect(header(pdf, 'content-security-policy')).toMatch(/^default-src 'none'/)
  const zip = await (await kept(Buffer.from('504b030400ff', 'hex'), 'a.zip')).get('bytes?as=preview')
  expect(header(zip, 'content-type')).toBe('application/octet-stream')
  expect(header(zip, 'content-disposition')).toMatch(/^attachment/)
})

test('text is read from its beginning, and says where it is cut', async () => {
  const short = await (await kept('a,b\n1,2', 'a.csv')).get('text')
  expect(await short.json()).toEqual({ text: 'a,b\n1,2', isCut: false })
  const long = await (await kept('x'.repeat(300_000), 'a.txt')).get('text')
  expect(await long.json()).toEqual({ text: 'x'.repeat(262_144), isCut: true })
  expect((await (await kept(png, 'a.png')).get('text')).status).toBe(404)
})

test('earlier versions stay to be had', async () => {
  const [first, second] = [artifactFact('one'), artifactFact('two')]
  const { taskId, bring } = await aTaskWithArtifacts(api, [first, second])
  await bring(first.body.itemId, 'one')
  await bring(second.body.itemId, 'two')
  const cookie = await api.signIn('viewer')
  const texts = [first, second].map(async ({ body }) => {
    const path = `/api/tasks/${taskId}/artifacts/${body.itemId}/bytes`
    return (await fetch(api.url + path, { headers: { cookie } })).text()
  })
  expect(await Promise.all(texts)).toEqual(['one', 'two'])
})

test('bytes that left the store are said to be gone', async () => {
  const { path } = await kept('gone', 'gone.txt')
  const hash = sha256('gone')
  rmSync(join(api.artifactsFolder, 'blobs', hash.slice(0, 2), hash))
  const { status, json } = await api.call('GET', `${path}/bytes`, { cookie: await api.signIn('viewer') })
  expect([status, json.detail]).toEqual([
    404,
    'Its bytes are gone from the store. Put them back from a backup.',
  ])
})

test('bytes that are known to be others than those that were brought are not handed out as them', async () => {
  const { path, get } = await kept('as it was', 'changed.txt')
  expect((await get('text')).status).toBe(200)
  await api.pool.query(`update stored_blob set problem = 'changed' where sha256 = $1`, [sha256('as it was')])
  const cookie = await api.signIn('viewer')
  for (const way of ['bytes', 'text']) {
    const { status, json } = await api.call('GET', `${path}/${way}`, { cookie })
    expect([status, json.detail]).toEqual([
      404,
      'What is in the store is not what was brought. Put it back from a backup.',
    ])
  }
})

test('a stranger gets nothing, and HEAD tells of a file without sending it', async () => {
  const { path } = await kept('Dear', 'a.txt')
  expect((await fetch(`${api.url}${path}/bytes`)).status).toBe(401)
  const cookie = await api.signIn('viewer')
  const head = await fetch(`${api.url}${path}/bytes`, { method: 'HEAD', headers: { cookie } })
  expect([head.status, header(head, 'content-length'), await head.text()]).toEqual([200, '4', ''])
})

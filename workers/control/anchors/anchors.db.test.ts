import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anchorsOf } from '#domain/ledger/anchor.ts'
import type { ObjectAccess } from '#platform/blobs/text-object.ts'
import { createLogger } from '#platform/logger.ts'
import { brokenAnchors, listAnchors } from '#prisma/read/anchors.ts'
import { headOf } from '#prisma/read/entries.ts'
import { placeBatch } from '#prisma/write/sequence.ts'
import { acknowledgeRestore } from '#prisma/write/settings/restores.ts'
import { startObjectServer } from '#test/object-server.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { anchorFile } from './anchor-file.ts'
import { anchorAt, keepAnchoring } from './anchor-loop.ts'
import type { AnchorPlace } from './anchor-place.ts'
import { anchorUrl } from './anchor-url.ts'

const logger = createLogger('test')
let setting: Setting
let owner: pg.Client
let folder = ''
let store: Server
let kept: string | null = null
let isDown = false
let url = ''
beforeAll(async () => {
  setting = await openSetting()
  owner = await setting.asOwner()
  folder = mkdtempSync(join(tmpdir(), 'front-office-anchors-'))
  store = createServer(async (req, res) => {
    if (isDown) return res.writeHead(503).end()
    if (req.headers.authorization !== 'Bearer the-token') return res.writeHead(403).end()
    if (req.method === 'GET') return res.writeHead(kept === null ? 404 : 200).end(kept ?? '')
    kept = ''
    for await (const chunk of req) kept += chunk
    res.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => store.once('listening', resolve))
  url = `http://127.0.0.1:${(store.address() as AddressInfo).port}/anchors/front-office`
})
afterAll(async () => {
  store?.close()
  await setting?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function placed(): Promise<number> {
  await setting.newTask()
  const db = new pg.Client(setting.scratch.appUrl)
  await db.connect()
  await placeBatch(db, 1_000)
  await db.end()
  return (await headOf(setting.pool)).position
}
const look = (place: AnchorPlace) => anchorAt(place, setting.pool)
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
const as = (token: string | null, endpoint: string | null = null): ObjectAccess => ({
  token,
  s3: { region: 'eu-1', endpoint, isPathStyle: true, credentials },
})
const told = async (name: string) => (await listAnchors(setting.pool)).find(({ place }) => place === name)
/** What a look at home finds of the file. */
const found = async () => (await brokenAnchors(setting.pool)).find(({ place }) => place === 'file')
const notedIn = (file: string) => anchorsOf(readFileSync(file, 'utf8')).map(({ position }) => position)

test('a file gets a line for each head that is new, and half a line of a dead worker is written over', async () => {
  const file = join(folder, 'deep', 'anchors.ndjson')
  const place = anchorFile(file)
  await look(place)
  expect([existsSync(file), readFileSync(file, 'utf8')]).toEqual([true, ''])
  expect(await told('file')).toMatchObject({ position: null, problem: null })
  const first = await placed()
  await look(place)
  await look(place)
  expect(notedIn(file)).toEqual([first])
  appendFileSync(file, '{"at":"2026-')
  const second = await placed()
  await look(place)
  expect(notedIn(file)).toEqual([first, second])
  const { hash } = await headOf(setting.pool)
  expect(anchorsOf(readFileSync(file, 'utf8')).at(-1)?.hash).toBe(hash)
  expect(await told('file')).toMatchObject({ target: file, position: second, problem: null })
})

test('a file that holds something else is left as it is, and that is said', async () => {
  const file = join(folder, 'notes.txt')
  for (const text of ['my notes', 'my notes\n', `${'x'.repeat(9_000)}`]) {
    writeFileSync(file, text)
    await look(anchorFile(file))
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect((await told('file'))?.problem).toMatch(/notes.txt can’t be used: .*no anchor/)
  }
  // For a moment a place may be away, however old what is noted there is: it is no finding before that has lasted.
  await setting.pool.query(`update anchor set at = at - interval '11 minutes' where place = 'file'`)
  expect(await found()).toBeUndefined()
  await setting.pool.query(
    `update anchor set problem_since = problem_since - interval '11 minutes' where place = 'file'`,
  )
  await look(anchorFile(file))
  expect(await found()).toMatchObject({ target: expect.stringMatching(/notes.txt$/), isCut: false })
})

test('an address is read and replaced with the token, and its failure is said until it is over', async () => {
  await look(anchorUrl(url, as(null)))
  expect((await told('url'))?.problem).toBe(`${url} can’t be used: it answers 403 to a GET.`)
  const position = await placed()
  await look(anchorUrl(`${url}?secret=1`, as('the-token')))
  expect(anchorsOf(kept ?? '')).toMatchObject([{ position }])
  expect(await told('url')).toMatchObject({ target: url, position, problem: null })
  isDown = true
  await placed()
  await look(anchorUrl(url, as('the-token')))
  expect(await told('url')).toMatchObject({ position, problem: expect.stringContaining('503') })
  isDown = false
  const newest = await placed()
  await look(anchorUrl(url, as('the-token')))
  expect(await told('url')).toMatchObject({ position: newest, problem: null })
})

test('an object of a bucket is read and replaced by signed requests, and its failure is said until it is over', async () => {
  const { url: endpoint, objects } = await startObjectServer()
  const bucket = anchorUrl('s3://anchors/front/office.ndjson', as(null, endpoint))
  const noted = () => anchorsOf(objects.get('/anchors/front/office.ndjson')?.toString() ?? '')
  const target = 's3://anchors/front/office.ndjson'
  expect([await bucket.last(), await bucket.all()]).toEqual([null, []])
  const first = await placed()
  await look(bucket)
  expect(noted()).toMatchObject([{ position: first }])
  expect(await told('url')).toMatchObject({ target, position: first, problem: null })
  const second = await placed()
  await look(anchorUrl(target, as(null, 'http://127.0.0.1:9')))
  expect((await told('url'))?.problem).toMatch(
    /^s3:\/\/anchors\/front\/office.ndjson can’t be used: .*ECONNREFUSED/,
  )
  expect(noted()).toMatchObject([{ position: first }])
  await look(bucket)
  expect(noted()).toMatchObject([{ position: second }])
  expect(await bucket.all()).toEqual(noted())
  objects.set('/anchors/front/office.ndjson', Buffer.from('my notes'))
  await look(bucket)
  expect(objects.get('/anchors/front/office.ndjson')?.toString()).toBe('my notes')
  expect((await told('url'))?.problem).toMatch(/can’t be used: Line 1 is no anchor.$/)
})

test('a restore that an operator acknowledged is noted with what is gone, and the place goes on', async () => {
  const file = join(folder, 'restored.ndjson')
  const place = anchorFile(file)
  await look(place)
  const [first] = anchorsOf(readFileSync(file, 'utf8'))
  const gone = { at: new Date().toISOString(), position: (first?.position ?? 0) + 7, hash: 'cd'.repeat(32) }
  await place.note(gone)
  appendFileSync(file, '{"at":"2026-')
  const by = { operatorId: setting.operators.owner, at: new Date().toISOString() }
  const hasNothingYet = await acknowledgeRestore(setting.pool, by)
  expect(hasNothingYet.gone).toEqual([])
  await look(place)
  expect((await told('file'))?.problem).toMatch(/its tail is cut/)
  expect(await found()).toMatchObject({ noted: { position: gone.position, hash: gone.hash }, isCut: true })
  const said = await acknowledgeRestore(setting.pool, by)
  expect(said).toMatchObject({ position: first?.position, hash: first?.hash })
  expect(said.gone).toEqual([{ place: 'file', position: gone.position, hash: gone.hash }])
  const position = await placed()
  await look(place)
  expect((await told('file'))?.problem).toBeNull()
  expect(await found()).toBeUndefined()
  const restored = { kept: first?.position, position: gone.position, hash: gone.hash }
  expect(anchorsOf(readFileSync(file, 'utf8')).at(-1)).toMatchObject({ position, restored })
  const next = await placed()
  await look(place)
  expect(notedIn(file)).toEqual([first?.position, gone.position, position, next])
  await acknowledgeRestore(setting.pool, by)
  const { rows } = await setting.pool.query(`select from entry where type = 'restore_acknowledged'`)
  expect(rows).toHaveLength(1)
})

test('a cut tail is seen and not written over, also when the ledger has grown past it again', async () => {
  const file = join(folder, 'cut.ndjson')
  const place = anchorFile(file)
  const position = await placed()
  await look(place)
  await owner.query('alter table position disable trigger user')
  await owner.query('delete from position where position > $1', [position - 2])
  await look(place)
  expect((await told('file'))?.problem).toBe(
    `The ledger ends with #${position - 2}, and #${position} was noted: its tail is cut.`,
  )
  expect(await found()).toMatchObject({ target: file, noted: { position }, isCut: true })
  await owner.query(
    `insert into position select position + $1, entry_id, hash from (
       select row_number() over (order by e.id desc) as position, e.id as entry_id, decode(repeat('ab', 32), 'hex') as hash
         from entry e where not exists (select from position p where p.entry_id = e.id) limit 3) t`,
    [position - 2],
  )
  await look(place)
  expect((await told('file'))?.problem).toMatch(/is not the one that was noted/)
  expect(notedIn(file)).toEqual([position])
  expect(await found()).toMatchObject({ target: file, noted: { position }, isCut: true })
})

test('the loop notes at its interval until it is stopped, and forgets places that are not named any more', async () => {
  const stopping = new AbortController()
  const file = join(folder, 'loop.ndjson')
  const deps = { pool: setting.pool, logger, signal: stopping.signal }
  const loop = keepAnchoring({ file, url: null, access: as(null), everyMs: 20 }, deps)
  await expect.poll(() => existsSync(file) && notedIn(file).length).toBe(1)
  const position = await placed()
  await expect.poll(() => notedIn(file).at(-1)).toBe(position)
  stopping.abort()
  await loop
  expect((await listAnchors(setting.pool)).map(({ place }) => place)).toEqual(['file'])
})

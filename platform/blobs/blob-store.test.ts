import { createHash } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startObjectServer } from '#test/object-server.ts'
import { tempFolder } from '#test/temp-folder.ts'
import type { BlobStore } from './blob-store.ts'
import { openDiskStore } from './disk-store.ts'
import { openS3Store } from './s3-store.ts'

const bytes = Buffer.from('Dear Ada, '.repeat(100_000))
const hashOf = (content: Buffer) => createHash('sha256').update(content).digest('hex')
const hash = hashOf(bytes)

function aFile(content = bytes) {
  const file = join(tempFolder(), 'incoming')
  writeFileSync(file, content)
  return file
}
const wholeOf = async (store: BlobStore, sha256: string) => {
  const stream = await store.read(sha256)
  return stream && buffer(stream)
}

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
const stores: [string, () => Promise<BlobStore>][] = [
  // So deep that no path below leads out of the temporary folder, also where nothing refuses it.
  ['disk', async () => openDiskStore(join(tempFolder(), 'far', 'within', 'it'))],
  // The protocol as far as we speak it; no real S3 is asked anywhere in these tests.
  ['s3', async () => aBucket((await startObjectServer()).url)],
]
const aBucket = (endpoint: string) =>
  openS3Store({
    bucket: 'letters',
    region: 'eu-1',
    endpoint,
    isPathStyle: true,
    prefix: 'made/',
    credentials,
  })

test.each(stores)('%s: what is kept is read again, whole and in part', async (_, open) => {
  const store = await open()
  await store.keep(hash, aFile())
  expect((await wholeOf(store, hash))?.equals(bytes)).toBe(true)
  const part = await store.read(hash, { start: 5, length: 3 })
  expect(part && (await buffer(part)).toString()).toBe('Ada')
  const beyond = await store.read(hash, { start: bytes.length - 2, length: 100 })
  expect(beyond && (await buffer(beyond)).toString()).toBe(', ')
  expect(await store.sizeOf(hash)).toBe(bytes.length)
})

test.each(stores)('%s: what is not there is null, in every way', async (_, open) => {
  const store = await open()
  expect([await store.read(hash), await store.sizeOf(hash)]).toEqual([null, null])
  expect(await store.read(hash, { start: 0, length: 10 })).toBeNull()
})

test.each(stores)('%s: kept again it is the same, and empty content is content', async (_, open) => {
  const store = await open()
  await store.keep(hash, aFile())
  await store.keep(hash, aFile())
  expect((await wholeOf(store, hash))?.equals(bytes)).toBe(true)
  const none = Buffer.alloc(0)
  await store.keep(hashOf(none), aFile(none))
  expect(await wholeOf(store, hashOf(none))).toEqual(none)
})

test.each(stores)('%s: a write that fails leaves nothing to be seen', async (_, open) => {
  const store = await open()
  await expect(store.keep(hash, join(tempFolder(), 'gone'))).rejects.toThrow()
  expect([await store.read(hash), await store.sizeOf(hash)]).toEqual([null, null])
})

test.each(stores)('%s: under what is no hash nothing is kept, looked for or read', async (_, open) => {
  const store = await open()
  const paths = [
    '../../outside',
    '/outside',
    `../${hash.slice(3)}`,
    `${hash}/..`,
    `${hash}\0`,
    hash.toUpperCase(),
    '',
  ]
  for (const path of paths) {
    const file = aFile()
    await expect(store.keep(path, file)).rejects.toThrow('is not a sha256')
    await expect(store.read(path)).rejects.toThrow('is not a sha256')
    await expect(store.sizeOf(path)).rejects.toThrow('is not a sha256')
    expect(existsSync(file)).toBe(true)
  }
})

test('the file that the disk takes over is in its place alone', async () => {
  const folder = tempFolder()
  const file = aFile()
  await openDiskStore(folder).keep(hash, file)
  expect(existsSync(file)).toBe(false)
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    hash.slice(0, 2),
    join(hash.slice(0, 2), hash),
  ])
})

test('an object stands in its bucket under the prefix and its hash', async () => {
  const server = await startObjectServer()
  await aBucket(server.url).keep(hash, aFile())
  expect([...server.objects.keys()]).toEqual([`/letters/made/${hash}`])
})

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { fileWithin } from '#activities/openclaw/workspace-file.ts'
import { createLogger } from '#platform/logger.ts'
import { type ApiServer, executorToken, serveOn, startApi } from '#test/api-server.ts'
import { artifactFact, aTaskWithArtifacts, sha256, startLink } from '#test/artifacts.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { artifactApi } from './artifact-api.ts'
import { ArtifactShelf, usualLimits } from './artifact-shelf.ts'
import { uploadArtifacts } from './artifact-uploads.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const logger = createLogger('mac-mini')
logger.level = 'silent'
const places: { dataFolder: string; workspace: string }[] = []

/** A worker's shelf and its uploads, towards an address; started again it is the one that a restart would be. */
function aWorker(apiUrl = api.url, change: { token?: string; mostBytes?: number; restMs?: number } = {}) {
  const place = { dataFolder: tempFolder(), workspace: tempFolder() }
  places.push(place)
  const { token: apiToken = executorToken, mostBytes = usualLimits.mostBytes, restMs } = change
  const shelf = new ArtifactShelf(place.dataFolder, { ...usualLimits, mostBytes })
  const record = (taskId: string, itemId: string, bytes: Uint8Array | string) => {
    writeFileSync(join(place.workspace, 'letter.md'), bytes)
    const file = fileWithin(place.workspace, 'letter.md')
    return shelf.keep({ itemId, taskId }, file as NonNullable<typeof file>)
  }
  const client = artifactApi({ apiUrl, apiToken, executorId: 'mac-mini' })
  const start = (from = shelf) => {
    const stopping = new AbortController()
    const againMs = { least: restMs ?? 20, most: restMs ?? 100, soon: 100 }
    const running = uploadArtifacts({ shelf: from, api: client, logger, againMs }, stopping.signal)
    const stop = async () => {
      stopping.abort()
      await running
    }
    onTestFinished(stop)
    return stop
  }
  return { shelf, record, start, client, ...place }
}
const soon = { timeout: 20_000, interval: 20 }
const isEmpty = (shelf: ArtifactShelf) => vi.waitFor(() => expect(shelf.waiting()).toEqual([]), soon)

test('what was recorded while the api was away is brought when it is there, and leaves the executor', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, list } = await aTaskWithArtifacts(api, [fact])
  const { shelf, record, start } = aWorker()
  const kept = await record(taskId, fact.body.itemId, 'Dear Ada')
  expect(kept.hash).toBe(fact.body.hash)
  start()
  await isEmpty(shelf)
  expect(await list()).toMatchObject([{ state: 'here' }])
})

test('three cuts and a restart of the api and of the worker on the way: the same bytes at both ends', {
  timeout: 90_000,
}, async () => {
  const bytes = randomBytes(20_000_000)
  const fact = artifactFact(bytes, { location: 'film.mp4' })
  const { taskId, list } = await aTaskWithArtifacts(api, [fact])
  const folder = tempFolder()
  let served = await serveOn(api.appUrl, null, folder)
  const to = { port: Number(new URL(served.url).port) }
  const link = await startLink(to)
  onTestFinished(() => link.stop())
  const { shelf, record, start, dataFolder } = aWorker(link.url)
  await record(taskId, fact.body.itemId, bytes)
  link.cutAfter(3_000_000)
  const stop = start()
  await vi.waitFor(() => expect(link.cuts()).toBe(1), soon)
  link.cutAfter(3_000_000)
  await vi.waitFor(() => expect(link.cuts()).toBe(2), soon)
  await stop()
  await served.stop()
  served = await serveOn(api.appUrl, null, folder)
  onTestFinished(() => served.stop())
  to.port = Number(new URL(served.url).port)
  link.cutAfter(5_000_000)
  const again = new ArtifactShelf(dataFolder)
  expect(again.waiting()).toEqual(shelf.waiting())
  start(again)
  await isEmpty(again)
  expect(link.cuts()).toBe(3)
  expect(await list()).toMatchObject([{ state: 'here', size: 20_000_000 }])
  const path = `/api/tasks/${taskId}/artifacts/${fact.body.itemId}/bytes`
  const answer = await fetch(served.url + path, { headers: { cookie: await api.signIn('viewer') } })
  expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(bytes))
})

test('what the record does not know yet waits, lets others pass, and goes once it does', async () => {
  const [known, later] = [artifactFact('one'), artifactFact('two')]
  const { taskId, story, list } = await aTaskWithArtifacts(api, [known])
  const { shelf, record, start } = aWorker()
  await record(taskId, later.body.itemId, 'two')
  await record(taskId, known.body.itemId, 'one')
  start()
  await vi.waitFor(
    () => expect(shelf.waiting().map(({ itemId }) => itemId)).toEqual([later.body.itemId]),
    soon,
  )
  await story(later)
  await isEmpty(shelf)
  expect(await list()).toMatchObject([{ state: 'here' }, { state: 'here', version: 2 }])
})

/** As if its file of the shelf had been written so long ago, and the record had been silent of it for so long. */
async function aged(dataFolder: string, itemId: string, days: { kept: number; unknown?: number }) {
  const file = join(dataFolder, 'artifacts', 'queue', `${itemId}.json`)
  const ago = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString()
  const change = { at: ago(days.kept), ...(days.unknown && { unknownSince: ago(days.unknown) }) }
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }))
  return new ArtifactShelf(dataFolder)
}

test('bytes that waited for weeks while nobody could be asked are not let go at the first word', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, story, list } = await aTaskWithArtifacts(api, [])
  const { record, start, dataFolder } = aWorker()
  const { hash, itemId } = await record(taskId, fact.body.itemId, 'Dear Ada')
  const shelf = await aged(dataFolder, itemId, { kept: 30 })
  start(shelf)
  await vi.waitFor(() => expect(shelf.waiting()).toMatchObject([{ unknownSince: expect.any(String) }]), soon)
  expect(existsSync(shelf.pathOf(hash))).toBe(true)
  expect(new ArtifactShelf(dataFolder).waiting()).toEqual(shelf.waiting())
  await story(fact)
  await isEmpty(shelf)
  expect(await list()).toMatchObject([{ state: 'here' }])
})

test('bytes that the record did not know of for a week are let go, and once it does that is told', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, story, list } = await aTaskWithArtifacts(api, [])
  const { record, start, dataFolder } = aWorker()
  const { hash, itemId } = await record(taskId, fact.body.itemId, 'Dear Ada')
  const shelf = await aged(dataFolder, itemId, { kept: 30, unknown: 8 })
  start(shelf)
  await vi.waitFor(() => expect(existsSync(shelf.pathOf(hash))).toBe(false), soon)
  expect(new ArtifactShelf(dataFolder).waiting()).toMatchObject([{ itemId, notKept: 'let_go' }])
  await story(fact)
  await isEmpty(shelf)
  expect(await list()).toMatchObject([
    { state: 'refused', reason: expect.stringMatching(/let its bytes go/) },
  ])
})

test('of what the record never knows nothing is kept for ever', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId } = await aTaskWithArtifacts(api, [])
  const { record, start, dataFolder } = aWorker()
  const { itemId } = await record(taskId, fact.body.itemId, 'Dear Ada')
  const shelf = await aged(dataFolder, itemId, { kept: 60, unknown: 36 })
  start(shelf)
  await isEmpty(shelf)
  expect(new ArtifactShelf(dataFolder).waiting()).toEqual([])
})

test('a record that knew of it and does not any more, as one from a backup, is waited for anew', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId } = await aTaskWithArtifacts(api, [fact])
  const { record, start, client, dataFolder } = aWorker()
  const { itemId } = await record(taskId, fact.body.itemId, 'Dear Ada')
  vi.spyOn(client, 'put').mockRejectedValue(new Error('the connection broke'))
  const shelf = await aged(dataFolder, itemId, { kept: 30, unknown: 6 })
  start(shelf)
  await vi.waitFor(() => expect(shelf.waiting()[0]?.unknownSince).toBeUndefined(), soon)
})

test('what is young and only not recorded yet is asked about again soon, and no rest grows by it', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, story, list } = await aTaskWithArtifacts(api, [])
  const { shelf, record, start } = aWorker(api.url, { restMs: 600_000 })
  await record(taskId, fact.body.itemId, 'Dear Ada')
  start()
  await story(fact)
  await isEmpty(shelf)
  expect(await list()).toMatchObject([{ state: 'here' }])
})

test('what the executor could not keep is told and not tried for ever', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, list } = await aTaskWithArtifacts(api, [fact])
  const { shelf, record, start } = aWorker(api.url, { mostBytes: 5 })
  expect(await record(taskId, fact.body.itemId, 'Dear Ada')).toMatchObject({ notKept: 'spool_full' })
  start()
  await isEmpty(shelf)
  expect(await list()).toMatchObject([{ state: 'refused' }])
})

test('bytes that were damaged on the executor are refused, and never taken for what was recorded', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, list } = await aTaskWithArtifacts(api, [fact])
  const { shelf, record, start } = aWorker()
  const { hash } = await record(taskId, fact.body.itemId, 'Dear Ada')
  truncateSync(shelf.pathOf(hash), 4)
  start()
  await isEmpty(shelf)
  expect(await list()).toMatchObject([{ state: 'refused', reason: expect.stringMatching(/changed there/) }])
})

test('of a link in the shelf nothing leaves the executor, and the artifact is refused with the reason', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, list } = await aTaskWithArtifacts(api, [fact])
  const { shelf, record, start, client } = aWorker()
  const { hash } = await record(taskId, fact.body.itemId, 'Dear Ada')
  const secret = join(tempFolder(), 'secret')
  writeFileSync(secret, 'a secret')
  rmSync(shelf.pathOf(hash))
  symlinkSync(secret, shelf.pathOf(hash))
  const put = vi.spyOn(client, 'put')
  start()
  await isEmpty(shelf)
  expect(put).not.toHaveBeenCalled()
  expect(await list()).toMatchObject([{ state: 'refused', reason: expect.stringMatching(/changed there/) }])
})

test('a token that is refused lets nothing go', async () => {
  const fact = artifactFact('Dear Ada')
  const { taskId, list } = await aTaskWithArtifacts(api, [fact])
  const { shelf, record, start } = aWorker(api.url, { token: 'wrong' })
  await record(taskId, fact.body.itemId, 'Dear Ada')
  const stop = start()
  await new Promise((resolve) => setTimeout(resolve, 300))
  await stop()
  expect([shelf.waiting().length, (await list())[0].state]).toEqual([1, 'on_executor'])
})

import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostArtifactBytes } from '#domain/artifact/limit-rules.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { type ApiServer, executorToken, startApi } from '#test/api-server.ts'
import { artifactFact, aTaskWithArtifacts } from '#test/artifacts.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const text = 'Dear Ada'
const one = async (bytes: Uint8Array | string = text, change = {}) => {
  const fact = artifactFact(bytes, change)
  return { ...(await aTaskWithArtifacts(api, [fact])), itemId: fact.body.itemId, hash: fact.body.hash }
}
const entriesOf = async (taskId: string) =>
  (
    await api.pool.query(
      'select type, actor, body, project_id from entry where stream_id like $1 order by id',
      [`artifact/${taskId}/%`],
    )
  ).rows

test('an artifact goes from the executor over its way into the record, as one entry', async () => {
  const { itemId, hash, projectId, taskId, offer, put, finish, list } = await one()
  expect(await list()).toMatchObject([{ itemId, state: 'on_executor', received: 0, mediaKind: 'markdown' }])
  expect((await offer(itemId)).json).toEqual({ state: 'wanted', received: 0, reason: null })
  expect(await put(itemId, 'Dear')).toMatchObject({ state: 'wanted', received: 4 })
  expect(await list()).toMatchObject([{ state: 'uploading', received: 4, size: 8 }])
  expect((await finish(itemId)).json).toMatchObject({ state: 'wanted', received: 4 })
  await put(itemId, ' Ada', 4)
  expect((await finish(itemId)).json).toMatchObject({ state: 'here' })
  expect(await list()).toMatchObject([{ state: 'here', version: 1, fileName: 'letter.md', hash }])
  const body = {
    taskId,
    itemId,
    title: 'Letter',
    hash,
    size: 8,
    mediaType: 'text/markdown',
    mediaKind: 'markdown',
  }
  const entry = { type: 'artifact_bytes_kept', actor: 'executor:mac-mini', project_id: projectId, body }
  expect(await entriesOf(taskId)).toEqual([entry])
  for (const again of [await offer(itemId), await finish(itemId)])
    expect(again.json).toMatchObject({ state: 'here' })
  expect(await put(itemId, 'x')).toMatchObject({ state: 'here' })
  expect(await entriesOf(taskId)).toHaveLength(1)
  const only = `artifact/${taskId}/${itemId}`
  expect(await checkRebuild(api.pool, { after: '', limit: 100, only })).toMatchObject({
    streams: 1,
    differences: [],
  })
})

test('bytes for a wrong place are left, and the answer says where to go on', async () => {
  const { itemId, put } = await one()
  await put(itemId, 'Dear')
  expect(await put(itemId, 'Ada', 2)).toMatchObject({ received: 4 })
  expect(await put(itemId, ' Adam and more', 4)).toMatchObject({ received: 8 })
})

test('other bytes than were recorded are not kept, and nothing of them is to be seen', async () => {
  const { itemId, taskId, bring, offer, list } = await one()
  expect(await bring(itemId, 'Dear Bob')).toMatchObject({
    state: 'wanted',
    received: 0,
    reason: expect.stringMatching(/hash/),
  })
  expect((await offer(itemId)).json).toMatchObject({ state: 'wanted', received: 0 })
  expect(await list()).toMatchObject([{ state: 'on_executor' }])
  const cookie = await api.signIn('viewer')
  expect((await api.call('GET', `/api/tasks/${taskId}/artifacts/${itemId}/bytes`, { cookie })).status).toBe(
    404,
  )
  expect(await bring(itemId, text)).toMatchObject({ state: 'here' })
})

test('what the record does not know is unknown, and an address has no bytes', async () => {
  const { itemId, offer, put, list } = await one('', {
    hash: null,
    size: null,
    location: 'https://example.com',
  })
  for (const id of [itemId, 'a_none']) {
    expect((await offer(id)).json).toMatchObject({ state: 'unknown' })
    expect(await put(id, 'x')).toMatchObject({ state: 'unknown' })
  }
  expect(await list()).toMatchObject([{ state: 'none', mediaKind: null }])
})

test('what the executor could not keep is refused with the reason, once', async () => {
  const { itemId, taskId, offer, list } = await one()
  expect((await offer(itemId, 'spool_full')).json).toMatchObject({ state: 'refused' })
  expect((await offer(itemId)).json).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/^Too much waited/),
  })
  expect(await list()).toMatchObject([
    { state: 'refused', reason: expect.stringMatching(/^Too much waited/) },
  ])
  expect(await entriesOf(taskId)).toMatchObject([{ type: 'artifact_bytes_refused' }])
  expect((await offer(itemId, 'because')).status).toBe(400)
})

test('the policy refuses by size and by name before bytes come, and by what they are once they came', async () => {
  const large = await one('x'.repeat(1_000_001))
  await limit(large.projectId, { artifactMb: 1, refusedArtifacts: ['page'] })
  expect((await large.offer(large.itemId)).json).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/takes 1 MB/),
  })
  const page = await one('<html>', { location: 'a.html' })
  await limit(page.projectId, { refusedArtifacts: ['page'] })
  expect((await page.offer(page.itemId)).json).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/^Web pages/),
  })
  const hidden = await one('<html>', { location: 'a.txt' })
  await limit(hidden.projectId, { refusedArtifacts: ['page'] })
  expect((await hidden.offer(hidden.itemId)).json).toMatchObject({ state: 'wanted' })
  expect(await hidden.bring(hidden.itemId, '<html>')).toMatchObject({ state: 'refused' })
  const program = await one('MZ', { location: 'set-up.exe' })
  expect((await program.offer(program.itemId)).json).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/^Programs/),
  })
})

async function limit(scopeId: string, change: object) {
  const body = { document: change, version: 0 }
  const answer = await api.call('POST', `/api/policies/${scopeId}`, {
    cookie: await api.signIn('owner'),
    body,
  })
  expect(answer.status).toBeLessThan(300)
}

test('the same bytes again in a project need not come again; in another one they do', async () => {
  const [first, second] = [artifactFact(text), artifactFact(text, { location: 'copy.txt' })]
  const { offer, bring, list } = await aTaskWithArtifacts(api, [first, second])
  await bring(first.body.itemId, text)
  expect((await offer(second.body.itemId)).json).toMatchObject({ state: 'here' })
  expect(await list()).toMatchObject([{ version: 1 }, { version: 2, state: 'here', mediaKind: 'text' }])
  const other = await one()
  expect((await other.offer(other.itemId)).json).toMatchObject({ state: 'wanted' })
})

test('an empty file is a file', async () => {
  const { itemId, bring } = await one('')
  expect(await bring(itemId, '')).toMatchObject({ state: 'here' })
})

test('why there are no bytes is said, of what the executor found no file at', async () => {
  const { list } = await one('', { hash: null, size: null, location: '../secret', notHashed: 'outside' })
  expect(await list()).toMatchObject([{ state: 'none', reason: 'It leads out of the agent’s workspace.' }])
})

test('what is larger than anything that is taken is refused, also where its bytes come without an offer', async () => {
  const { itemId, taskId, put } = await one(text, { size: mostArtifactBytes + 1 })
  expect(await put(itemId, text)).toMatchObject({ state: 'refused', reason: expect.stringMatching(/500 MB/) })
  expect(await entriesOf(taskId)).toMatchObject([{ type: 'artifact_bytes_refused' }])
})

const tricks = [
  '..%2f..%2fconfig.json',
  '..%5cconfig',
  '%2fetc%2fpasswd',
  '%00',
  'a.',
  'con%3a',
  '%e2%88%95',
  'a'.repeat(300),
]

test.each(tricks)('an upload named %s is refused at the field, and nothing is written', async (trick) => {
  const { itemId, pathOf } = await one()
  const path = pathOf(itemId)
  const before = readdirSync(api.artifactsFolder, { recursive: true })
  const headers = { 'content-type': 'application/octet-stream' }
  for (const [field, odd] of [
    ['itemId', path.replace(itemId, trick)],
    ['taskId', path.replace(/t_\w+/, trick)],
    ['executorId', path.replace('mac-mini', trick)],
  ] as const) {
    const asked = { token: executorToken, headers, body: text }
    const { status, json } = await api.call('PUT', `${odd}/bytes?offset=0`, asked)
    expect([status, json.errors?.[0]?.path]).toEqual([400, `params.${field}`])
  }
  expect(readdirSync(api.artifactsFolder, { recursive: true })).toEqual(before)
})

test('bytes come as bytes, with the executor’s own token, for its own name', async () => {
  const { itemId, pathOf } = await one()
  const bytes = `${pathOf(itemId)}/bytes?offset=0`
  expect((await api.call('PUT', bytes, { token: executorToken, body: {} })).status).toBe(415)
  const other = bytes.replace('mac-mini', 'other-mac')
  const headers = { 'content-type': 'application/octet-stream' }
  expect((await api.call('PUT', other, { token: executorToken, headers })).status).toBe(403)
  for (const offset of ['-1', 'x', '1e99'])
    expect(
      (await api.call('PUT', bytes.replace('=0', `=${offset}`), { token: executorToken, headers })).status,
    ).toBe(400)
})

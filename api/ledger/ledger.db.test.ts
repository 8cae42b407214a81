import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryLine, headerLine, headLine, ledgerVerifier } from '#domain/ledger/verify.ts'
import { listEntries } from '#prisma/read/entries.ts'
import { recordAnchorLook } from '#prisma/write/anchors.ts'
import { type ApiServer, aProposalFact, aTaskThat, placeAll, startApi } from '#test/api-server.ts'

interface Item {
  position: number | null
  type: string
  streamSeq: number
}

let api: ApiServer
let cookie = ''
let task: Awaited<ReturnType<typeof aTaskThat>>
let last = 0
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
  task = await aTaskThat(api, [aProposalFact()])
  last = await placeAll(api)
})
afterAll(() => api?.stop())

const get = async (path: string) => (await api.call('GET', path, { cookie })).json

test('it is read newest first, page by page, without a gap', async () => {
  const seen: number[] = []
  let path = '/api/ledger?limit=3'
  for (;;) {
    const { items, next } = await get(path)
    seen.push(...items.map((item: Item) => item.position))
    if (next === null) break
    path = `/api/ledger?limit=3&before=${next}`
  }
  expect(seen).toEqual(Array.from({ length: last }, (_, i) => last - i))
})

test('it is filtered by project, stream, type and actor, who is named', async () => {
  const { items, names } = await get(`/api/ledger?projectId=${task.projectId}`)
  expect(items.map((item: Item) => item.type)).toEqual([
    'approval_requested',
    'task_requested',
    'agent_created',
    'project_created',
  ])
  expect(items[0].actorName).toBe('Front Office')
  expect(names).toEqual({
    [`project/${task.projectId}`]: 'Letters',
    [`agent/${task.agentId}`]: 'Ines',
    [`task/${task.taskId}`]: 'Write',
    [`proposal/${items[0].body.proposalId}`]: items[0].body.tool,
  })
  const ofTask = await get(`/api/ledger?streamId=task/${task.taskId}&type=task_requested`)
  expect(ofTask.items).toMatchObject([{ type: 'task_requested', actorName: 'The owner' }])
  const byOwner = await get(`/api/ledger?actor=operator:${api.operators.owner}`)
  expect(byOwner.items).toHaveLength(3)
})

test('what has no place yet comes first and is counted, and is placed on the next page', async () => {
  const late = await aTaskThat(api)
  const { items } = await get('/api/ledger?limit=4')
  expect(items.map((item: Item) => item.position)).toEqual([null, null, null, last])
  const full = await get('/api/ledger?limit=2')
  expect(full.next).toBe(last + 1)
  expect((await get(`/api/ledger?limit=1&before=${full.next}`)).items[0].position).toBe(last)
  expect(await get('/api/ledger/head')).toMatchObject({ position: last, unplaced: 3 })
  const story = await get(`/api/tasks/${late.taskId}/entries`)
  expect(story.items).toMatchObject([{ position: null, streamSeq: 1 }])
  last = await placeAll(api)
})

test('what is placed while a page is read is on it once', async () => {
  await aTaskThat(api)
  const placing = Object.assign(Object.create(api.pool) as ApiServer['pool'], {
    query: async (...asked: Parameters<ApiServer['pool']['query']>) => {
      const answer = await api.pool.query(...asked)
      last = await placeAll(api)
      return answer
    },
  })
  const { items } = await listEntries(placing, { limit: 5 })
  expect(items.map(({ position }) => position)).toEqual([last, last - 1, last - 2, last - 3, last - 4])
})

test('what it gives for an export verifies, from the first entry to the head', async () => {
  const verifier = ledgerVerifier()
  verifier.take(headerLine)
  let after = 0
  for (;;) {
    const { items } = await get(`/api/ledger/export?after=${after}&limit=4`)
    if (items.length === 0) break
    for (const item of items) expect(verifier.take(entryLine(item))).toBe(true)
    after = items.at(-1).position
  }
  const { position, hash } = await get('/api/ledger/head')
  expect(position).toBe(last)
  verifier.take(headLine({ position, hash }))
  expect(verifier.finish()).toEqual({ after: 0, head: { position, hash }, fault: null })
})

test('the head says where it is noted outside of the database', async () => {
  expect((await get('/api/ledger/head')).anchors).toEqual([])
  const anchor = { position: last, hash: 'a'.repeat(64), at: '2026-11-24T12:00:00.000Z' }
  const look = { place: 'file', target: '/data/anchors.ndjson', problem: null, at: anchor.at }
  await recordAnchorLook(api.pool, { ...look, anchor })
  await recordAnchorLook(api.pool, { ...look, anchor: null, problem: 'It is full.' })
  expect((await get('/api/ledger/head')).anchors).toEqual([
    { place: 'file', target: look.target, position: last, at: anchor.at, problem: 'It is full.' },
  ])
})

test('streams are compared with their rows page by page, or one by itself', async () => {
  let after: string | null = ''
  let streams = 0
  for (; after !== null; ) {
    const page: { streams: number; differences: unknown[]; next: string | null } = await get(
      `/api/ledger/rebuild?limit=2&after=${encodeURIComponent(after)}`,
    )
    expect(page.differences).toEqual([])
    streams += page.streams
    after = page.next
  }
  expect(streams).toBeGreaterThan(6)
  const one = await get(`/api/ledger/rebuild?streamId=task/${task.taskId}`)
  expect(one).toMatchObject({ streams: 1, entries: 2, next: null })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'
import { storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'

let api: ApiServer
let cookie = ''
let taskId = ''
let facts: Fact[] = []
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
  const task = await aTaskThat(api)
  taskId = task.taskId
  const now = Date.now()
  const inMs = (ms: number, fact: Fact): Fact => ({ ...fact, at: new Date(now + ms).toISOString() })
  const posted = (text: string) => aFact('update_posted', { stepId: 's1', itemId: text, text })
  await task.story(
    inMs(20, posted('one')),
    inMs(40, posted('two')),
    // By a clock that is behind.
    inMs(30, aFact('task_failed', { error: 'Provider busy' })),
    inMs(60, posted('three')),
  )
  facts = (await storedFacts(api.pool, `task/${taskId}`)).map(({ runId: _, ...fact }) => fact as Fact)
  await sleep(100)
})
afterAll(() => api?.stop())

const asOf = (at: string, as = cookie) =>
  api.call('GET', `/api/tasks/${taskId}?at=${encodeURIComponent(at)}`, { cookie: as })
const timeOf = (index: number) => facts[index]?.at ?? ''
const moved = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString()

test.each([
  ['its first entry', 0, 1],
  ['an entry, to the millisecond', 1, 2],
  ['an entry that a later one with an earlier time belongs to', 2, 4],
  ['its last entry', 4, 5],
])('at %s it is the fold of what was recorded by then', async (_what, index, entries) => {
  const { status, json } = await asOf(timeOf(index))
  const state = facts.slice(0, entries).reduce(applyEntry, noTask)
  expect(status).toBe(200)
  expect(json.state).toEqual(state)
  const { status: word, since, endedAt } = state
  expect(json).toMatchObject({ streamSeq: entries, status: word, since, endedAt, pendingIntents: 0 })
})

test('between two entries it is as the earlier one left it, in whatever zone the time is written', async () => {
  const between = moved(timeOf(1), 5)
  expect((await asOf(between)).json.streamSeq).toBe(2)
  const elsewhere = moved(between, 2 * 3_600_000).replace('Z', '+02:00')
  expect((await asOf(elsewhere)).json.streamSeq).toBe(2)
})

test('after its last entry it is as it is now, but for what is on its way and what is counted over all its runs', async () => {
  const now = (await api.call('GET', `/api/tasks/${taskId}`, { cookie })).json
  const { json } = await asOf(new Date().toISOString())
  expect(json).toEqual({ ...now, pendingIntents: 0, budgetBurn: null })
})

test('before it was asked for there is no task, and the sentence says when it was', async () => {
  const { status, json } = await asOf(moved(timeOf(0), -1))
  expect({ status, code: json.code }).toEqual({ status: 404, code: 'not_found' })
  expect(json.detail).toBe(`The task was not there yet: it was asked for at ${timeOf(0)}.`)
})

test.each([
  [moved(new Date().toISOString(), 3_600_000), 'is in the future'],
  ['yesterday', 'must be a time like 2026-11-26T09:00:00Z'],
  ['2026-13-01T00:00:00Z', 'must be a time like 2026-11-26T09:00:00Z'],
  ['', 'must be a time like 2026-11-26T09:00:00Z'],
])('%s is a bad field', async (at, message) => {
  const { status, json } = await asOf(at)
  expect(status).toBe(400)
  expect(json.errors).toEqual([
    { path: expect.stringContaining('at'), message: expect.stringContaining(message) },
  ])
})

test('who may not read the task may not read its past', async () => {
  expect((await asOf(timeOf(0), '')).status).toBe(401)
})

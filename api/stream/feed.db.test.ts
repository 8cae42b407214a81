import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ApiServer, aTaskThat, placeAll, serveOn, startApi } from '#test/api-server.ts'
import { readFeed } from '#test/feed-reader.ts'

// What readers are promised together: nothing twice and nothing left out, whoever writes and whatever is restored.
let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
})
afterAll(() => api?.stop())

const reader = (after: number) => readFeed({ url: api.url, cookie }, after)

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
let notes = 0
const note = () => ({
  ...{ type: 'run_accepted' as const, at: new Date().toISOString(), actor: 'executor:mac-mini' },
  body: { stepId: 's1', itemId: `i${notes++}` },
})

test('200 readers at once get each entry once and in order, while eight write', {
  timeout: 120_000,
}, async () => {
  const before = await placeAll(api)
  const readers = await Promise.all(from(1, 200).map(() => reader(before)))
  let isWriting = true
  const placing = (async () => {
    while (isWriting) {
      await placeAll(api)
      await sleep(20)
    }
  })()
  await Promise.all(
    from(1, 8).map(async () => {
      const { story } = await aTaskThat(api)
      for (const _ of from(1, 25)) await story(note(), note())
    }),
  )
  isWriting = false
  await placing
  const last = await placeAll(api)
  expect(last - before).toBeGreaterThanOrEqual(400)
  await expect.poll(() => readers.every(({ given }) => given.at(-1) === last), { timeout: 60_000 }).toBe(true)
  for (const { given } of readers) expect(given).toEqual(from(before + 1, last))
  await Promise.all(readers.map((one) => one.leave()))
})

const name = () => new URL(api.appUrl).pathname.slice(1)
async function asAdmin(...statements: string[]) {
  const admin = new pg.Client({ connectionString: inject('servers').adminUrl })
  await admin.connect()
  for (const statement of statements) await admin.query(statement)
  await admin.end()
}
const closed = () => [
  `alter database ${name()} with allow_connections false`,
  `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name()}'`,
]
const opened = () => `alter database ${name()} with allow_connections true`

const isBack = () => expect.poll(() => aTaskThat(api).catch(() => null)).not.toBeNull()
/** A copy of the ledger as it is; answers how to restore it. */
async function copied() {
  const copy = `${name()}_copy`
  await asAdmin(...closed(), `create database ${copy} template ${name()} owner front_office_owner`, opened())
  await isBack()
  return async () => {
    const swapped = [`drop database ${name()}`, `alter database ${copy} rename to ${name()}`]
    await asAdmin(...closed(), ...swapped, opened())
    await isBack()
  }
}

test('after a restore readers are told, and get what came in its place', { timeout: 120_000 }, async () => {
  await aTaskThat(api)
  const kept = await placeAll(api)
  const restore = await copied()
  await aTaskThat(api)
  const lost = await placeAll(api)
  const stays = await reader(kept - 1)
  await expect.poll(() => stays.given.at(-1)).toBe(lost)

  await restore()
  for (const _ of from(1, 5)) await aTaskThat(api)
  const last = await placeAll(api)
  expect(last).toBeGreaterThan(lost)
  await expect.poll(() => stays.given.at(-1)).toBe(last)
  expect(stays.given).toEqual([...from(kept, lost), { through: kept }, ...from(kept + 1, last)])
  const marks = stays.ids.map((id) => Number.parseInt(id, 10))
  expect(marks).toEqual([...from(kept - 1, lost), kept, ...from(kept + 1, last)])
  await stays.leave()
})

test('whoever resumes at an api that was started after the restore misses nothing either', {
  timeout: 120_000,
}, async () => {
  await aTaskThat(api)
  const kept = await placeAll(api)
  const restore = await copied()
  await aTaskThat(api)
  const lost = await placeAll(api)
  const before = await reader(kept - 1)
  await expect.poll(() => before.given.at(-1)).toBe(lost)
  await before.leave()
  const idOf = (position: number) => before.ids.find((id) => id.startsWith(`${position}.`)) ?? ''

  await restore()
  for (const _ of from(1, 5)) await aTaskThat(api)
  const last = await placeAll(api)
  expect(last).toBeGreaterThan(lost)
  const anew = await serveOn(api.appUrl)
  const [gone, still] = await Promise.all(
    [lost, kept].map((position) => readFeed({ url: anew.url, cookie }, idOf(position))),
  )
  await expect.poll(() => [gone, still].map((one) => one?.given.at(-1))).toEqual([last, last])
  expect(gone?.given).toEqual([{ through: 0 }, ...from(1, last)])
  expect(still?.given).toEqual(from(kept + 1, last))
  await Promise.all([gone, still].map((one) => one?.leave()))
  await anew.stop()
})

import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ApiServer, aTaskThat, cookieOf, password, placeAll, startApi } from '#test/api-server.ts'
import { Looking, StreamEntry } from './contract.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
})
afterAll(() => api?.stop())

interface Event {
  id: number
  type: string
  entry: { position: number; type: string; actorName: string } | null
}

/** An EventSource, as far as the tests need one. */
async function open(path = '', headers: Record<string, string> = {}) {
  const leaving = new AbortController()
  const { signal } = leaving
  const answer = await fetch(`${api.url}/api/stream${path}`, { headers: { cookie, ...headers }, signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const events: Event[] = []
  const looking: unknown[] = []
  const restored: unknown[] = []
  const ids: string[] = []
  const take = (block: string) => {
    const id = /^id: (.*)$/m.exec(block)?.[1]
    if (id) ids.push(id)
    const again = /^event: restored\nid: .*\ndata: (.*)$/.exec(block)?.[1]
    if (again) restored.push(JSON.parse(again))
    const told = /^event: looking\ndata: (.*)$/.exec(block)?.[1]
    if (told) looking.push(JSON.parse(told))
    else if (again) return
    else if (block.includes('id:')) events.push(parsed(block))
  }
  let text = ''
  let isEnded = false
  const reading = (async () => {
    for (;;) {
      const part = await reader?.read()
      if (!part || part.done) break
      text += part.value
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  })()
    .catch(() => {})
    .finally(() => {
      isEnded = true
    })
  return {
    status: answer.status,
    headers: answer.headers,
    events,
    looking,
    restored,
    ids,
    isEnded: () => isEnded,
    reading,
    leave: () => leaving.abort(),
  }
}

function parsed(block: string): Event {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
  return {
    id: Number.parseInt(fields.id ?? '', 10),
    type: fields.event ?? '',
    entry: fields.data ? JSON.parse(fields.data) : null,
  }
}

async function until(isSo: () => boolean, withinMs = 20_000) {
  const end = Date.now() + withinMs
  while (!isSo()) {
    if (Date.now() > end) throw new Error('it never came')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const positionsOf = (stream: { events: Event[] }) =>
  stream.events.flatMap((event) => event.entry?.position ?? [])

test('it gives every entry once, in order, from where the client says it is', async () => {
  await aTaskThat(api)
  const last = await placeAll(api)
  const stream = await open('?after=0')
  expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
  await until(() => positionsOf(stream).length === last)
  expect(positionsOf(stream)).toEqual(Array.from({ length: last }, (_, i) => i + 1))
  for (const { entry } of stream.events) if (entry) StreamEntry.parse(entry)
  expect(stream.events.at(-1)).toMatchObject({ type: 'entry', id: last, entry: { actorName: 'The owner' } })
  stream.leave()
})

test('it is never compressed: a compressed event would wait in the server for the next ones', async () => {
  const first = await placeAll(api)
  const stream = await open('', { 'accept-encoding': 'gzip, deflate, br' })
  await until(() => stream.events.length === 1)
  expect(stream.headers.get('content-encoding')).toBeNull()
  await aTaskThat(api)
  await placeAll(api)
  // Before anything else is sent that could push it on.
  await until(() => positionsOf(stream)[0] === first + 1, 10_000)
  stream.leave()
})

test('a browser that reconnects resumes at what it saw last, whatever its first address said', async () => {
  await aTaskThat(api)
  const last = await placeAll(api)
  const stream = await open('?after=0', { 'last-event-id': String(last - 2) })
  await until(() => positionsOf(stream).length > 0)
  expect(positionsOf(stream)).toEqual([last - 1, last])
  stream.leave()
})

test('without a position it begins now, says where that is, and new entries come at once', async () => {
  const before = await placeAll(api)
  const stream = await open()
  await until(() => stream.events.length === 1)
  expect(stream.events[0]).toMatchObject({ id: before, entry: null })
  const waits: number[] = []
  for (const _ of [1, 2, 3, 4, 5]) {
    await aTaskThat(api)
    const began = Date.now()
    const last = await placeAll(api)
    await until(() => positionsOf(stream).at(-1) === last)
    waits.push(Date.now() - began)
  }
  // Without being told it would look every two seconds. One of them may meet a machine that is busy.
  expect(waits.filter((ms) => ms < 1_000).length).toBeGreaterThanOrEqual(4)
  expect(positionsOf(stream)[0]).toBe(before + 1)
  stream.leave()
})

test('who has an inbox item open is told to everybody, at the beginning and as it changes', async () => {
  const look = (itemId: string | null) => api.call('POST', '/api/inbox/looking', { cookie, body: { itemId } })
  await look('failed:t_1')
  const stream = await open()
  const seen = { operatorId: api.operators.viewer, name: 'The viewer' }
  await until(() => stream.looking.length === 1)
  await look('failed:t_2')
  await until(() => stream.looking.length === 2)
  await look(null)
  await until(() => stream.looking.length === 3)
  const items = [[{ ...seen, itemId: 'failed:t_1' }], [{ ...seen, itemId: 'failed:t_2' }], []]
  expect(stream.looking.map((told) => Looking.parse(told))).toEqual(items)
  stream.leave()
})

const all = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

test('a position that this ledger never reached is of another one: it is said, and all of it comes', async () => {
  const last = await placeAll(api)
  const stream = await open(`?after=${last + 1_000}`)
  await until(() => positionsOf(stream).length === last)
  expect([positionsOf(stream), stream.restored]).toEqual([all(last), [{ through: 0 }]])
  stream.leave()
})

test('an id names a place of this ledger: one of another ledger is told so, and gets all there is', async () => {
  const last = await placeAll(api)
  const stream = await open(`?after=${last - 1}`)
  await until(() => stream.events.length === 2)
  stream.leave()
  const id = stream.ids.at(-1) ?? ''
  expect(id).toMatch(new RegExp(`^${last}\\.[0-9a-f]{8}$`))
  const again = await open('', { 'last-event-id': id })
  await until(() => again.events.length === 1)
  expect([again.events[0]?.id, again.restored]).toEqual([last, []])
  again.leave()
  const other = await open('', { 'last-event-id': `${last}.${id.at(-8) === '0' ? 'f' : '0'}${id.slice(-7)}` })
  await until(() => positionsOf(other).length === last)
  expect([positionsOf(other), other.restored]).toEqual([all(last), [{ through: 0 }]])
  // Told and set back in one: who is cut off right behind it goes on from there, and knows.
  expect(other.ids[0]).toBe('0.00000000')
  expect(other.ids.at(-1)).toBe(id)
  other.leave()
})

test('it stays while Postgres is away, and misses nothing', async () => {
  await placeAll(api)
  const stream = await open()
  await until(() => stream.events.length === 1)
  const name = new URL(api.appUrl).pathname.slice(1)
  await admin(`alter database ${name} with connection limit 0`)
  await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  await admin(`alter database ${name} with connection limit -1`)
  await aTaskThat(api)
  const last = await placeAll(api)
  await until(() => positionsOf(stream).at(-1) === last)
  expect(stream.isEnded()).toBe(false)
  stream.leave()
})

test('it ends with the session', async () => {
  const body = { email: 'operator@example.com', password }
  const own = cookieOf(await api.call('POST', '/api/auth/sign-in/email', { body }))
  const stream = await open('', { cookie: own })
  expect(stream.status).toBe(200)
  await api.call('POST', '/api/auth/sign-out', { cookie: own, body: {} })
  // It is asked about every quarter of a minute.
  await until(stream.isEnded, 60_000)
})

test('the server stops at once, though streams are open', async () => {
  const other = await startApi()
  const theirs = await other.signIn('viewer')
  const answer = await fetch(`${other.url}/api/stream`, { headers: { cookie: theirs } })
  const began = Date.now()
  await other.stop()
  // Whoever is not let go by then is cut off.
  expect(Date.now() - began).toBeLessThan(4_500)
  await answer.text()
})

async function admin(sql: string) {
  const client = new pg.Client({ connectionString: inject('servers').adminUrl })
  await client.connect()
  await client.query(sql)
  await client.end()
}

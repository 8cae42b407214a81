import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GatewayReport } from '#domain/executor/executor.ts'
import type { Sight } from '#domain/executor/presence-rules.ts'
import { executorStreamId } from '#domain/ids.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { listExecutors } from '#prisma/read/executors.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { saveReport } from '#prisma/write/settings/stop-file-changes.ts'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { recordPresence } from './presence.ts'

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await freshDatabase()
  database = openDatabase(scratch.appUrl)
  await registerExecutor(database.pool, { executorId: 'mac-mini', name: 'Mac mini', tokenHash: 'x' })
})
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

const look = (sight: Sight) => recordPresence(database.pool, () => sight)
const said = (link: GatewayReport['link'], detail = '') =>
  saveReport(database.pool, 'mac-mini', { link, detail, gateway: null, workerVersion: '0.1.0' })
const recorded = async () => {
  const { rows } = await database.pool.query<{ state: string }>(
    `select body->>'state' as state from entry where stream_id = $1 and type = 'executor_presence_changed' order by stream_seq`,
    [executorStreamId('mac-mini')],
  )
  return rows.map(({ state }) => state)
}
const stopFileEntries = async () => {
  const { rows } = await database.pool.query<{ body: object }>(
    `select body from entry where stream_id = $1 and type = 'executor_stop_file_changed' order by stream_seq`,
    [executorStreamId('mac-mini')],
  )
  return rows.map(({ body }) => body)
}
const aReport = { link: 'connected', detail: '', gateway: null, workerVersion: '0.1.0' } as const
const row = async () => (await listExecutors(database.pool))[0]

test('each state that it enters is an entry, once, and one that Temporal forgot is unknown', async () => {
  await said('connected')
  for (const sight of ['seen', 'seen', 'temporal_restarted', 'temporal_restarted', 'seen'] as const)
    await look(sight)
  await said('draining')
  await look('seen')
  await said('stopping')
  await look('not_seen')
  await said('connected')
  await look('not_seen')
  await look('temporal_away')
  expect(await recorded()).toEqual([
    ...['ready', 'unknown', 'ready', 'draining', 'worker_stopped', 'unreachable', 'unknown'],
  ])
})

test('a gateway that refuses us is entered with its words and left again, each an entry', async () => {
  await said('connected')
  await look('seen')
  await said('refused', 'The gateway refuses the token (gatewayToken).')
  await look('seen')
  await look('seen')
  expect(await row()).toMatchObject({
    state: 'gateway_refuses',
    detail: 'The gateway refuses the token (gatewayToken).',
  })
  await said('connected')
  await look('seen')
  expect(await row()).toMatchObject({ state: 'ready', detail: '' })
  expect((await recorded()).slice(-3)).toEqual(['ready', 'gateway_refuses', 'ready'])
})

test('another word on the same state is recorded, and does not begin it anew', async () => {
  await said('down', 'ECONNREFUSED')
  await look('seen')
  const before = await row()
  await said('down', 'closed')
  await look('seen')
  expect(await row()).toMatchObject({ state: 'gateway_down', detail: 'closed', since: before?.since })
  expect((await recorded()).slice(-2)).toEqual(['gateway_down', 'gateway_down'])
})

test('while nobody looks the state is unknown since the last look, and the next look tells it again', async () => {
  await said('connected')
  await look('seen')
  const before = await recorded()
  const lookedAgo = (seconds: number) =>
    database.pool.query(`update executor_link set looked_at = now() - $1 * interval '1 second'`, [seconds])
  await lookedAgo(13)
  expect(await row()).toMatchObject({ state: 'ready', detail: '' })
  await lookedAgo(60)
  const silent = await row()
  expect(silent).toMatchObject({
    state: 'unknown',
    detail: expect.stringContaining('The control worker is silent'),
  })
  const sinceMs = Date.now() - Date.parse(silent?.since ?? '')
  expect(sinceMs).toBeGreaterThan(59_000)
  expect(sinceMs).toBeLessThan(75_000)
  await look('seen')
  expect(await row()).toMatchObject({ state: 'ready', detail: '' })
  expect(await recorded()).toEqual(before)
})

test('a file that came and went while nobody heard it is two entries with the times of the Mac, each once', async () => {
  const laid = { at: '2026-11-27T12:00:00.000Z', reason: 'Fire' }
  const gone = { at: '2026-11-27T12:30:00.000Z', reason: null }
  const again = { at: '2026-11-27T13:00:00.000Z', reason: 'Smoke' }
  const both = [laid, gone].map(({ at, reason }) => ({ reason, changedAt: at }))
  for (let times = 0; times < 2; times++) {
    await saveReport(database.pool, 'mac-mini', { ...aReport, stopFile: null, stopFileChanges: [laid, gone] })
    await look('seen')
    expect(await stopFileEntries()).toEqual(both)
    // An older worker in between tells of none.
    await said('connected')
  }
  const all = { ...aReport, stopFile: 'Smoke', stopFileChanges: [laid, gone, again] }
  await saveReport(database.pool, 'mac-mini', all)
  await look('seen')
  expect(await stopFileEntries()).toEqual([...both, { reason: 'Smoke', changedAt: again.at }])
  expect(await row()).toMatchObject({ stopFile: 'Smoke' })
  await saveReport(database.pool, 'mac-mini', { ...aReport, stopFile: null })
  await look('seen')
  expect((await stopFileEntries()).at(-1)).toEqual({ reason: null })
})

test('what lay there before a Mac kept the times of its file is not told again', async () => {
  const laid = { at: '2026-11-27T14:00:00.000Z', reason: 'Fire' }
  const gone = { at: '2026-11-27T14:30:00.000Z', reason: null }
  await saveReport(database.pool, 'mac-mini', { ...aReport, stopFile: 'Fire' })
  await look('seen')
  const before = await stopFileEntries()
  await saveReport(database.pool, 'mac-mini', { ...aReport, stopFile: 'Fire', stopFileChanges: [laid] })
  await look('seen')
  expect(await stopFileEntries()).toEqual(before)
  await saveReport(database.pool, 'mac-mini', { ...aReport, stopFile: null, stopFileChanges: [laid, gone] })
  await look('seen')
  expect((await stopFileEntries()).slice(before.length)).toEqual([{ reason: null, changedAt: gone.at }])
})

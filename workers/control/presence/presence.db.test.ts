import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GatewayReport } from '#domain/executor/executor.ts'
import type { Sight } from '#domain/executor/presence-rules.ts'
import { executorStreamId } from '#domain/ids.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { listExecutors } from '#prisma/read/executors.ts'
import { registerExecutor, saveReport } from '#prisma/write/settings/executors.ts'
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

test('another word on the same state is recorded, and does not begin it anew', async () => {
  await said('down', 'ECONNREFUSED')
  await look('seen')
  const before = await row()
  await said('down', 'closed')
  await look('seen')
  expect(await row()).toMatchObject({ state: 'gateway_down', detail: 'closed', since: before?.since })
  expect((await recorded()).slice(-2)).toEqual(['gateway_down', 'gateway_down'])
})

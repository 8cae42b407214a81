import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '#prisma/client.ts'
import { missingTexts } from '#prisma/read/record-sight.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { seedPortfolio } from './seed.ts'

let scratch: ScratchDatabase
let database: Database

beforeAll(async () => {
  scratch = await freshDatabase()
  database = openDatabase(scratch.appUrl, 4)
}, 60_000)
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

test('what a benchmark’s runs were given is there to be read, as that of real ones is', async () => {
  const at = new Date().toISOString()
  await registerExecutor(database.pool, { executorId: 'mac-mini', name: 'mac-mini', tokenHash: 'h', at })
  await seedPortfolio({ database, say: () => {} }, { projects: 2, tasks: 60 })
  const { rows } = await database.pool.query<{ runs: number }>(
    `select sum(jsonb_array_length(state->'runs'))::int as runs from task`,
  )
  expect(rows[0]?.runs).toBeGreaterThan(60)
  expect(await missingTexts(database.pool, { after: '', next: null }, 10)).toEqual([])
}, 60_000)

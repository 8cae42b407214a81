import { afterAll, beforeAll, expect, test } from 'vitest'
import { homeOf } from '#api/home/summary.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { missingTexts } from '#prisma/read/record-sight.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { emptyParts } from '#test/bench/home-parts.ts'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { seedPortfolio } from './seed.ts'

let scratch: ScratchDatabase
let database: Database

beforeAll(async () => {
  scratch = await freshDatabase()
  database = openDatabase(scratch.appUrl, 4)
  const at = new Date().toISOString()
  await registerExecutor(database.pool, { executorId: 'mac-mini', name: 'mac-mini', tokenHash: 'h', at })
  await seedPortfolio({ database, say: () => {} }, { projects: 3, tasks: 900 })
}, 180_000)
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

test('what a benchmark’s runs were given is there to be read, as that of real ones is', async () => {
  const { rows } = await database.pool.query<{ runs: number }>(
    `select sum(jsonb_array_length(state->'runs'))::int as runs from task`,
  )
  expect(rows[0]?.runs).toBeGreaterThan(900)
  expect(await missingTexts(database.pool, { after: '', next: null }, 10)).toEqual([])
}, 60_000)

test('its home page has something in every part, and no budget stops a run', async () => {
  const home = await homeOf(database.pool, 'USD', new Date())
  expect(emptyParts(home)).toEqual([])
  expect(home.budgets.filter(({ level }) => level === 'spent')).toEqual([])
  expect(home.week.toShip.some(({ dueAt }) => dueAt !== null && dueAt < new Date().toISOString())).toBe(true)
})

test('nothing of it waits for a run: only people are asked', async () => {
  const { rows } = await database.pool.query<{ kind: string }>(
    `select distinct coalesce(wait_kind, status) as kind from task where ended_at is null order by 1`,
  )
  expect(rows.map(({ kind }) => kind)).toEqual(['approval', 'operator'])
})

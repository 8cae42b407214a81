import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { run } from './install.mjs'

let database: ScratchDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database?.drop())

const setUp = (env: Record<string, string> = {}) =>
  run(process.execPath, ['--import', 'tsx', 'local/set-up.ts'], {
    ...process.env,
    DATABASE_URL: database.ownerUrl,
    APP_DATABASE_URL: database.appUrl,
    PUBLIC_URL: 'https://office.example',
    EXECUTOR_TOKEN: 'a-token-of-the-executor',
    ...env,
  })

test('it prepares a database, prints the owner’s link, and can be run again', async () => {
  expect(await setUp()).toMatch(/once: https:\/\/office\.example\/set-up#[\w-]{20,}\n$/)
  await setUp()
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query('select id from executor')
  const links = await client.query('select token_hash from set_up_link')
  await client.end()
  expect(rows).toEqual([{ id: 'mac-mini' }])
  expect(links.rows).toHaveLength(2)
})

test('an empty password or a short token stops it before it touches anything', async () => {
  const url = new URL(database.appUrl)
  url.password = ''
  await expect(setUp({ APP_DATABASE_URL: url.href })).rejects.toThrow(
    'APP_DATABASE_URL: must hold a password',
  )
  await expect(setUp({ EXECUTOR_TOKEN: 'short' })).rejects.toThrow('EXECUTOR_TOKEN: must have at least 16')
})

test('an application that would run as the owner is refused', async () => {
  await expect(setUp({ APP_DATABASE_URL: database.ownerUrl })).rejects.toThrow(
    'role front_office_owner owns the ledger',
  )
})

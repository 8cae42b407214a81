import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { freshDatabase, type ScratchDatabase, temporalAddress } from '#test/servers.ts'
import { openDataFolder } from './data-folder.ts'
import { choosePorts } from './port-choice.ts'
import { ProcessRecords } from './processes.ts'
import { startStores } from './stores.ts'
import { Supervisor } from './supervisor.ts'

let database: ScratchDatabase
let path: string
let said: string[]
const say = (line: string) => said.push(line)

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database?.drop())
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'front-office-stores-'))
  said = []
  vi.stubEnv('TEMPORAL_ADDRESS', temporalAddress())
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(path, { recursive: true, force: true })
})

async function start() {
  const opened = openDataFolder(path)
  // The role is the whole cluster's, which other tests share.
  const secrets = { ...opened.secrets, appPassword: inject('servers').appPassword }
  const folder = { ...opened, secrets }
  const supervisor = new Supervisor(say, new ProcessRecords(folder.at('run')))
  const choice = await choosePorts(folder, 0, say)
  const stores = await startStores({ folder, choice, supervisor, say, stop: async () => {} })
  expect(supervisor.pids()).toEqual({})
  return stores
}

async function ask(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

function urlWith(username: string, password: string) {
  const url = new URL(database.ownerUrl)
  url.username = username
  url.password = password
  return url.href
}

test('a Postgres of one’s own gets the schema of its owner and a role that can’t touch facts', async () => {
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  const stores = await start()
  expect(said).toEqual([
    `Postgres is the one that DATABASE_URL names, at ${new URL(database.ownerUrl).host}`,
    `Temporal is the server at ${temporalAddress()}`,
  ])
  const who = 'select current_user as name'
  expect(await ask(stores.ownerUrl, who)).toEqual([{ name: 'front_office_owner' }])
  expect(await ask(stores.appUrl, who)).toEqual([{ name: 'front_office_app' }])
  expect(await ask(stores.appUrl, 'select * from entry')).toEqual([])
  for (const table of ['entry', 'position', 'effect_claim']) {
    await expect(ask(stores.appUrl, `delete from ${table}`)).rejects.toThrow('permission denied')
    await expect(ask(stores.appUrl, `truncate ${table}`)).rejects.toThrow('permission denied')
  }
  await expect(ask(stores.appUrl, 'update entry set digest = digest')).rejects.toThrow('permission denied')
})

test('a role that was made by hand is used', async () => {
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  vi.stubEnv('APP_DATABASE_URL', database.appUrl)
  expect(await start()).toMatchObject({ ownerUrl: database.ownerUrl, appUrl: database.appUrl })
})

test.each([
  ['the owner', () => database.ownerUrl, 'role front_office_owner owns the ledger'],
  [
    'a superuser',
    () => urlWith('postgres', new URL(inject('servers').adminUrl).password),
    'role postgres is a superuser',
  ],
])('an application that would run as %s is refused', async (_, appUrl, problem) => {
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  vi.stubEnv('APP_DATABASE_URL', appUrl())
  await expect(start()).rejects.toThrow(problem)
})

test.each([
  ['delete on entry', 'may change entries of the ledger'],
  ['truncate on position', 'may change entries of the ledger'],
  ['update (digest) on entry', 'may change entries of the ledger'],
])('a role that was granted %s is refused', async (grant, problem) => {
  const scratch = await freshDatabase()
  vi.stubEnv('DATABASE_URL', scratch.ownerUrl)
  await ask(scratch.ownerUrl, `grant ${grant} to front_office_app`)
  await expect(start()).rejects.toThrow(problem)
  await scratch.drop()
})

test('an application’s database that is another one is refused', async () => {
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  vi.stubEnv('APP_DATABASE_URL', inject('servers').adminUrl)
  await expect(start()).rejects.toThrow('must be the one of DATABASE_URL')
  vi.stubEnv('DATABASE_URL', '')
  await expect(start()).rejects.toThrow('APP_DATABASE_URL is set without DATABASE_URL')
})

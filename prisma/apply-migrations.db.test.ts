import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { applyMigrations, appRole, ensureAppRole } from './apply-migrations.ts'

let database: ScratchDatabase
const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database?.drop())

test('a migrated database has nothing left to apply', async () => {
  expect(await applyMigrations(database.ownerUrl)).toEqual([])
})

test('a runbook whose name was keyed by an older rule is found by the one of now', async () => {
  const keys = () => ask(database.ownerUrl, 'select name_key as key from runbook order by id')
  await ask(
    database.ownerUrl,
    `insert into project (id, name, mission, is_sample, policy, created_at) values ('pr_1', 'Letter', '', false, '{}', now());
     insert into runbook (id, project_id, name, name_key, version, yaml, sha256, created_at, changed_at, removed_at)
     values ('rb_1', 'pr_1', 'हिन्दी', 'pr_1/ह-न-द', 1, '', '', now(), now(), null),
            ('rb_2', 'pr_1', 'Print', 'pr_1/print', 1, '', '', now(), now(), null),
            ('rb_3', 'pr_1', 'हिन्दी', null, 1, '', '', now(), now(), now())`,
  )
  await applyMigrations(database.ownerUrl)
  expect(await keys()).toEqual([{ key: 'pr_1/हिन्दी' }, { key: 'pr_1/print' }, { key: null }])
})

test('two at once apply each migration once', async () => {
  await ask(
    database.ownerUrl,
    'drop schema public cascade; create schema public; grant usage on schema public to public',
  )
  const applied = await Promise.all([applyMigrations(database.ownerUrl), applyMigrations(database.ownerUrl)])
  const recorded = await ask(
    database.ownerUrl,
    'select migration_name as name from _prisma_migrations order by 1',
  )
  expect(applied.flat().sort()).toEqual(recorded.map((row) => row.name))
  expect(applied.flat().length).toBeGreaterThan(0)
})

test('a migration that failed is named and stops the next start', async () => {
  await ask(
    database.ownerUrl,
    "insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'x', '20990101000000_broken')",
  )
  await expect(applyMigrations(database.ownerUrl)).rejects.toThrow('20990101000000_broken')
  await ask(database.ownerUrl, "delete from _prisma_migrations where id = 'x'")
})

test('a migration that fails here leaves nothing, and is applied when its trouble is gone', async () => {
  const scratch = await freshDatabase()
  await ask(
    scratch.ownerUrl,
    'drop schema public cascade; create schema public; grant usage on schema public to public; create table unsequenced ()',
  )
  await expect(applyMigrations(scratch.ownerUrl)).rejects.toThrow(/Migration \S+ failed: .*already exists/)
  expect(await ask(scratch.ownerUrl, "select to_regclass('entry') as entry")).toEqual([{ entry: null }])
  await ask(scratch.ownerUrl, 'drop table unsequenced')
  expect((await applyMigrations(scratch.ownerUrl)).length).toBeGreaterThan(0)
  await scratch.drop()
})

test('the application signs in as itself and owns no table', async () => {
  await ensureAppRole(database.ownerUrl, 'test-app')
  expect(await ask(database.appUrl, 'select current_user::text as name')).toEqual([{ name: appRole }])
  const owned = await ask(
    database.ownerUrl,
    `select 1 from pg_class where relowner = (select oid from pg_roles where rolname = '${appRole}')`,
  )
  expect(owned).toEqual([])
})

test('an owner that may not make roles is told what to do', async () => {
  await expect(ensureAppRole(database.appUrl, 'test-app')).rejects.toThrow('APP_DATABASE_URL')
})

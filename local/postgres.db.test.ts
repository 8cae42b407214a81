import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './ports.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { endProcess } from './processes.ts'

const passwords = { postgres: 'one', owner: 'two', temporal: 'three' }
let scratch: string
let postgres: Postgres
const start = async (folder = join(scratch, 'postgres')) =>
  startPostgres({
    folder,
    port: await freePort(),
    passwords,
    log: join(scratch, 'log'),
    settings: ['fsync=off'],
  })

async function ask(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'front-office-postgres-'))
  chmodSync(scratch, 0o755)
  postgres = await start()
})
afterAll(async () => {
  await endProcess(postgres.process, 5_000, 'SIGINT')
  rmSync(scratch, { recursive: true, force: true })
})

test('the owner of our database is no superuser', async () => {
  const [role] = await ask(postgres.ownerUrl, 'select rolsuper from pg_roles where rolname = current_user')
  expect(role).toEqual({ rolsuper: false })
  await ask(postgres.ownerUrl, 'create table kept (id int)')
})

test('Temporal makes databases of its own and can’t enter ours', async () => {
  await expect(ask(`${postgres.temporalUrl}front_office`, 'select 1')).rejects.toThrow('permission denied')
  await ask(`${postgres.temporalUrl}postgres`, 'create database temporal')
  await ask(`${postgres.temporalUrl}temporal`, 'create extension btree_gin')
})

test('a cluster that runs is adopted, also on another port than asked for', async () => {
  const again = await start()
  expect(again).toMatchObject({ isAdopted: true, port: postgres.port, process: postgres.process })
})

test('after a SIGKILL it starts again with what was committed', async () => {
  await endProcess(postgres.process, 0, 'SIGKILL')
  expect(await postgres.ended).toBe('SIGKILL')
  postgres = await start()
  expect(postgres.isAdopted).toBe(false)
  expect(await ask(postgres.ownerUrl, 'select * from kept')).toEqual([])
})

test.runIf(process.platform === 'linux')('what a killed one left is waited for', async () => {
  const { pid } = postgres.process
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number)
  process.kill(child ?? 0, 'SIGSTOP')
  await endProcess(postgres.process, 0, 'SIGKILL')
  const starting = start()
  setTimeout(() => process.kill(child ?? 0, 'SIGCONT'), 1_500)
  postgres = await starting
  expect(await ask(postgres.ownerUrl, 'select * from kept')).toEqual([])
})

test.runIf(process.getuid?.() === 0)(
  'under root, where nobody can’t enter, the database lies elsewhere, is found again, and the start says where',
  async () => {
    const home = join(scratch, 'home')
    mkdirSync(join(home, 'data'), { recursive: true })
    chmodSync(home, 0o700)
    const first = await start(join(home, 'data/postgres'))
    expect(first.folder).not.toContain(home)
    expect(first.notes.join()).toContain(`the database lies in ${first.folder}`)
    await ask(first.ownerUrl, 'create table kept_too (id int)')
    await endProcess(first.process, 5_000, 'SIGINT')
    const second = await start(join(home, 'data/postgres'))
    expect(second.folder).toBe(first.folder)
    expect(await ask(second.ownerUrl, 'select * from kept_too')).toEqual([])
    await endProcess(second.process, 5_000, 'SIGINT')
    rmSync(second.folder, { recursive: true, force: true })
  },
)

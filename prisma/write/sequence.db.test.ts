import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { entryLine, headerLine, headLine, ledgerVerifier } from '#domain/ledger/verify.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { exportEntries } from '../read/ledger-export.ts'
import { append } from './ledger.ts'
import { placeBatch, rebuildWorkList, tryLead } from './sequence.ts'

let setting: Setting
let leader: pg.Client
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())
beforeEach(async () => {
  leader = await connected()
})
afterEach(() => leader.end())

async function connected() {
  const db = new pg.Client({ connectionString: setting.scratch.appUrl })
  await db.connect()
  return db
}

async function placeAll(db: pg.Client, limit = 7) {
  while ((await placeBatch(db, limit)) > 0);
}
const count = async (sql: string) => Number((await setting.pool.query(sql)).rows[0].count)

async function verdict() {
  const rows = await exportEntries(setting.pool, { after: 0, limit: 100_000 })
  const verifier = ledgerVerifier()
  verifier.take(headerLine)
  for (const row of rows) verifier.take(entryLine(row))
  const last = rows.at(-1)
  verifier.take(headLine({ position: last?.position ?? 0, hash: last?.hash ?? '' }))
  return verifier.finish()
}

async function writeMany(taskId: string, times: number) {
  for (let i = 1; i <= times; i++) {
    const facts = [aFact('update_posted', { stepId: 's1', itemId: `i${i}`, text: 'Grüße 🎉 \u2028 "\\' })]
    const batch = { streamId: `task/${taskId}`, after: i, firstSeq: i, facts }
    await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  }
}

test('one session leads at a time, and the next one when it is gone', async () => {
  const second = await connected()
  expect(await tryLead(leader)).toBe(true)
  expect(await tryLead(second)).toBe(false)
  await leader.end()
  let isLeader = false
  for (let tries = 0; tries < 50 && !isLeader; tries++) isLeader = await tryLead(second)
  expect(isLeader).toBe(true)
  await second.end()
  leader = await connected()
})

test('writers at once, places while they write: positions are dense and the chain holds', async () => {
  const tasks = await Promise.all(Array.from({ length: 6 }, () => setting.newTask()))
  let isWriting = true
  const placing = (async () => {
    while (isWriting) await placeBatch(leader, 7)
  })()
  await Promise.all(tasks.map((task) => writeMany(task, 20)))
  isWriting = false
  await placing
  await placeAll(leader)
  const entries = await count('select count(*) from entry')
  expect(await verdict()).toMatchObject({ head: { position: entries }, fault: null })
  expect(await count('select count(*) from unsequenced')).toBe(0)
})

test('entries of a stream are placed in the order of the stream', async () => {
  await writeMany(await setting.newTask(), 10)
  await placeAll(leader)
  const disorder = `select count(*) from (
    select e.stream_seq, lag(e.stream_seq) over (partition by e.stream_id order by p.position) as before
      from position p join entry e on e.id = p.entry_id) t where before is not null and before <> stream_seq - 1`
  expect(await count(disorder)).toBe(0)
})

test('a leader that dies in the middle of a batch leaves it to the next one', async () => {
  await writeMany(await setting.newTask(), 10)
  const dying = await connected()
  dying.on('error', () => {})
  await dying.query('begin')
  await dying.query('delete from unsequenced')
  const { rows } = await dying.query('select pg_backend_pid() as pid')
  await setting.pool.query('select 1')
  const owner = new pg.Client({ connectionString: setting.scratch.ownerUrl })
  await owner.connect()
  // The same role may end its own sessions.
  await setting.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
  await owner.end()
  await placeAll(leader)
  expect((await verdict()).fault).toBeNull()
})

describe('the work list', () => {
  test('emptied by anybody is made whole by a new leader', async () => {
    await writeMany(await setting.newTask(), 5)
    await setting.pool.query('delete from unsequenced')
    expect(await placeBatch(leader, 100)).toBe(0)
    await rebuildWorkList(leader)
    await rebuildWorkList(leader)
    expect(await placeBatch(leader, 100)).toBe(6)
    expect((await verdict()).fault).toBeNull()
  })

  test('with an entry that has its place already does not hold the others up', async () => {
    await placeAll(leader)
    await setting.pool.query('insert into unsequenced select entry_id from position limit 1')
    await writeMany(await setting.newTask(), 2)
    await placeAll(leader)
    expect(await count('select count(*) from unsequenced')).toBe(0)
    expect((await verdict()).fault).toBeNull()
  })
})

test('an export is read in pages', async () => {
  await placeAll(leader)
  const whole = await exportEntries(setting.pool, { after: 0, limit: 1_000 })
  const page = await exportEntries(setting.pool, { after: 3, limit: 2 })
  expect(page).toEqual(whole.slice(3, 5))
  expect(await exportEntries(setting.pool, { after: whole.length, limit: 2 })).toEqual([])
})

test('every entry’s stored digest is that of what is read back', async () => {
  await placeAll(leader)
  const { digestOf, hexOf } = await import('#domain/ledger/digest.ts')
  const { rows } = await setting.pool.query(
    `select encode(digest, 'hex') as digest, p.position::int from entry e join position p on p.entry_id = e.id order by 2`,
  )
  const exported = await exportEntries(setting.pool, { after: 0, limit: 1_000 })
  expect(exported.map((row) => hexOf(digestOf(row.entry)))).toEqual(rows.map((row) => row.digest))
})

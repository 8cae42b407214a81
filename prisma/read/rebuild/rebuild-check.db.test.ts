import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { append } from '../../write/ledger.ts'
import { checkRebuild, type RebuildPage } from './rebuild-check.ts'
import { otherTables, projectedTables } from './tables.ts'

let setting: Setting
let owner: pg.Client
let taskId = ''
beforeAll(async () => {
  setting = await openSetting()
  owner = await setting.asOwner()
  taskId = await setting.newTask()
  await setting.newTask()
  const learned = aFact('learning_recorded', { stepId: 's1', itemId: 'i_1', text: 'Short', about: null })
  const batch = { streamId: `task/${taskId}`, after: 1, firstSeq: 1, facts: [learned] }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
})
afterAll(async () => {
  await setting?.close()
})

async function pages(limit: number): Promise<RebuildPage[]> {
  const all: RebuildPage[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: RebuildPage = await checkRebuild(setting.pool, { after, limit })
    all.push(page)
    after = page.next
  }
  return all
}
const differences = async () => (await pages(1_000)).flatMap((page) => page.differences)

test('what the product writes is what its ledger comes to, however it is paged', async () => {
  const [whole] = await pages(1_000)
  expect(whole).toMatchObject({ streams: 8, entries: 9, differences: [], next: null })
  expect(whole?.tables).toContainEqual({ table: 'learning', folded: 1, kept: 1, differing: 0 })
  const single = await pages(1)
  expect(single.map(({ streams }) => streams)).toEqual(Array(8).fill(1))
  expect(single.flatMap((page) => page.differences)).toEqual([])
})

test.each([
  [
    'a changed column',
    `update task set title = 'Other' where id = $1`,
    `update task set title = 'Write' where id = $1`,
    { table: 'task', field: 'title', folded: 'Write', kept: 'Other' },
  ],
  [
    'a changed state, by its path',
    `update task set state = jsonb_set(state, '{learnings,0,text}', '"Long"') where id = $1`,
    `update task set state = jsonb_set(state, '{learnings,0,text}', '"Short"') where id = $1`,
    { table: 'task', field: 'state.learnings[0].text', folded: 'Short', kept: 'Long' },
  ],
  [
    'a row that is gone',
    `with gone as (delete from learning where task_id = $1 returning *)
       insert into decision (id, project_id, title, context, choice, review_on, made_at, made_by)
       select 'kept aside', project_id, item_id, text, agent_id, now(), at, 'x' from gone`,
    `with back as (delete from decision where id = 'kept aside' returning *)
       insert into learning (task_id, item_id, project_id, agent_id, text, at)
       select $1, title, project_id, choice, context, made_at from back`,
    { table: 'learning', field: null, folded: 'a row', kept: 'no row' },
  ],
  [
    'a row that nothing accounts for, of a stream that is there',
    `insert into run_cost (task_id, nth, project_id, ended_at) select $1, 7, project_id, now() from task where id = $1`,
    `delete from run_cost where task_id = $1`,
    { table: 'run_cost', field: null, folded: 'no row', kept: 'a row' },
  ],
  [
    'a row of which no stream tells',
    `insert into executor (id, name, state, detail, since) values ('ghost', $1, 'ready', '', now())`,
    `delete from executor where id = 'ghost' and $1::text is not null`,
    { table: 'executor', key: 'ghost', field: null, folded: 'no row', kept: 'a row' },
  ],
  [
    'a stream that is said to go on further than its entries',
    `update stream set last_seq = last_seq + 1 where id = 'task/' || $1`,
    `update stream set last_seq = last_seq - 1 where id = 'task/' || $1`,
    { table: 'stream', field: 'last_seq', folded: 2, kept: 3 },
  ],
  [
    'a stream whose run is said to have written less than it did',
    `update stream set owner_seq = 0 where id = 'task/' || $1`,
    `update stream set owner_seq = 1 where id = 'task/' || $1`,
    { table: 'stream', field: 'owner_seq', folded: 1, kept: 0 },
  ],
])('it finds %s', async (_what, breaking, mending, difference) => {
  await owner.query(breaking, [taskId])
  expect(await differences()).toContainEqual({ key: expect.any(String), ...difference })
  await owner.query(mending, [taskId])
  expect(await differences()).toEqual([])
})

test('a reset run that has taken a stream over, and written nothing yet, is as far as it says', async () => {
  const streamId = `task/${await setting.newTask()}`
  const learned = aFact('learning_recorded', { stepId: 's1', itemId: 'i_2', text: 'Short', about: null })
  const by = (runId: string, after: number, firstSeq: number, facts = [learned]) =>
    append(setting.pool, {
      runId,
      batch: { streamId, after, firstSeq, facts },
      isCurrentRun: async () => true,
    })
  await by('r1', 1, 1)
  await by('r2', 1, 3, [])
  expect(await differences()).toEqual([])
  // Its rewind tells how far it is: further than it says would be found.
  await owner.query('update stream set owner_seq = 3 where id = $1', [streamId])
  expect(await differences()).toEqual([
    { table: 'stream', key: streamId, field: 'owner_seq', folded: 2, kept: 3 },
  ])
  await owner.query('update stream set owner_seq = 2 where id = $1', [streamId])
  // Without a rewind no entry tells of it at all.
  await by('r3', 3, 6, [])
  expect(await differences()).toEqual([])
})

test('one stream is looked at alone, and names what is wrong by the keys of its row', async () => {
  await owner.query(`update learning set text = 'Long'`)
  const page = await checkRebuild(setting.pool, { after: '', limit: 1, only: `task/${taskId}` })
  await owner.query(`update learning set text = 'Short'`)
  expect(page).toMatchObject({ streams: 1, entries: 2, next: null })
  expect(page.differences).toEqual([
    { table: 'learning', key: `${taskId} i_1`, field: 'text', folded: 'Short', kept: 'Long' },
  ])
})

test('an entry that nothing folds is a difference, and the other streams are compared all the same', async () => {
  await owner.query('begin')
  await owner.query(`insert into stream (id) values ('odd/1')`)
  const values = `1, 'r', 1, 1, 'odd_thing', now(), 'system:test', '{}', ''`
  await owner.query(`insert into entry (stream_id, stream_seq, run_id, run_seq, batch, type, at, actor, body, digest)
    values ('odd/1', ${values}), ('agent/${setting.agentId}', 2, 'r', 2, 2, 'odd_thing', now(), 'system:test', '{}', '')`)
  await owner.query('commit')
  const found = await differences()
  expect(found.map(({ table, key, folded }) => ({ table, key, folded }))).toEqual([
    {
      table: 'entry',
      key: `agent/${setting.agentId} 2`,
      folded: "odd_thing has no fold in an agent's stream",
    },
    { table: 'entry', key: 'odd/1 1', folded: 'nothing folds the stream odd/1' },
  ])
})

test('every table of the schema, and every column of it, is folded or named as something else', async () => {
  const { rows } = await owner.query<{ name: string; columns: string[] }>(
    `select table_name as name, array_agg(column_name::text order by column_name) as columns
       from information_schema.columns where table_schema = 'public' group by 1`,
  )
  const known = new Map(projectedTables.map((table) => [table.name, table]))
  for (const { name, columns } of rows) {
    if (name === '_prisma_migrations') continue
    const table = known.get(name)
    expect({ name, isKnown: Boolean(table) !== name in otherTables }).toEqual({ name, isKnown: true })
    if (!table) continue
    const folded = [...new Set([...table.key, ...table.columns, ...table.apart])].sort()
    expect({ name, columns: folded }).toEqual({ name, columns: columns.sort() })
  }
  expect(rows.length).toBeGreaterThan(known.size)
})

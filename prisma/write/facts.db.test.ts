import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSetting, type Setting } from '#test/setting.ts'

let setting: Setting
let owner: pg.Client
beforeAll(async () => {
  setting = await openSetting()
  await setting.newTask()
  owner = new pg.Client({ connectionString: setting.scratch.ownerUrl })
  await owner.connect()
  await owner.query(`insert into effect_claim values ('k', 'in_1', 's', 'r', 'gr_1')`)
  await owner.query(`insert into document_text values (encode(sha256('x'), 'hex'), 'x')`)
  await owner.query(`insert into position select 1, id, '\\x00' from entry limit 1`)
})
afterAll(async () => {
  await owner.end()
  await setting.close()
})

describe.each(['entry', 'position', 'effect_claim', 'document_text'])('facts of %s', (table) => {
  const column = { entry: 'actor', position: 'hash', effect_claim: 'grant_id', document_text: 'text' }[table]
  const changes = [
    `update ${table} set ${column} = ${column}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ]

  test.each(changes)('%s is not allowed to the application', async (sql) => {
    await expect(setting.pool.query(sql)).rejects.toMatchObject({ code: '42501' })
  })

  test.each(changes)('%s is refused to the owner of the schema too', async (sql) => {
    await expect(owner.query(sql)).rejects.toThrow('facts are append only')
  })
})

test('the application can neither lift the guard nor hold it off', async () => {
  for (const sql of [
    'alter table entry disable trigger facts_stay',
    'drop table entry',
    `set session_replication_role = 'replica'`,
    'set role front_office_owner',
    'create table mine ()',
  ]) {
    await expect(setting.pool.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^42/) })
  }
})

test('what was asked can’t be made into something else', async () => {
  for (const column of ['command', 'actor', 'body', 'workflow_id', 'intent_seq', 'subject_id']) {
    await expect(setting.pool.query(`update intent set ${column} = ${column}`)).rejects.toMatchObject({
      code: '42501',
    })
  }
  await expect(setting.pool.query('delete from intent')).rejects.toMatchObject({ code: '42501' })
})

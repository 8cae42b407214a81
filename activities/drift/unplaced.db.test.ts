import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unplaced } from '#prisma/read/record-sight.ts'
import { placeBatch, rebuildWorkList } from '#prisma/write/sequence.ts'
import { openSetting, type Setting } from '#test/setting.ts'

let setting: Setting
let owner: pg.Client
beforeAll(async () => {
  setting = await openSetting()
  owner = await setting.asOwner()
})
afterAll(async () => {
  await setting?.close()
})

test('an entry without a place is seen on the work list, and also where the list has lost it', async () => {
  while ((await placeBatch(owner, 1_000)) > 0);
  expect(await unplaced(setting.pool)).toBeNull()
  const of = `task/${await setting.newTask()}`
  const waits = { of, count: 1, attempts: 0, since: expect.any(String), id: expect.any(String) }
  expect(await unplaced(setting.pool)).toEqual(waits)
  await owner.query('delete from unsequenced')
  expect(await unplaced(setting.pool)).toEqual(waits)
  await rebuildWorkList(owner)
  while ((await placeBatch(owner, 1_000)) > 0);
  expect(await unplaced(setting.pool)).toBeNull()
})

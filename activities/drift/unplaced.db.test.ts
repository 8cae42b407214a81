import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { compareRecord } from '#domain/drift/record-diff-rules.ts'
import { newId } from '#domain/ids.ts'
import { unplaced } from '#prisma/read/record-sight.ts'
import { requestTask } from '#prisma/write/intents.ts'
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

const placeAll = async () => {
  await rebuildWorkList(owner)
  while ((await placeBatch(owner, 1_000)) > 0);
}
afterEach(placeAll)

test('an entry without a place is seen on the work list, and also where the list has lost it', async () => {
  await placeAll()
  expect(await unplaced(setting.pool)).toBeNull()
  const of = `task/${await setting.newTask()}`
  const waits = { of, count: 1, attempts: 0, since: expect.any(String), id: expect.any(String) }
  expect(await unplaced(setting.pool)).toEqual(waits)
  await owner.query('delete from unsequenced')
  expect(await unplaced(setting.pool)).toEqual(waits)
  await placeAll()
  expect(await unplaced(setting.pool)).toBeNull()
})

const minutes = 60_000
const afterNow = (ms: number) => new Date(Date.now() + ms).toISOString()

async function newTaskAt(at: string) {
  const { projectId, agentId } = setting
  const asked = { title: 'Write', intent: 'Write it.', deliverables: [], executorId: 'mac-mini' }
  const by = { actor: `operator:${setting.operators.owner}`, at }
  const ids = { taskId: newId('task'), intentId: newId('intent') }
  await requestTask(setting.pool, { ...ids, ...by, task: { projectId, agentId, ...asked } })
}

/** What a look finds that sees the work list as it is now, so long from now. */
async function foundIn(ms: number) {
  const nothing = { undelivered: null, apart: [], takeovers: [], missingTexts: [] }
  const sight = { ...nothing, unplaced: await unplaced(setting.pool), now: afterNow(ms) }
  return compareRecord(sight).map(({ kind, difference }) => `${kind} ${difference}`)
}

describe('the sequencer stands still', () => {
  beforeAll(placeAll)

  test.each([
    ['an hour behind', -60 * minutes],
    ['right', 0],
    ['an hour ahead', 60 * minutes],
  ])(
    'where an entry is long on its work list, and not before: the clock of its writer is %s',
    async (_, ms) => {
      await newTaskAt(afterNow(ms))
      expect(await foundIn(0)).toEqual([])
      expect(await foundIn(2 * minutes)).toEqual(['sequencer stuck'])
    },
  )

  test('where its work list lost an old entry, whatever waits on it', async () => {
    await newTaskAt(afterNow(-60 * minutes))
    await owner.query('delete from unsequenced')
    await newTaskAt(afterNow(0))
    expect(await foundIn(0)).toEqual(['sequencer stuck'])
    expect(await unplaced(setting.pool)).toMatchObject({ count: 2 })
  })

  test('where its work list lost an entry of a writer whose clock is ahead, once patience is over', async () => {
    await newTaskAt(afterNow(60 * minutes))
    await owner.query('delete from unsequenced')
    expect(await foundIn(0)).toEqual([])
    expect(await foundIn(2 * minutes)).toEqual(['sequencer stuck'])
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Batch, LedgerFork, LedgerGap } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { freeze } from './freeze.ts'
import { recordLateAppend } from './late-append.ts'
import { append } from './ledger.ts'
import { currentTask } from './task-row.ts'
import { recordUndeliverable } from './undeliverable.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const update = (itemId: string): Fact => aFact('update_posted', { stepId: 's1', itemId, text: itemId })
const batchOf = (taskId: string, after: number, firstSeq: number, ...facts: Fact[]): Batch => ({
  ...{ streamId: `task/${taskId}`, after, firstSeq, facts },
})
const write = (runId: string, batch: Batch) =>
  append(setting.pool, { runId, batch, isCurrentRun: async () => true })
const typesOf = async (taskId: string) =>
  (await storedFacts(setting.pool, `task/${taskId}`)).map(({ type }) => type)

test('a late append is said once for each run and batch, and the run that owns the stream goes on', async () => {
  const task = await setting.newTask()
  await write('r1', batchOf(task, 1, 1, update('a')))
  await write('r2', batchOf(task, 2, 1, update('b')))
  const before = await currentTask(setting.pool, task)
  const late = { runId: 'r1', batch: batchOf(task, 2, 2, update('late')) }
  await Promise.all(Array.from({ length: 4 }, () => recordLateAppend(setting.pool, late, 'stale')))
  await recordLateAppend(setting.pool, { ...late, batch: batchOf(task, 2, 3) }, 'stale')
  await recordLateAppend(setting.pool, { ...late, runId: 'r0' }, 'stale')
  expect((await typesOf(task)).filter((type) => type === 'late_append_refused')).toHaveLength(3)
  expect(await currentTask(setting.pool, task)).toEqual(before)

  const next = batchOf(task, 3, 2, update('c'))
  const ack = await write('r2', next)
  expect(ack).toMatchObject({ lastSeq: 2, streamSeq: 7, rewoundTo: null })
  expect(await write('r2', next)).toEqual(ack)
  const now = await currentTask(setting.pool, task)
  expect(now.itemIds).toEqual(['a', 'b', 'c'])
  expect(now).toEqual(await rebuilt(setting.pool, task))
})

test('what nobody could write is kept all the same, as far as it can be', async () => {
  const task = await setting.newTask()
  const batch = batchOf(task, 1, 1, { ...update('a'), body: { text: 'a\u0000b', itemId: 5 } } as never)
  await freeze(setting.pool, { runId: 'r1', batch }, 'no \u0000 shape')
  expect(await currentTask(setting.pool, task)).toMatchObject({
    error: 'no  shape',
    fork: { held: [], wanted: [{ body: { text: 'ab', itemId: 5 } }] },
  })
})

test('a fork freezes once, with what the ledger has and what was wanted', async () => {
  const task = await setting.newTask()
  await write('r1', batchOf(task, 1, 1, update('a'), update('b')))
  const forked = { runId: 'r1', batch: batchOf(task, 1, 1, update('x')) }
  await Promise.all(Array.from({ length: 3 }, () => freeze(setting.pool, forked, 'other content')))
  expect((await typesOf(task)).filter((type) => type === 'task_frozen')).toHaveLength(1)
  const { fork } = await currentTask(setting.pool, task)
  expect(fork?.held?.map(({ streamSeq }) => streamSeq)).toEqual([2, 3])
  expect(fork?.wanted).toMatchObject([{ body: { itemId: 'x' } }])
  expect(await currentTask(setting.pool, task)).toEqual(await rebuilt(setting.pool, task))
})

test('a run that began while its intent was found undeliverable keeps its stream', async () => {
  const task = await setting.newTask()
  await write('r1', batchOf(task, 1, 1, update('a')))
  const leased = {
    id: 'in_x',
    workflowId: `task/${task}`,
    command: 'cancelTask',
    actor: 'operator:op_1',
  } as const
  await recordUndeliverable(setting.pool, { ...leased, attempts: 1, kind: 'task' }, 'gone')
  await write('r1', batchOf(task, 2, 2, update('b')))
  expect(await typesOf(task)).toEqual([
    'task_requested',
    'update_posted',
    'intent_undeliverable',
    'update_posted',
  ])
})

test('the owner of a stream that was put back to an older moment has a gap, and no fork', async () => {
  const task = await setting.newTask()
  await write('r1', batchOf(task, 1, 1, update('a')))
  await expect(write('r1', batchOf(task, 4, 4, update('d')))).rejects.toThrow(LedgerGap)
  await expect(write('r1', batchOf(task, 2, 4, update('d')))).rejects.toThrow(LedgerFork)
})

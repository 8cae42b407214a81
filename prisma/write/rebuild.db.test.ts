import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact, anyTaskHistory, ownIds } from '#test/stories.ts'
import { checkRebuild } from '../read/rebuild/rebuild-check.ts'
import { append } from './ledger.ts'
import { currentTask } from './task-row.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const isCurrentRun = async () => true

/** Claims are made by who computes the entry of one; here it is only told. */
const rowDifferences = async (taskId: string) =>
  (await checkRebuild(setting.pool, { after: '', limit: 1, only: `task/${taskId}` })).differences.filter(
    ({ table }) => table !== 'effect_claim',
  )

/** In batches of two, and from the middle on by a run that remembers only half of the first half, or up to where it froze. */
async function write(taskId: string, facts: Fact[]) {
  const half = Math.ceil(facts.length / 2)
  const frozenSeq = 2 + facts.slice(0, half).findLastIndex(({ type }) => type === 'task_frozen')
  const runs = [
    { runId: 'r1', after: 1, facts: facts.slice(0, half) },
    { runId: 'r2', after: Math.max(1 + Math.floor(half / 2), frozenSeq), facts: facts.slice(half) },
  ]
  for (const run of runs) {
    for (let at = 0; at < run.facts.length; at += 2) {
      const batch = {
        streamId: `task/${taskId}`,
        after: run.after,
        firstSeq: at + 1,
        facts: run.facts.slice(at, at + 2),
      }
      run.after = (await append(setting.pool, { runId: run.runId, batch, isCurrentRun })).streamSeq
    }
  }
}

test('whatever is written, rewound in the middle: the rows are what a rebuild makes of the stream', async () => {
  await fc.assert(
    fc.asyncProperty(anyTaskHistory, async (facts) => {
      const taskId = await setting.newTask()
      await write(taskId, ownIds(facts, taskId))
      const state = await rebuilt(setting.pool, taskId)
      expect(await currentTask(setting.pool, taskId)).toEqual(state)
      expect(await rowDifferences(taskId)).toEqual([])
    }),
    { numRuns: 40 },
  )
})

test('a learning that a reset run has forgotten counts again when that run says it again', async () => {
  const learned = (itemId: string) =>
    aFact('learning_recorded', { stepId: 's1', itemId, text: itemId, about: null })
  const taskId = await setting.newTask()
  const post = (runId: string, firstSeq: number, after: number, facts: Fact[]) =>
    append(setting.pool, {
      runId,
      isCurrentRun,
      batch: { streamId: `task/${taskId}`, firstSeq, after, facts },
    })
  await post('r1', 1, 1, [learned('i_1'), learned('i_2')])
  const { streamSeq } = await post('r2', 1, 2, [])
  expect(await learningRows(taskId)).toMatchObject([{ itemId: 'i_1' }])
  await post('r2', 1, streamSeq, [learned('i_2')])
  expect(await learningRows(taskId)).toMatchObject([{ itemId: 'i_1' }, { itemId: 'i_2' }])
  expect(await rowDifferences(taskId)).toEqual([])
})

async function learningRows(taskId: string) {
  const { rows } = await setting.pool.query(
    'select item_id as "itemId", text, about, at from learning where task_id = $1',
    [taskId],
  )
  return byItem(rows.map((row) => ({ ...row, at: row.at.toISOString() })))
}

const byItem = <T extends { itemId: string }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleaned } from '#domain/ledger/clean-text.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Declared, Shipped } from '#domain/quality/deliverable.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact, anyFactOf } from '#test/stories.ts'
import { append } from './ledger.ts'
import { currentTask } from './task-row.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const isCurrentRun = async () => true
const declared: Declared[] = [
  'Letter',
  { title: 'Page', check: { kind: 'url', url: 'https://a.test/', contains: 'Hi' } },
  { title: 'Look', check: { kind: 'review' } },
]

async function write(taskId: string, runId: string, after: number, facts: Fact[]) {
  const batch = { streamId: `task/${taskId}`, after, firstSeq: 1, facts }
  return append(setting.pool, { runId, batch, isCurrentRun })
}

async function rowsOf(taskId: string): Promise<Shipped[]> {
  const { rows } = await setting.pool.query(
    `select title, kind, location, hash, size::float8 as size, verified_at, proof, evidence, project_id
       from shipped where task_id = $1`,
    [taskId],
  )
  return rows.map(({ verified_at, project_id, ...row }) => {
    expect(project_id).toBe(setting.projectId)
    return { ...row, verifiedAt: verified_at.toISOString() }
  })
}
const sorted = (shipped: Shipped[]) => shipped.toSorted((a, b) => (a.title < b.title ? -1 : 1))

const qualityTypes = [
  'artifact_recorded',
  'deliverable_checked',
  'deliverable_reviewed',
  'work_accepted',
  'run_queued',
  'task_done',
  'task_done',
  'message_sent',
] as const
const anyFacts = fc.array(fc.oneof(...qualityTypes.map(anyFactOf)), { maxLength: 40, size: 'max' })

test('whatever is checked and done, and rewound: the rows are what a rebuild makes of the stream', async () => {
  let all = 0
  await fc.assert(
    fc.asyncProperty(anyFacts, fc.nat(25), async (facts, back) => {
      const taskId = await setting.newTask(declared)
      await write(taskId, 'r1', 1, cleaned(facts))
      await write(taskId, 'r2', Math.max(1, 1 + facts.length - back), [])
      const state = await rebuilt(setting.pool, taskId)
      expect(await currentTask(setting.pool, taskId)).toEqual(state)
      expect(sorted(await rowsOf(taskId))).toEqual(sorted(state.shipped ?? []))
      all += state.shipped?.length ?? 0
    }),
    { numRuns: 60 },
  )
  expect(all).toBeGreaterThan(10)
})

test('the migration makes of rows of before what the folds make of them', async () => {
  const artifact = (title: string, itemId: string, artifactKind = '') =>
    aFact('artifact_recorded', {
      ...{ stepId: 's1', itemId, title, artifactKind, location: `${itemId}.md`, hash: 'ab', size: 3 },
    })
  const accepted = aFact('work_accepted', { note: 'Good', intentId: 'in_1' }, 4, 'operator:op_1')
  const stories: Fact[][] = [
    [artifact('Letter', 'i_1'), artifact('Letter', 'i_2', 'file'), artifact('Other', 'i_3')],
    [artifact('Letter', 'i_1'), aFact('verification_failed', { missing: ['Page'] }), accepted],
    [],
  ]
  const tasks: string[] = []
  for (const facts of stories) {
    const taskId = await setting.newTask(['Page', 'Letter', 'Letter'])
    await write(taskId, 'r1', 1, [...facts, aFact('task_done', { summary: '' }, 5)])
    tasks.push(taskId)
  }
  const known = await Promise.all(tasks.map((taskId) => currentTask(setting.pool, taskId)))
  const owner = await setting.asOwner()
  await owner.query(`delete from shipped where task_id = any($1)`, [tasks])
  await owner.query(`update task set state = state - 'shipped' - 'waiver'`)
  await owner.query('delete from shipped')
  const sql = readFileSync(
    new URL('../migrations/20261126020000_shipped/migration.sql', import.meta.url),
    'utf8',
  )
  await owner.query(sql.slice(sql.indexOf('-- Rows of before')))
  for (const [i, taskId] of tasks.entries()) {
    expect(await currentTask(setting.pool, taskId)).toEqual(known[i])
    expect(sorted(await rowsOf(taskId))).toEqual(sorted(known[i]?.shipped ?? []))
  }
  expect(known.map((state) => state.shipped?.length ?? 0)).toEqual([1, 1, 0])
})

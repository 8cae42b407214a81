import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Batch, LedgerFork, LedgerGap, StaleRun } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { inTransaction } from '../client.ts'
import { freeze } from './freeze.ts'
import { append, type Compute, reconcileTask } from './ledger.ts'
import { currentTask, taskMark } from './task-row.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const update = (itemId: string): Fact => aFact('update_posted', { stepId: 's1', itemId, text: itemId })
const batchOf = (taskId: string, after: number, firstSeq: number, ...facts: Fact[]): Batch => ({
  streamId: `task/${taskId}`,
  after,
  firstSeq,
  facts,
})
/** What Temporal says is the current run, by task. */
const current = new Map<string, string>()
function write(runId: string, batch: Batch, compute?: Compute) {
  const isCurrentRun = async (workflowId: string, asked: string) =>
    (current.get(workflowId) ?? asked) === asked
  return append(setting.pool, { runId, batch, isCurrentRun, ...(compute && { compute }) })
}
const itemsOf = async (taskId: string) => (await currentTask(setting.pool, taskId)).itemIds
const numbersOf = async (taskId: string) => {
  const { rows } = await setting.pool.query(
    'select stream_seq, run_id, run_seq, batch from entry where stream_id = $1 order by stream_seq',
    [`task/${taskId}`],
  )
  return rows.map((row) => `${row.stream_seq} ${row.run_id}/${row.run_seq} in ${row.batch}`)
}

describe('a run appends', () => {
  test('contiguously, in batches, and the row is the fold', async () => {
    const task = await setting.newTask()
    expect(await write('r1', batchOf(task, 1, 1, update('a'), update('b')))).toEqual({
      lastSeq: 2,
      streamSeq: 3,
      rewoundTo: null,
      computed: [],
    })
    expect(await write('r1', batchOf(task, 3, 3, update('c')))).toMatchObject({ lastSeq: 3, streamSeq: 4 })
    expect(await numbersOf(task)).toEqual(['1 api/1 in 1', '2 r1/1 in 1', '3 r1/2 in 1', '4 r1/3 in 3'])
    expect(await currentTask(setting.pool, task)).toEqual(await rebuilt(setting.pool, task))
    expect(await taskMark(setting.pool, task)).toMatchObject({ after: 4 })
  })

  test('what it computes in the same transaction, once', async () => {
    const task = await setting.newTask()
    let count = 0
    const compute: Compute = async (_tx, state) => [
      update(`computed ${++count} after ${state.itemIds.length}`),
    ]
    const batch = batchOf(task, 1, 1, update('a'))
    const first = await write('r1', batch, compute)
    expect(first).toMatchObject({
      lastSeq: 2,
      streamSeq: 3,
      computed: [{ body: { itemId: 'computed 1 after 1' } }],
    })
    expect(await write('r1', batch, compute)).toEqual(first)
    expect(count).toBe(1)
    expect(await itemsOf(task)).toEqual(['a', 'computed 1 after 1'])
  })

  test('nothing at all where one fact is malformed', async () => {
    const task = await setting.newTask()
    const wrong = { ...update('b'), body: { stepId: 's1' } } as unknown as Fact
    await expect(write('r1', batchOf(task, 1, 1, update('a'), wrong))).rejects.toThrow('itemId')
    expect(await numbersOf(task)).toHaveLength(1)
    await write('r1', batchOf(task, 1, 1, update('a')))
  })

  test('nothing to a stream that does not exist', async () => {
    await expect(write('r1', batchOf('t_none', 0, 1, update('a')))).rejects.toThrow('no stream task/t_none')
    await expect(currentTask(setting.pool, 't_none')).rejects.toThrow('no task')
    await expect(taskMark(setting.pool, 't_none')).rejects.toThrow('no task')
  })
})

describe('a repeated batch', () => {
  test('is a no-op that answers as the first time, also when later ones followed', async () => {
    const task = await setting.newTask()
    const first = batchOf(task, 1, 1, update('a'))
    const answer = await write('r1', first)
    await write('r1', batchOf(task, 2, 2, update('b')))
    expect(await write('r1', first)).toEqual(answer)
    expect(await itemsOf(task)).toEqual(['a', 'b'])
  })

  test('sent many times at once is written once', async () => {
    const task = await setting.newTask()
    const batch = batchOf(task, 1, 1, update('a'), update('b'))
    const answers = await Promise.all(Array.from({ length: 8 }, () => write('r1', batch)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await itemsOf(task)).toEqual(['a', 'b'])
  })

  test('with other content is a fork', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a'), update('b')))
    await expect(write('r1', batchOf(task, 1, 1, update('x'), update('b')))).rejects.toThrow(LedgerFork)
    await expect(write('r1', batchOf(task, 2, 2, update('b')))).rejects.toThrow('inside another batch')
    expect(await itemsOf(task)).toEqual(['a', 'b'])
  })

  test('that leaves a gap in its run’s sequence is a fork', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a')))
    await expect(write('r1', batchOf(task, 2, 3, update('c')))).rejects.toThrow('seq 3 after 1')
  })
})

test('a run that knows more than the ledger has is told so', async () => {
  const task = await setting.newTask()
  await expect(write('r1', batchOf(task, 2, 1, update('a')))).rejects.toThrow(LedgerGap)
})

describe('a new run takes over', () => {
  test('if Temporal says that it is the current one', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a')))
    current.set(`task/${task}`, 'r2')
    expect(await write('r2', batchOf(task, 2, 1, update('b')))).toMatchObject({ lastSeq: 1, rewoundTo: null })
    await expect(write('r1', batchOf(task, 2, 2, update('late')))).rejects.toThrow(StaleRun)
    await expect(write('r3', batchOf(task, 3, 1, update('c')))).rejects.toThrow('r3 is not the current run')
    expect(await itemsOf(task)).toEqual(['a', 'b'])
  })

  test('and an old one never does again, even if it is called the current one', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a')))
    await write('r2', batchOf(task, 2, 1, update('b')))
    await expect(write('r1', batchOf(task, 3, 2, update('c')))).rejects.toThrow(StaleRun)
  })

  test('but an old one’s repeated batch still gets its answer', async () => {
    const task = await setting.newTask()
    const batch = batchOf(task, 1, 1, update('a'))
    const answer = await write('r1', batch)
    await write('r2', batchOf(task, 2, 1, update('b')))
    expect(await write('r1', batch)).toEqual(answer)
  })

  test('from where it branched off: what it does not know is listed, and it is told its state', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a'), update('b'), update('c')))
    const batch = batchOf(task, 2, 1, update('d'))
    const ack = await write('r2', batch)
    expect(ack).toMatchObject({ lastSeq: 1, streamSeq: 6, rewoundTo: { itemIds: ['a'] } })
    expect(await itemsOf(task)).toEqual(['a', 'd'])
    expect((await storedFacts(setting.pool, `task/${task}`))[4]).toMatchObject({
      type: 'rewound',
      runId: 'r2',
      body: { after: 2, unknown: [3, 4] },
    })
    expect(await write('r2', batch)).toEqual(ack)
    expect(await currentTask(setting.pool, task)).toEqual(await rebuilt(setting.pool, task))
  })

  test('with nothing of its own to say, and is told the same when its first answer was lost', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a'), update('b')))
    const batch = batchOf(task, 2, 1)
    const ack = await write('r2', batch)
    expect(ack).toMatchObject({ lastSeq: 0, streamSeq: 4, rewoundTo: { itemIds: ['a'] } })
    expect(await write('r2', batch)).toEqual(ack)
    const next = batchOf(task, 4, 1, update('c'))
    const answer = await write('r2', next)
    expect(answer).toMatchObject({ lastSeq: 1, streamSeq: 5, rewoundTo: null })
    expect(await write('r2', next)).toEqual(answer)
    expect(await itemsOf(task)).toEqual(['a', 'c'])
  })

  test('once, when several try at once', async () => {
    const task = await setting.newTask()
    current.set(`task/${task}`, 'r5')
    const runs = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6']
    const results = await Promise.allSettled(runs.map((run) => write(run, batchOf(task, 1, 1, update(run)))))
    expect(results.map((result) => result.status)).toEqual(
      runs.map((r) => (r === 'r5' ? 'fulfilled' : 'rejected')),
    )
    expect(await itemsOf(task)).toEqual(['r5'])
  })
})

describe('the reconciler', () => {
  test('fences the run that had the stream', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a')))
    await freeze(setting.pool, { runId: 'r1', batch: batchOf(task, 1, 1, update('b')) }, 'forked')
    expect(await currentTask(setting.pool, task)).toMatchObject({ status: 'frozen', error: 'forked' })
    await expect(write('r1', batchOf(task, 2, 2, update('b')))).rejects.toThrow(StaleRun)
    expect((await storedFacts(setting.pool, `task/${task}`)).at(-1)).toMatchObject({ runId: 'reconciler' })
  })

  test('keeps a frozen stream from every run that knows less, and lets one in that knows', async () => {
    const task = await setting.newTask()
    await write('r1', batchOf(task, 1, 1, update('a')))
    await freeze(setting.pool, { runId: 'r1', batch: batchOf(task, 1, 1, update('b')) }, 'forked')
    const before = await currentTask(setting.pool, task)
    for (const after of [0, 1, 2])
      await expect(write('reset', batchOf(task, after, 1, update('b')))).rejects.toThrow(
        'an operator settles it',
      )
    expect(await currentTask(setting.pool, task)).toEqual(before)
    const note = aFact('intent_undeliverable', { intentId: 'in_3', command: 'retryTask', message: '' })
    await inTransaction(setting.pool, (tx) =>
      reconcileTask(tx, { streamId: `task/${task}`, facts: [note], as: 'note' }),
    )
    const settled = aFact('fork_settled', { verdict: 'go_on', reason: '', intentId: 'in_4' })
    await write('settling', batchOf(task, 3, 1, settled))
    expect((await currentTask(setting.pool, task)).status).not.toBe('frozen')
  })

  test('numbers its own entries, of which a stream may have many', async () => {
    const task = await setting.newTask()
    const note = (id: string) =>
      aFact('intent_undeliverable', { intentId: id, command: 'retryTask', message: '' })
    for (const id of ['in_1', 'in_2']) {
      await inTransaction(setting.pool, (tx) =>
        reconcileTask(tx, { streamId: `task/${task}`, facts: [note(id)], as: 'fence' }),
      )
    }
    expect(await numbersOf(task)).toEqual(['1 api/1 in 1', '2 reconciler/1 in 1', '3 reconciler/2 in 2'])
    expect(await currentTask(setting.pool, task)).toEqual(await rebuilt(setting.pool, task))
  })
})

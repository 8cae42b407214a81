import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { costOf } from '#domain/task/task-rules.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, anyTaskHistory, ownIds } from '#test/stories.ts'
import { append } from './ledger.ts'
import { currentTask } from './task-row.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const isCurrentRun = async () => true

/** In batches of two, and from the middle on by a run that remembers only half of the first half. */
async function write(taskId: string, facts: Fact[]) {
  const half = Math.ceil(facts.length / 2)
  const runs = [
    { runId: 'r1', after: 1, facts: facts.slice(0, half) },
    { runId: 'r2', after: 1 + Math.floor(half / 2), facts: facts.slice(half) },
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
      const ids = state.proposals.map((proposal) => proposal.proposalId)
      const rows = await proposalRows(taskId)
      expect(rows.filter((row) => ids.includes(row.proposalId))).toEqual(sorted(state.proposals))
      expect(await learningRows(taskId)).toEqual(byItem(state.learnings ?? []))
      // What a rewound run forgot waits for nobody, until that run asks again.
      expect(rows.filter((row) => !ids.includes(row.proposalId) && row.status !== 'withdrawn')).toEqual([])
      expect(await columnsOf(taskId)).toEqual({
        status: state.status,
        since: state.since,
        wait_kind: state.wait?.kind ?? null,
        wait_detail: state.wait?.detail ?? null,
        wait_until: state.wait?.until ?? null,
        error: state.error,
        ended_at: state.endedAt,
        cost_nano_usd: costOf(state),
        is_practice: state.runs.some((run) => run.gateway?.isPractice),
        is_uncertain: state.proposals.some((proposal) => proposal.status === 'uncertain'),
        stream_seq: (await storedFacts(setting.pool, `task/${taskId}`)).length,
      })
      expect(await runCostsOf(taskId)).toEqual(
        state.runs.flatMap(({ endedAt, usage, outcome }, nth) =>
          endedAt ? [{ nth, endedAt, cost: usage?.costNanoUsd ?? null, isFailed: outcome !== 'ok' }] : [],
        ),
      )
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
})

async function proposalRows(taskId: string): Promise<ProposalState[]> {
  const { rows } = await setting.pool.query('select status, state from proposal where task_id = $1', [taskId])
  for (const row of rows) expect(row.status).toBe(row.state.status)
  return sorted(rows.map((row) => row.state))
}

async function learningRows(taskId: string) {
  const { rows } = await setting.pool.query(
    'select item_id as "itemId", text, about, at from learning where task_id = $1',
    [taskId],
  )
  return byItem(rows.map((row) => ({ ...row, at: row.at.toISOString() })))
}

const byItem = <T extends { itemId: string }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))

const sorted = (proposals: ProposalState[]) =>
  proposals.toSorted((a, b) => (a.proposalId < b.proposalId ? -1 : 1))

async function runCostsOf(taskId: string) {
  const { rows } = await setting.pool.query(
    'select nth, ended_at, cost_nano_usd::float8 as cost, is_failed from run_cost where task_id = $1 order by nth',
    [taskId],
  )
  return rows.map(({ nth, ended_at, cost, is_failed }) => ({
    nth,
    endedAt: ended_at.toISOString(),
    cost,
    isFailed: is_failed,
  }))
}

async function columnsOf(taskId: string) {
  const { rows } = await setting.pool.query(
    `select status, since, wait_kind, wait_detail, wait_until, error, ended_at, cost_nano_usd, is_practice, is_uncertain, stream_seq
       from task where id = $1`,
    [taskId],
  )
  const { since, wait_until, ended_at, cost_nano_usd, ...rest } = rows[0]
  return {
    ...rest,
    since: since.toISOString(),
    wait_until: wait_until?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
    cost_nano_usd: cost_nano_usd === null ? null : Number(cost_nano_usd),
  }
}

import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aHash } from '#test/builders.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact, minutesOn, queued } from '#test/stories.ts'
import { rowsApart } from '../read/rebuild/rows-apart.ts'
import { append } from './ledger.ts'
import { refold } from './refold.ts'
import { taskMark } from './task-row.ts'

let setting: Setting
let owner: pg.Client
let streamId = ''
beforeAll(async () => {
  setting = await openSetting()
  owner = await setting.asOwner()
  streamId = `task/${await setting.newTask()}`
  const facts = [
    queued('s1', 1),
    aFact('learning_recorded', { stepId: 's1', itemId: 'i_1', text: 'Short', about: null }),
    aFact('approval_requested', {
      ...{ stepId: 's1', proposalId: 'p_1', tool: 'mail', parameters: {}, hash: aHash, effectClass: 'send' },
      ...{ via: 'invoke', effectKey: `${streamId}/s1/p_1`, expiresAt: minutesOn(9_000_000) },
    }),
    aFact('run_ended', {
      ...{ stepId: 's1', outcome: 'ok', text: '', error: null, isRetryable: false, usage: null },
      ...{ gateway: null, startedAt: minutesOn(1), adoptedRunIds: [] },
    }),
  ]
  const batch = { streamId, after: 1, firstSeq: 1, facts }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  expect(await rowsApart(setting.pool, streamId)).toBeNull()
})
afterAll(async () => {
  await setting?.close()
})

test.each([
  `update task set title = 'Other', status = 'done', starter = '{"kind": "person"}' where id = $1`,
  `update proposal set status = 'withdrawn', agent_id = 'ag_other' where task_id = $1`,
  `update proposal set state = state || '{"status": "granted"}' where task_id = $1`,
  'delete from proposal where task_id = $1',
  `update learning set text = 'Long', agent_id = 'ag_other' where task_id = $1`,
  'delete from learning where task_id = $1',
  `update run_cost set cost_nano_usd = 5, is_failed = true where task_id = $1`,
  `insert into run_cost (task_id, nth, project_id, ended_at) values ($1, 7, '', now())`,
  `insert into shipped (task_id, title, project_id, kind, verified_at, proof, evidence)
    values ($1, 'Letter', '', 'letter', now(), 'waived', '')`,
])('what is told to be writable is written: %s', async (breaking) => {
  await owner.query(breaking, [streamId.slice(5)])
  expect(await rowsApart(setting.pool, streamId)).toMatchObject({ isWritable: true })
  await refold(setting.pool, streamId)
  expect(await rowsApart(setting.pool, streamId)).toBeNull()
})

test.each([
  ['run_reservation', 'tokens_reserved = 7', 'tokens_reserved = null'],
  ['proposal', `requested = requested + interval '1 day'`, `requested = requested - interval '1 day'`],
  ['task_words', `created_at = created_at + interval '1 day'`, `created_at = created_at - interval '1 day'`],
])('what is not is told to be a person’s: %s, %s', async (table, breaking, mending) => {
  const set = (change: string) =>
    owner.query(`update ${table} set ${change} where task_id = $1`, [streamId.slice(5)])
  await set(breaking)
  expect(await rowsApart(setting.pool, streamId)).toMatchObject({ isWritable: false })
  await refold(setting.pool, streamId)
  expect(await rowsApart(setting.pool, streamId)).toMatchObject({ isWritable: false })
  await set(mending)
  expect(await rowsApart(setting.pool, streamId)).toBeNull()
})

test('a claim that is gone is missed and there again; one that no entry tells of is let be', async () => {
  const effectKey = `${streamId}/s1/p_1`
  const decided = {
    proposalId: 'p_1',
    verdict: 'approved',
    reason: '',
    hash: aHash,
    intentId: 'in_1',
  } as const
  const facts = [
    aFact('approval_decided', decided, 2),
    aFact('effect_claimed', { proposalId: 'p_1', effectKey, grantId: 'gr_1' }, 2),
  ]
  const { after } = await taskMark(setting.pool, streamId.slice(5))
  const batch = { streamId, after, firstSeq: 5, facts }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  await owner.query(`insert into effect_claim values ('other', 'in_0', $1, 'r1', 'gr_0')`, [streamId])
  expect(await rowsApart(setting.pool, streamId)).toMatchObject({
    isWritable: true,
    folded: [`effect_claim ${effectKey}: "a row"`],
    kept: [`effect_claim ${effectKey}: "no row"`],
  })
  await refold(setting.pool, streamId)
  await refold(setting.pool, streamId)
  expect(await rowsApart(setting.pool, streamId)).toBeNull()
  const { rows } = await owner.query(
    'select intent_id, run_id, grant_id from effect_claim where effect_key = $1',
    [effectKey],
  )
  expect(rows).toEqual([{ intent_id: 'in_1', run_id: 'r1', grant_id: 'gr_1' }])
})

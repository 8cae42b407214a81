import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { ShownStream } from '#domain/backfill/backfill.ts'
import { newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { aHash } from '#test/builders.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import { type Database, openDatabase } from '../client.ts'
import { checkRebuild } from '../read/rebuild/rebuild-check.ts'
import { backfill, plannedBackfill } from './backfill.ts'
import { recordIntent, requestTask } from './intents.ts'
import { append, type Compute } from './ledger.ts'
import { adoptRun } from './settings/foreign-runs.ts'
import { taskMark } from './task-row.ts'
import { claim, intentsOf } from './task-sources.ts'

// One database goes on, a copy of it from before has to become what the other one is.
let setting: Setting
let copy: Database
let copyName = ''
/** What histories would show, by task. */
const shown = new Map<string, ShownStream>()
let old = ''
let young = ''
const at = new Date().toISOString()

async function asAdmin(...statements: string[]) {
  const admin = new pg.Client({ connectionString: inject('servers').adminUrl })
  await admin.connect()
  for (const statement of statements) await admin.query(statement)
  await admin.end()
}

async function newTask(): Promise<string> {
  const task = {
    ...{ projectId: setting.projectId, agentId: setting.agentId, executorId: 'mac-mini' },
    ...{ title: 'Young', intent: 'Write it.', deliverables: [] },
  }
  const request = { taskId: newId('task'), intentId: newId('intent'), actor: by(), at, task }
  return (await requestTask(setting.pool, request)).taskId
}

async function begin(taskId: string) {
  const { state, after } = await taskMark(setting.pool, taskId)
  shown.set(taskId, { streamId: `task/${taskId}`, begins: [{ after, state, at }], appends: [], packs: [] })
}

async function write(taskId: string, runId: string, facts: Fact[], compute?: Compute) {
  const stream = shown.get(taskId)
  const last = stream?.appends.at(-1)
  const { after } = await taskMark(setting.pool, taskId)
  const firstSeq = last?.runId === runId ? last.ack.lastSeq + 1 : 1
  const batch = { streamId: `task/${taskId}`, after, firstSeq, facts }
  const request = { runId, batch, isCurrentRun: async () => true, ...(compute && { compute }) }
  const ack = await append(setting.pool, request)
  stream?.appends.push({ runId, batch, ack, at: new Date().toISOString() })
}

const update = (itemId: string) => aFact('update_posted', { stepId: 's1', itemId, text: itemId })
const queued = aFact('run_queued', {
  ...{ stepId: 's1', runId: 'fo:run', sessionKey: 'key', reason: 'first', executorId: 'mac-mini' },
  contextHash: aHash,
})
const proposed = (proposalId: string) =>
  aFact('approval_requested', {
    ...{ stepId: 's1', proposalId, tool: 'mail', parameters: {}, hash: aHash, effectClass: 'send' },
    ...{ via: 'invoke', effectKey: `task/t/s1/${proposalId}`, expiresAt: minutesOn(9_000_000) },
  })
const by = () => `operator:${setting.operators.owner}`

/** As the workflow's own activity: the decision is read, and the effect claimed, in the transaction of the entries. */
async function approve(taskId: string, proposalId: string): Promise<string> {
  const id = newId('intent')
  const body = { proposalId, verdict: 'approved', reason: 'fine', hash: aHash } as const
  await recordIntent(setting.pool, { id, taskId, command: 'decideApproval', actor: by(), body })
  await setting.pool.query(`update intent set status = 'delivered' where id = $1`, [id])
  await write(taskId, 'r1', [], async (tx) => {
    const [decision] = await intentsOf(tx, `task/${taskId}`, [id])
    const effectKey = `task/t/s1/${proposalId}`
    const grantId = newId('grant')
    await claim(tx, { effectKey, intentId: id, streamId: `task/${taskId}`, runId: 'r1', grantId })
    const decided = aFact('approval_decided', { ...body, intentId: id }, 2, decision?.intent.actor)
    return [decided, aFact('effect_claimed', { proposalId, effectKey, grantId }, 2)]
  })
  return id
}

beforeAll(async () => {
  setting = await openSetting()
  old = await newTask()
  await begin(old)
  await write(old, 'r1', [queued])
  await setting.pool.end()
  const name = new URL(setting.scratch.appUrl).pathname.slice(1)
  copyName = `${name}_copy`
  await asAdmin(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    `create database ${copyName} template ${name} owner front_office_owner`,
  )
  const url = new URL(setting.scratch.appUrl)
  url.pathname = `/${copyName}`
  copy = openDatabase(url.href)
  const database = openDatabase(setting.scratch.appUrl)
  setting = { ...setting, database, pool: database.pool }
})
afterAll(async () => {
  await copy?.close()
  await setting?.database.close()
  await setting?.scratch.drop()
  await asAdmin(`drop database if exists ${copyName} with (force)`)
})

const rows = async (database: Database, text: string) => (await database.pool.query(text)).rows
const inBoth = (text: string) => Promise.all([setting.database, copy].map((one) => rows(one, text)))
const shownOf = (taskId: string) => shown.get(taskId) as ShownStream

test('what the copy lacks is put back as it was: entries, rows, claims, what was asked, and whose the stream is', async () => {
  await write(old, 'r1', [update('a'), proposed('p_old')])
  const decision = await approve(old, 'p_old')
  const settled = { proposalId: 'p_old', effectKey: 'task/t/s1/p_old', detail: 'id 1' }
  await write(old, 'r1', [aFact('effect_performed', settled, 3)])
  young = await newTask()
  await begin(young)
  await write(young, 'r7', [queued, update('b')])
  const pack = { hash: aHash, system: 'Rules', task: 'Text', message: 'Go' }
  shownOf(young).packs.push(pack)

  expect(await plannedBackfill(copy.pool, shownOf(old), at)).toMatchObject({ lost: [], stops: null })
  expect(await rows(copy, `select 1 from entry where stream_id = 'task/${old}'`)).toHaveLength(2)
  for (const taskId of [old, young]) await backfill(copy.pool, shownOf(taskId), at)

  for (const taskId of [old, young]) {
    const [there, here] = await inBoth(
      `select stream_seq, run_id, run_seq, batch, type, at, actor, body, digest from entry
        where stream_id = 'task/${taskId}' and type <> 'entries_backfilled' order by stream_seq`,
    )
    expect(here).toEqual(there)
    const stream = `select owner_run_id, owner_seq, project_id from stream where id = 'task/${taskId}'`
    const [theirs, ours] = await inBoth(stream)
    expect(ours).toEqual(theirs)
    const [before, after] = await inBoth(`select state, status from task where id = '${taskId}'`)
    expect(after).toEqual(before)
    expect((await storedFacts(copy.pool, `task/${taskId}`)).at(-1)?.type).toBe('entries_backfilled')
  }
  const [claimed, again] = await inBoth(
    'select effect_key, intent_id, stream_id, run_id, grant_id from effect_claim',
  )
  expect(again).toEqual(claimed)
  const [asked, known] = await inBoth(
    `select id, workflow_id, intent_seq, command, actor, body, subject_id, status from intent
      where id = '${decision}' or workflow_id = 'task/${young}'`,
  )
  expect(known).toEqual(asked?.map((intent) => ({ ...intent, status: 'delivered' })))
  expect(await rows(copy, 'select hash, system, task, message from context_pack')).toEqual([pack])
  const { differences } = await checkRebuild(copy.pool, { after: '', limit: 5_000, only: undefined })
  expect(differences).toEqual([])
})

test('the task of a run that was adopted is put back from what its workflow was given', async () => {
  const run: ForeignRun = {
    ...{ runId: newId('task'), sessionKey: 'agent:main:main', openclawAgentId: 'main', message: 'Sales?' },
    ...{ starter: { kind: 'chat', name: '' }, startedAt: null },
  }
  const { adoption } = await adoptRun(setting.pool, 'mac-mini', run)
  const taskId = adoption?.taskId ?? ''
  await begin(taskId)
  await write(taskId, 'r1', [update('c')])
  await backfill(copy.pool, shownOf(taskId), at)
  const [there, here] = await inBoth(
    `select stream_seq, run_id, run_seq, type, at, actor, body, digest from entry
      where stream_id = 'task/${taskId}' and type <> 'entries_backfilled' order by stream_seq`,
  )
  expect(here).toEqual(there)
  expect(here).toHaveLength(5)
  const [before, after] = await inBoth(`select state, status from task where id = '${taskId}'`)
  expect(after).toEqual(before)
})

test('once more it puts nothing back, and the run that the stream belongs to goes on', async () => {
  for (const taskId of [old, young])
    expect((await backfill(copy.pool, shownOf(taskId), at)).groups).toEqual([])
  const last = shownOf(old).appends.at(-1)
  const batch = {
    ...{ streamId: `task/${old}`, after: last?.ack.streamSeq ?? 0 },
    ...{ firstSeq: (last?.ack.lastSeq ?? 0) + 1, facts: [update('later')] },
  }
  const isCurrentRun = async () => true
  const ack = await append(copy.pool, { runId: 'r1', batch, isCurrentRun })
  // Behind the word that it was put back.
  expect(ack.streamSeq).toBe((last?.ack.streamSeq ?? 0) + 2)
})

test('where the record went another way nothing is put back, but what was let happen stays claimed', async () => {
  const taskId = await newTask()
  await begin(taskId)
  await write(taskId, 'r9', [queued, proposed('p_other')])
  await approve(taskId, 'p_other')
  const other = shownOf(taskId)
  const elsewhere: ShownStream = {
    ...other,
    begins: [{ after: 1, state: { ...(other.begins[0]?.state as object), intentIds: [] }, at }],
  }
  const plan = await backfill(copy.pool, elsewhere, at)
  expect(plan).toMatchObject({ groups: [], stops: expect.stringMatching(/can’t be told/) })
  const claims = await rows(copy, `select from effect_claim where stream_id = 'task/${taskId}'`)
  expect(claims).toHaveLength(1)
  expect(await rows(copy, `select from task where id = '${taskId}'`)).toEqual([])
})

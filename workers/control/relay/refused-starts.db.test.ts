import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InboxItem } from '#api/inbox/contract.ts'
import { newId, runbookRunStreamId, taskStreamId } from '#domain/ids.ts'
import { createLogger } from '#platform/logger.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { openWork } from '#prisma/read/open-work.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { append } from '#prisma/write/ledger.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { appendRun } from '#prisma/write/runbook-runs.ts'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'
import { farTemporal, isOver, refuseForGood } from '#test/far-temporal.ts'
import { aRunbook } from '#test/runbooks.ts'
import { storedFacts } from '#test/setting.ts'
import { relayOnce } from './relay.ts'

const logger = createLogger('test')
logger.level = 'silent'
let api: ApiServer
let database: Database
let far: ReturnType<typeof farTemporal>
beforeAll(async () => {
  api = await startApi()
  database = openDatabase(api.appUrl)
})
afterAll(async () => {
  await database?.close()
  await api?.stop()
})
beforeEach(() => {
  far = farTemporal()
})

const once = () => relayOnce({ database, client: far.client, logger }, 'relay-a')
const by = () => ({ actor: `operator:${api.operators.owner}`, at: new Date().toISOString() })

async function askTask() {
  const { projectId, agentId } = await aProject(api)
  const asked = { title: 'Write', intent: 'Write it.', deliverables: [], executorId: 'mac-mini' }
  const ids = { taskId: newId('task'), intentId: newId('intent') }
  await requestTask(api.pool, { ...by(), ...ids, task: { projectId, agentId, ...asked } })
  return { id: ids.taskId, intentId: ids.intentId }
}
async function askRun() {
  const { projectId } = await aProject(api)
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(), inputs: {} }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  await requestRunbookRun(api.pool, { ...by(), ...ids, run })
  return { id: ids.runId, intentId: ids.intentId }
}
const ownTask = (streamId: string) =>
  append(api.pool, {
    ...{ runId: 'r1', isCurrentRun: async () => true },
    batch: { streamId, after: 1, firstSeq: 1, facts: [] },
  })
const ownRun = (streamId: string) =>
  appendRun(api.pool, {
    ...{ runId: 'r1', isCurrentRun: async () => true },
    batch: { streamId, after: 1, firstSeq: 1, facts: [] },
  })

const kinds = [
  {
    ...{ of: 'a task', ask: askTask, streamOf: taskStreamId, own: ownTask },
    ...{ command: 'startTask', again: 'retryTask', line: 'The start of the task' },
    entries: ['task_requested', 'intent_undeliverable', 'task_cancelled'],
  },
  {
    ...{ of: 'a run of a runbook', ask: askRun, streamOf: runbookRunStreamId, own: ownRun },
    ...{ command: 'startRunbook', again: 'resumeRun', line: 'The start of the run' },
    entries: ['runbook_run_requested', 'runbook_intent_undeliverable', 'runbook_run_cancelled'],
  },
]

const intentsOf = async (streamId: string) =>
  (
    await api.pool.query('select command, status from intent where workflow_id = $1 order by intent_seq', [
      streamId,
    ])
  ).rows
const itemsOf = async (id: string): Promise<InboxItem[]> =>
  (await api.call('GET', '/api/inbox', { cookie: await api.signIn('operator') })).json.items.filter(
    ({ href }: InboxItem) => href.endsWith(id),
  )

async function refusedOf(kind: (typeof kinds)[number]) {
  const { id, intentId } = await kind.ask()
  far.answer = refuseForGood
  expect(await once()).toBe(1)
  return { id, intentId, streamId: kind.streamOf(id), item: `undeliverable:${intentId}` }
}
const post = async (path: string, body: object) =>
  api.call('POST', `/api/inbox/${path}`, { cookie: await api.signIn('operator'), body })

describe.each(kinds)('the start of $of that Temporal takes at no time', (kind) => {
  const refused = () => refusedOf(kind)

  test('is told in the story and in the inbox, and it is over with that', async () => {
    const { id, intentId, streamId, item } = await refused()
    expect(await intentsOf(streamId)).toEqual([{ command: kind.command, status: 'undeliverable' }])
    const facts = await storedFacts(api.pool, streamId)
    expect(facts.map(({ type }) => type)).toEqual(kind.entries)
    const why = /Temporal does not take it: .*limit for signal/
    const message = expect.stringMatching(why)
    expect(facts[1]).toMatchObject({ body: { intentId, command: kind.command, message } })
    expect(facts[2]).toMatchObject({ body: { reason: expect.stringMatching(why) } })
    expect(await itemsOf(id)).toMatchObject([
      { id: item, kind: 'undeliverable', line: expect.stringMatching(`^${kind.line} was not delivered: `) },
    ])
    expect(await openWork(api.pool, [id])).toEqual([])
  })

  test('is sent again and then starts it', async () => {
    const { id, streamId, item } = await refused()
    const answer = await post(`${encodeURIComponent(item)}/resend`, {})
    expect(answer).toMatchObject({ status: 202 })
    expect(await itemsOf(id)).toEqual([])
    far.answer = async (workflowId, what) => {
      if (what !== 'start') await isOver(workflowId)
    }
    expect(await once()).toBe(1)
    expect(far.reached).toEqual([`start ${streamId}`])
    expect(await intentsOf(streamId)).toEqual([
      { command: kind.command, status: 'undeliverable' },
      { command: kind.again, status: 'delivered' },
    ])
  })

  test('is dropped by closing it', async () => {
    const { id, item } = await refused()
    expect((await post('close', { items: [item] })).json).toEqual({ done: [item], refused: [] })
    expect(await itemsOf(id)).toEqual([])
  })

  test('is told once, where the relay that told it died', async () => {
    const { streamId } = await refused()
    await api.pool.query(`update intent set status = 'pending' where workflow_id = $1`, [streamId])
    await api.pool.query('update intent set lease_until = null where workflow_id = $1', [streamId])
    expect(await once()).toBe(1)
    expect(await intentsOf(streamId)).toEqual([{ command: kind.command, status: 'undeliverable' }])
    expect(await storedFacts(api.pool, streamId)).toHaveLength(3)
  })
})

describe.each(kinds)('the start of $of, refused when it is brought once more,', (kind) => {
  test('is delivered where it was started and the answer was lost', async () => {
    const { id } = await kind.ask()
    const streamId = kind.streamOf(id)
    far.reached.push(`start ${streamId}`)
    far.answer = refuseForGood
    expect(await once()).toBe(1)
    expect(await intentsOf(streamId)).toEqual([{ command: kind.command, status: 'delivered' }])
    expect(await storedFacts(api.pool, streamId)).toHaveLength(1)
  })

  test('is delivered where a run of its workflow has written since, and Temporal knows it no more', async () => {
    const { id } = await kind.ask()
    const streamId = kind.streamOf(id)
    await kind.own(streamId)
    far.answer = refuseForGood
    expect(await once()).toBe(1)
    expect(await intentsOf(streamId)).toEqual([{ command: kind.command, status: 'delivered' }])
    expect(await storedFacts(api.pool, streamId)).toHaveLength(1)
  })
})

import { type Client, ServiceError } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, taskWorkflowId } from '#domain/ids.ts'
import type { Intent } from '#domain/intent/intent.ts'
import { createLogger } from '#platform/logger.ts'
import { type LeasedIntent, leaseIntents } from '#prisma/write/delivery.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { append } from '#prisma/write/ledger.ts'
import { recordUndeliverable } from '#prisma/write/undeliverable.ts'
import { farTemporal, isOver, refuseForGood } from '#test/far-temporal.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { relayOnce, runRelay } from './relay.ts'

const logger = createLogger('test')
logger.level = 'silent'
let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const away = async () => {
  throw new Error('14 UNAVAILABLE: no connection')
}
const once = (client: Client, relay = 'relay-a') =>
  relayOnce({ database: setting.database, client, logger }, relay)

interface Row {
  status: string
  attempts: number
  leasedBy: string | null
  leaseUntilMs: number
}
async function intentsOf(taskId: string): Promise<Row[]> {
  const { rows } = await setting.pool.query<Row>(
    `select status, attempts, leased_by as "leasedBy",
            (extract(epoch from lease_until) * 1000)::float8 as "leaseUntilMs"
       from intent where workflow_id = $1 order by intent_seq`,
    [taskWorkflowId(taskId)],
  )
  return rows
}
const firstOf = async (taskId: string) => (await intentsOf(taskId))[0] as Row
const nowMs = async (): Promise<number> =>
  (await setting.pool.query('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')).rows[0].ms
/** A clock that is read later may say a little less: 5 µs were seen. */
const clockMs = 10
const waits = (taskId: string, interval: string) =>
  setting.pool.query(
    `update intent set lease_until = now() + $2::interval where workflow_id = $1 and lease_until is not null`,
    [taskWorkflowId(taskId), interval],
  )
/** As if its wait, or its lease, were over. */
const isDue = (taskId: string) => waits(taskId, '-1 ms')
const cancel = (taskId: string) => {
  const by = { id: newId('intent'), taskId, actor: `operator:${setting.operators.owner}` }
  const intent = { ...by, command: 'cancelTask', body: { reason: '' } } as const
  return recordIntent(setting.pool, intent satisfies Exclude<Intent, { command: 'startTask' }>)
}

test('while Temporal is away an intent waits longer each time and at most 15 s, and then it is delivered', async () => {
  const far = farTemporal()
  far.answer = away
  const taskId = await setting.newTask()
  for (const waitMs of [400, 800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000, 15_000, 15_000]) {
    const before = await nowMs()
    expect(await once(far.client)).toBe(1)
    const after = await nowMs()
    const { status, leaseUntilMs } = await firstOf(taskId)
    expect(status).toBe('pending')
    expect(leaseUntilMs - before).toBeGreaterThanOrEqual(waitMs - clockMs)
    expect(leaseUntilMs - after).toBeLessThanOrEqual(waitMs + clockMs)
    // A slow machine lets a short one pass by.
    if (waitMs >= 3_200) expect(await once(far.client), 'it rests').toBe(0)
    await isDue(taskId)
  }
  far.answer = async () => {}
  expect([await once(far.client), await once(far.client)]).toEqual([1, 0])
  expect(far.reached).toEqual([`start ${taskWorkflowId(taskId)}`])
  expect(await firstOf(taskId)).toMatchObject({ status: 'delivered', attempts: 11 })
})

test('what fails holds up what was asked after it of the same workflow, and nothing else', async () => {
  const far = farTemporal()
  const [stuck, free] = [await setting.newTask(), await setting.newTask()]
  for (const taskId of [stuck, free]) await cancel(taskId)
  far.answer = async (workflowId) => {
    if (workflowId === taskWorkflowId(stuck)) await away()
  }
  expect(await once(far.client)).toBe(2)
  await waits(stuck, '1 min')
  expect([await once(far.client), await once(far.client)]).toEqual([1, 0])
  expect(far.reached).toEqual([`start ${taskWorkflowId(free)}`, `cancelTask ${taskWorkflowId(free)}`])
  expect((await intentsOf(stuck)).map(({ attempts }) => attempts)).toEqual([1, 0])
  far.answer = async () => {}
  await isDue(stuck)
  expect([await once(far.client), await once(far.client), await once(far.client)]).toEqual([1, 1, 0])
  expect(far.reached.slice(2)).toEqual([
    `start ${taskWorkflowId(stuck)}`,
    `cancelTask ${taskWorkflowId(stuck)}`,
  ])
})

test('what Temporal takes at no time is told so, and holds up nothing that was asked after it', async () => {
  const far = farTemporal()
  const taskId = await setting.newTask()
  await once(far.client)
  await cancel(taskId)
  far.answer = refuseForGood
  expect(await once(far.client)).toBe(1)
  expect((await intentsOf(taskId)).map(({ status }) => status)).toEqual(['delivered', 'undeliverable'])
  const message = expect.stringMatching(/^Temporal does not take it: .*limit for signal/)
  expect((await storedFacts(setting.pool, `task/${taskId}`)).at(-1)).toMatchObject({
    type: 'intent_undeliverable',
    body: { command: 'cancelTask', message },
  })
})

const leased = async () => (await leaseIntents(setting.pool, 'relay-dead'))[0] as LeasedIntent

test('what a task took up and was brought by a relay that died is delivered, also where the task is over', async () => {
  const far = farTemporal()
  const taskId = await setting.newTask()
  await once(far.client)
  await cancel(taskId)
  const { id: intentId } = await leased()
  const facts = [aFact('cancel_requested', { reason: '', intentId }), aFact('task_cancelled', { reason: '' })]
  const batch = { streamId: taskWorkflowId(taskId), after: 1, firstSeq: 1, facts }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  await isDue(taskId)
  far.answer = isOver
  expect(await once(far.client)).toBe(1)
  expect((await intentsOf(taskId)).map(({ status }) => status)).toEqual(['delivered', 'delivered'])
  expect(await storedFacts(setting.pool, `task/${taskId}`)).toHaveLength(3)
})

test('what a relay that died had said to be undeliverable stays so', async () => {
  const far = farTemporal()
  const taskId = await setting.newTask()
  await once(far.client)
  await cancel(taskId)
  await recordUndeliverable(setting.pool, await leased(), 'Temporal does not take it.')
  await isDue(taskId)
  far.answer = refuseForGood
  expect(await once(far.client)).toBe(1)
  expect((await intentsOf(taskId)).map(({ status }) => status)).toEqual(['delivered', 'undeliverable'])
  expect(await storedFacts(setting.pool, `task/${taskId}`)).toHaveLength(2)
})

test('in a record that was put back nothing is told before what it lost is: the intent waits', async () => {
  const far = farTemporal()
  const taskId = await setting.newTask()
  await once(far.client)
  await cancel(taskId)
  far.answer = refuseForGood
  far.known = 2
  expect(await once(far.client)).toBe(1)
  expect((await intentsOf(taskId)).map(({ status }) => status)).toEqual(['delivered', 'pending'])
  expect(await storedFacts(setting.pool, `task/${taskId}`)).toHaveLength(1)
  far.known = 1
  await isDue(taskId)
  expect(await once(far.client)).toBe(1)
  expect((await storedFacts(setting.pool, `task/${taskId}`)).at(-1)?.type).toBe('intent_undeliverable')
})

test('what a namespace does not know yet is refused in the same way, and is brought again', async () => {
  const far = farTemporal()
  const taskId = await setting.newTask()
  far.answer = async () => {
    const details = 'Namespace default has no mapping defined for search attribute ProjectId'
    const cause = Object.assign(new Error(`3 INVALID_ARGUMENT: ${details}`), {
      code: 3,
      details,
      metadata: {},
    })
    throw new ServiceError('Failed to start Workflow', { cause })
  }
  expect(await once(far.client)).toBe(1)
  expect((await intentsOf(taskId)).map(({ status }) => status)).toEqual(['pending'])
  far.answer = async () => {}
  await isDue(taskId)
  expect(await once(far.client)).toBe(1)
  expect(far.reached).toEqual([`start ${taskWorkflowId(taskId)}`])
})

test('two relays at once share what is due: each intent goes out once', async () => {
  const far = farTemporal()
  const taskIds = await Promise.all(Array.from({ length: 80 }, () => setting.newTask()))
  const took = await Promise.all([once(far.client, 'relay-a'), once(far.client, 'relay-b')])
  // Each at most fifty; who gets how many is theirs to race for.
  expect([took[0] + took[1], Math.max(...took) <= 50]).toEqual([80, true])
  expect(far.reached.toSorted()).toEqual(taskIds.map((id) => `start ${taskWorkflowId(id)}`).toSorted())
  expect([await once(far.client, 'relay-a'), await once(far.client, 'relay-b')]).toEqual([0, 0])
})

test('a relay that took too long has lost its lease: another delivers, and its late word changes nothing', async () => {
  const far = farTemporal()
  const taskId = await setting.newTask()
  const asked: { fails(error: Error): void }[] = []
  far.answer = () => new Promise((_, fails) => asked.push({ fails }))
  const late = once(far.client, 'relay-late')
  await expect.poll(() => asked).toHaveLength(1)
  expect((await firstOf(taskId)).leasedBy).toBe('relay-late')
  expect(await once(far.client, 'relay-b'), 'it is leased').toBe(0)
  await isDue(taskId)
  far.answer = async () => {}
  expect(await once(far.client, 'relay-b')).toBe(1)
  const settled = await firstOf(taskId)
  expect(settled).toMatchObject({ status: 'delivered', leasedBy: 'relay-b', attempts: 2 })
  asked[0]?.fails(new Error('4 DEADLINE_EXCEEDED'))
  await late
  expect(await firstOf(taskId)).toEqual(settled)
})

test('the loop goes on after failures by itself, and ends when it is told to', async () => {
  const far = farTemporal()
  let failures = 0
  far.answer = async () => {
    if (failures++ < 2) await away()
  }
  const stopping = new AbortController()
  const { database } = setting
  const loop = runRelay({ database, client: far.client, logger, signal: stopping.signal, pollMs: 100 })
  const taskId = await setting.newTask()
  await expect.poll(() => far.reached).toEqual([`start ${taskWorkflowId(taskId)}`])
  await expect.poll(() => firstOf(taskId)).toMatchObject({ status: 'delivered', attempts: 3 })
  stopping.abort()
  await loop
})

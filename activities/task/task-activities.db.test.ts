import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { RunInput } from '#domain/run/run.ts'
import { openDatabase } from '#prisma/client.ts'
import { storedPack } from '#prisma/read/context-packs.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { createDocument } from '#prisma/write/settings/documents.ts'
import { currentTask, taskMark } from '#prisma/write/task-row.ts'
import { aHash } from '#test/builders.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import type { TaskActivities } from './contract.ts'
import { createTaskActivities } from './task-activities.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const isCurrentRun = async () => true
type Name = keyof TaskActivities
type Request<N extends Name> = Parameters<TaskActivities[N]>[0]

type Answer<N extends Name> = Awaited<ReturnType<TaskActivities[N]>>
const quiet = { logger: new DefaultLogger('ERROR') }

async function once<N extends Name>(name: N, request: Request<N>, runId = 'r1', pool = setting.pool) {
  const workflowExecution = { workflowId: request.batch.streamId, runId }
  const activity = createTaskActivities({ pool, isCurrentRun })[name]
  const env = new MockActivityEnvironment({ workflowExecution }, quiet)
  const run = env.run.bind(env) as (work: unknown, request: unknown) => Promise<unknown>
  return (await run(activity, request)) as Answer<N>
}

/** As Temporal may: the answer of the first time was lost. Both answers and the record must be the same. */
async function twice<N extends Name>(name: N, request: Request<N>) {
  const first = await once(name, request)
  const stored = await storedFacts(setting.pool, request.batch.streamId)
  expect(await once(name, request)).toEqual(first)
  expect(await storedFacts(setting.pool, request.batch.streamId)).toEqual(stored)
  const taskId = request.batch.streamId.slice(5)
  expect(await currentTask(setting.pool, taskId)).toEqual(await rebuilt(setting.pool, taskId))
  return first
}

/** A task that one workflow run writes. */
async function aStream() {
  const taskId = await setting.newTask()
  let seq = 0
  return {
    taskId,
    async batch(...facts: Fact[]) {
      const { after } = await taskMark(setting.pool, taskId)
      return { streamId: `task/${taskId}`, after, firstSeq: seq + 1, facts }
    },
    async writes<N extends Name>(name: N, rest: Omit<Request<N>, 'batch'>, ...facts: Fact[]) {
      const answer = await twice(name, { ...rest, batch: await this.batch(...facts) } as Request<N>)
      seq = answer.ack.lastSeq
      return answer
    },
    async intends<C extends Exclude<Command, 'startTask'>>(
      command: C,
      body: CommandBody<C>,
      role: keyof Setting['operators'] = 'owner',
    ) {
      const id = newId('intent')
      const intent = { id, taskId, command, actor: `operator:${setting.operators[role]}`, body }
      await recordIntent(setting.pool, intent as Exclude<Intent, { command: 'startTask' }>)
      return id
    },
    state: () => currentTask(setting.pool, taskId),
  }
}

async function write(title: string, text: string, isAlways: boolean) {
  const body = { projectId: setting.projectId, title, sha256: sha256Hex(text), size: text.length, isAlways }
  const fact = aFact('document_created', body, 1, `operator:${setting.operators.owner}`)
  await createDocument(setting.pool, { documentId: newId('document'), fact, text })
}

const proposedAs = (proposalId: string, change: object = {}) =>
  aFact('approval_requested', {
    stepId: 's1',
    proposalId,
    tool: 'send_message',
    parameters: {},
    hash: aHash,
    effectClass: 'send',
    via: 'invoke',
    effectKey: `task/t/s1/${proposalId}`,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...change,
  })
const approval = (proposalId: string) =>
  ({ proposalId, verdict: 'approved', reason: 'fine', hash: aHash }) as const
const typesOf = (facts: Fact[]) => facts.map((fact) => fact.type)

describe('record', () => {
  test('writes what is queued and what intents ask for, or why not', async () => {
    const stream = await aStream()
    const ids = [
      await stream.intends('sendMessage', { text: 'Hello' }),
      await stream.intends('retryTask', {}),
      await stream.intends('cancelTask', { reason: 'no' }, 'viewer'),
    ]
    const update = aFact('update_posted', { stepId: 's1', itemId: 'i1', text: '' })
    const { ack } = await stream.writes('record', { intentIds: ids }, update)
    expect(typesOf(ack.computed)).toEqual(['message_sent', 'intent_undeliverable', 'intent_undeliverable'])
    expect(await stream.state()).toMatchObject({
      itemIds: ['i1'],
      intentIds: expect.arrayContaining(ids),
      cancelReason: null,
    })
  })

  test('leaves decisions and starts alone, and says of an id that the record does not hold that nothing came of it', async () => {
    const stream = await aStream()
    const id = await stream.intends('decideApproval', approval('p_x'))
    const start = (await stream.state()).intentIds[0] ?? ''
    const { ack } = await stream.writes('record', { intentIds: [id, start, 'in_forged'] })
    expect(ack.computed).toMatchObject([
      { type: 'intent_undeliverable', body: { intentId: 'in_forged', command: 'what was asked' } },
    ])
    const again = await stream.writes('record', { intentIds: ['in_forged'] })
    expect(again.ack.computed).toEqual([])
  })

  test('tells of intents that were delivered and that the task knows nothing of', async () => {
    const stream = await aStream()
    const id = await stream.intends('sendMessage', { text: 'lost' })
    await setting.pool.query(`update intent set status = 'delivered' where workflow_id = $1`, [
      `task/${stream.taskId}`,
    ])
    expect((await stream.writes('record', { intentIds: [] })).missed).toEqual([
      { id, command: 'sendMessage' },
    ])
    expect((await stream.writes('record', { intentIds: [id] })).missed).toEqual([])
  })
})

describe('prepareRun', () => {
  test('records the run with its policy and context, and answers what the executor needs', async () => {
    const stream = await aStream()
    const { run, ack } = await stream.writes('prepareRun', {})
    expect(typesOf(ack.computed)).toEqual(['task_prepared', 'run_queued'])
    expect(run).toMatchObject({
      taskId: stream.taskId,
      projectId: setting.projectId,
      agentId: setting.agentId,
      openclawAgentId: 'main',
      stepId: 's1',
      runId: `fo:task/${stream.taskId}/s1`,
      sessionKey: `agent:main:fo:task/${stream.taskId}`,
      message: expect.stringContaining('Write it.'),
      contextPack: {
        system: expect.stringContaining('You are Ines, writer'),
        task: expect.stringContaining('Write'),
      },
      grants: [],
    })
    const { rows } = await setting.pool.query('select hash from context_pack where hash = $1', [
      run?.contextPack.hash,
    ])
    expect(rows).toHaveLength(1)
  })

  test('goes on with a run that is open', async () => {
    const stream = await aStream()
    const first = await stream.writes('prepareRun', {})
    const again = await stream.writes('prepareRun', {})
    expect(again.ack.computed).toEqual([])
    expect(again.run).toEqual(first.run)
  })

  test('gives a granted call to the next run, and to that one alone', async () => {
    const stream = await aStream()
    await stream.writes('record', { intentIds: [] }, proposedAs('p_resume', { via: 'resume' }))
    const intentId = await stream.intends('decideApproval', approval('p_resume'))
    await stream.writes('claimEffect', { intentId })
    const { run } = await stream.writes('prepareRun', {})
    expect(run?.grants).toEqual([
      {
        grantId: expect.stringMatching(/^gr_/),
        proposalId: 'p_resume',
        effectKey: 'task/t/s1/p_resume',
        tool: 'send_message',
        hash: aHash,
      },
    ])
    const ended = {
      stepId: 's1',
      outcome: 'ok',
      text: '',
      error: null,
      isRetryable: false,
      usage: null,
      gateway: null,
    } as const
    await stream.writes(
      'record',
      { intentIds: [] },
      aFact('run_ended', { ...ended, startedAt: '2026-11-24T12:00:00.000Z', adoptedRunIds: [] }),
    )
    expect((await stream.writes('prepareRun', {})).run).toMatchObject({ stepId: 's2', grants: [] })
  })
})

test('a run is given the documents as they were then, whatever is changed before a repeat', async () => {
  const stream = await aStream()
  await write('Voice', 'Be brief.', true)
  await write('Refunds', '# Large\nAsk first.', false)
  await stream.writes('record', {
    intentIds: [await stream.intends('sendMessage', { text: 'About a refund' })],
  })
  const batch = await stream.batch()
  const { run } = (await once('prepareRun', { batch })) as { run: RunInput }
  await write('Later', 'Be long.', true)
  expect((await once('prepareRun', { batch })).run).toEqual(run)
  expect(run.contextPack.system).toContain('<document title="Voice" version="1">\nBe brief.\n</document>')
  expect(run.contextPack.system).not.toContain('Be long.')
  expect(run.contextPack.task).toContain('Ask first.')
  expect(run.contextPack.task).toContain('> Write it.')
  expect(run.message).toContain('Write it.')
  const pack = await storedPack(setting.pool, run.contextPack.hash)
  expect(pack?.manifest).toMatchObject({
    documents: [
      { title: 'Voice', version: 1, why: 'always' },
      { title: 'Refunds', heading: 'Large', why: 'found' },
    ],
    leftOut: [],
    query: '"about" or "refund" or "write" or "it"',
  })
  const { hash, ...content } = pack as NonNullable<typeof pack>
  expect(sha256Hex(canonicalOf(content))).toBe(hash)
})

async function proposed(proposalId: string, change: object = {}) {
  const stream = await aStream()
  await stream.writes('record', { intentIds: [] }, proposedAs(proposalId, change))
  return stream
}

describe('claimEffect', () => {
  test('records an approval and claims its effect, once', async () => {
    const stream = await proposed('p_1')
    const { ack } = await stream.writes('claimEffect', {
      intentId: await stream.intends('decideApproval', approval('p_1')),
    })
    expect(typesOf(ack.computed)).toEqual(['approval_decided', 'effect_claimed'])
    expect((await stream.state()).proposals).toMatchObject([
      { status: 'claimed', decidedBy: `operator:${setting.operators.owner}` },
    ])
    const { rows } = await setting.pool.query(
      `select run_id from effect_claim where effect_key = 'task/t/s1/p_1'`,
    )
    expect(rows).toEqual([{ run_id: 'r1' }])
  })

  test('claims nothing for a rejection', async () => {
    const stream = await proposed('p_2')
    const intentId = await stream.intends('decideApproval', { ...approval('p_2'), verdict: 'rejected' })
    expect(typesOf((await stream.writes('claimEffect', { intentId })).ack.computed)).toEqual([
      'approval_decided',
    ])
  })

  test('tells a second operator who decided', async () => {
    const stream = await proposed('p_3')
    const ids = [
      await stream.intends('decideApproval', approval('p_3')),
      await stream.intends('decideApproval', { ...approval('p_3'), verdict: 'rejected' }, 'operator'),
    ]
    const answers = []
    for (const intentId of ids) answers.push(await stream.writes('claimEffect', { intentId }))
    expect(answers[1]?.ack.computed).toMatchObject([
      {
        type: 'decision_refused',
        body: { code: 'already_decided', message: expect.stringMatching(/^The owner approved/) },
      },
    ])
  })
})

describe('claimEffect refuses', () => {
  const refused: [string, string, object, object, 'owner' | 'viewer'][] = [
    ['a viewer’s', 'role_may_not', {}, {}, 'viewer'],
    ['one on other parameters', 'hash_differs', {}, { hash: 'b' }, 'owner'],
    ['a late', 'proposal_expired', { expiresAt: '2026-01-01T00:00:00.000Z' }, {}, 'owner'],
    ['one on no proposal', 'not_found', {}, { proposalId: 'p_none' }, 'owner'],
  ]
  test.each(refused)('%s decision and claims nothing', async (_name, code, proposal, body, role) => {
    const id = newId('grant')
    const stream = await proposed(id, proposal)
    const intentId = await stream.intends('decideApproval', { ...approval(id), ...body }, role)
    const { ack } = await stream.writes('claimEffect', { intentId })
    expect(ack.computed).toMatchObject([{ type: 'decision_refused', body: { code, intentId } }])
    const { rows } = await setting.pool.query('select from effect_claim where effect_key = $1', [
      `task/t/s1/${id}`,
    ])
    expect(rows).toHaveLength(0)
  })

  test('to decide anything for a forged id, or one of another task or command', async () => {
    const [stream, other] = [await proposed('p_4'), await aStream()]
    const ids = [
      'in_forged',
      await other.intends('decideApproval', approval('p_4')),
      await stream.intends('retryTask', {}),
    ]
    const types: string[][] = []
    for (const intentId of ids)
      types.push(typesOf((await stream.writes('claimEffect', { intentId })).ack.computed))
    expect(types).toEqual([['intent_undeliverable'], ['intent_undeliverable'], []])
    expect((await stream.state()).proposals[0]?.status).toBe('pending')
  })

  test('a claim that an earlier run holds', async () => {
    const stream = await proposed('p_5')
    await setting.pool.query(`insert into effect_claim values ('task/t/s1/p_5', 'in_0', 's', 'r0', 'gr_0')`)
    const intentId = await stream.intends('decideApproval', approval('p_5'))
    const { ack } = await stream.writes('claimEffect', { intentId })
    expect(typesOf(ack.computed)).toEqual(['approval_decided', 'claim_refused'])
  })
})

describe('failures are sorted', () => {
  const update = (text: string) => aFact('update_posted', { stepId: 's1', itemId: 'i1', text })

  test('a fork freezes the task and is not tried again', async () => {
    const stream = await aStream()
    const batch = await stream.batch(update('a'))
    await once('record', { batch, intentIds: [] })
    const forked = once('record', { batch: { ...batch, facts: [update('b')] }, intentIds: [] })
    await expect(forked).rejects.toMatchObject({ type: 'LedgerFork', nonRetryable: true })
    expect(await stream.state()).toMatchObject({
      status: 'frozen',
      fork: {
        was: 'requested',
        held: [{ streamSeq: 2, fact: { body: { text: 'a' } } }],
        wanted: [{ body: { text: 'b' } }],
      },
    })
  })

  test('what can never be written freezes the task instead of being tried for ever', async () => {
    const stream = await aStream()
    const batch = await stream.batch({ ...update('a'), body: { text: 5 } } as never)
    await expect(once('record', { batch, intentIds: [] })).rejects.toMatchObject({ nonRetryable: true })
    const fork = { held: [], wanted: [{ body: { text: 5 } }] }
    expect(await stream.state()).toMatchObject({ status: 'frozen', fork })
  })

  test('a stale run is not tried again, changes nothing, and what it wanted to say is kept as that', async () => {
    const stream = await aStream()
    await once('record', { batch: await stream.batch(update('a')), intentIds: [] }, 'r1')
    await once('record', { batch: await stream.batch(update('b')), intentIds: [] }, 'r2')
    const batch = { ...(await stream.batch(update('c'))), firstSeq: 2 }
    const before = await stream.state()
    for (let times = 0; times < 2; times++) {
      await expect(once('record', { batch, intentIds: [] }, 'r1')).rejects.toMatchObject({
        type: 'StaleRun',
        nonRetryable: true,
      })
    }
    expect(await stream.state()).toEqual(before)
    expect((await storedFacts(setting.pool, `task/${stream.taskId}`)).slice(3)).toMatchObject([
      { type: 'late_append_refused', runId: 'reconciler', body: { runId: 'r1', firstSeq: 2, wanted: [{}] } },
    ])
  })

  test('Postgres away, or behind what the run knows, is tried again', async () => {
    const stream = await aStream()
    const away = openDatabase('postgres://nobody@127.0.0.1:9/none')
    const batch = await stream.batch(update('a'))
    await expect(once('record', { batch, intentIds: [] }, 'r1', away.pool)).rejects.not.toHaveProperty(
      'nonRetryable',
    )
    const ahead = { ...batch, after: 9 }
    await expect(once('record', { batch: ahead, intentIds: [] })).rejects.toMatchObject({ name: 'LedgerGap' })
    await away.close()
  })
})

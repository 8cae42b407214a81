import { afterAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import type { RunInput } from '#domain/run/run.ts'
import { openDatabase } from '#prisma/client.ts'
import { storedPack } from '#prisma/read/context-packs.ts'
import { createDocument } from '#prisma/write/settings/documents.ts'
import { aHash } from '#test/builders.ts'
import { storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { approval, openTaskSetting, proposedAs, typesOf } from '#test/task-stream.ts'

const { setting, once, aStream } = await openTaskSetting()
afterAll(() => setting.close())

async function write(title: string, text: string, isAlways: boolean) {
  const body = { projectId: setting.projectId, title, sha256: sha256Hex(text), size: text.length, isAlways }
  const fact = aFact('document_created', body, 1, `operator:${setting.operators.owner}`)
  await createDocument(setting.pool, { documentId: newId('document'), fact, text })
}

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

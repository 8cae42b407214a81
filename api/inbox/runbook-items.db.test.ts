import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, runbookRunStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { appendRun } from '#prisma/write/runbook-runs.ts'
import { recordUndeliverable } from '#prisma/write/undeliverable.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import type { InboxItem } from './contract.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('operator')
})
afterAll(() => api?.stop())

/** A run whose workflow has recorded these facts; nothing runs it. */
async function aRunThat(facts: Fact[], steps?: RunbookStep[]) {
  const { projectId } = await aProject(api)
  const by = { actor: `operator:${api.operators.owner}`, at: new Date().toISOString() }
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(steps), inputs: {} }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  const { runId } = await requestRunbookRun(api.pool, { ...ids, ...by, run })
  const batch = { streamId: runbookRunStreamId(runId), firstSeq: 1, after: 1, facts }
  await appendRun(api.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  return { runId, projectId }
}
const itemsOf = async (runId: string): Promise<InboxItem[]> =>
  (await api.call('GET', '/api/inbox', { cookie })).json.items.filter(({ href }: InboxItem) =>
    href.endsWith(runId),
  )

const stopped = (
  outcome: 'failed' | 'cancelled' | 'rejected',
  taskId: string | null,
  error: string,
): Fact[] => {
  const tried = { stepId: 'draft', attempt: 1 }
  const nothing = { dueAt: null, text: null, picked: null }
  return [
    aFact('runbook_step_started', { ...tried, ...nothing, taskId }),
    aFact('runbook_step_ended', { ...tried, outcome, summary: '', error, intentId: null }),
    aFact('runbook_run_failed', { stepId: 'draft', error }),
  ]
}

test('a step that its runbook leaves to an owner waits for one, and one of operators for each of them', async () => {
  const asked = { stepId: 'review', attempt: 1, taskId: null, dueAt: null, picked: null, text: 'Send it?' }
  const waitsFor = async (who: 'owner' | 'operator') => {
    const review: RunbookStep = { id: 'review', approval: { who, text: 'Send it?' } }
    const sign: RunbookStep = { id: 'sign', approval: { who: 'owner', text: 'Sign it?' } }
    const steps: RunbookStep[] = [{ id: 'both', parallel: [[review, sign], [aTaskStep('draft')]] }]
    const { runId } = await aRunThat([aFact('runbook_step_started', asked)], steps)
    return (await itemsOf(runId)).map((item) => item.waitsFor)
  }
  expect(await waitsFor('owner')).toEqual([['The owner']])
  expect(await waitsFor('operator')).toEqual([null])
})

test('a run whose failed task was brought on by hand waits to be resumed', async () => {
  const task = await aTaskThat(api, [])
  const { runId } = await aRunThat(stopped('failed', task.taskId, 'no key'))
  expect(await itemsOf(runId)).toEqual([])
  await api.pool.query(`update task set status = 'done', ended_at = now() where id = $1`, [task.taskId])
  expect(await itemsOf(runId)).toMatchObject([
    { line: 'draft: its task is done since then, so the run can be resumed', waitsFor: null },
  ])
})

test('a run that stopped waits for a person where no task of it tells of that', async () => {
  const { runId, projectId } = await aRunThat(stopped('cancelled', newId('task'), 'Its time is over.'))
  expect(await itemsOf(runId)).toMatchObject([
    {
      ...{ id: `runbook_failed:${runId}`, kind: 'runbook_failed', subjectId: runId, projectId, taskId: null },
      ...{
        title: 'Letter',
        line: 'draft: Its time is over.',
        href: `/runbook-runs/${runId}`,
        waitsFor: null,
      },
    },
  ])
  const withoutTask = await aRunThat(stopped('failed', null, 'There is no agent Nobody.'))
  expect(await itemsOf(withoutTask.runId)).toMatchObject([{ line: 'draft: There is no agent Nobody.' }])
  // The failed task is an item itself, and who rejects a step knows what comes of it.
  const { taskId } = await aTaskThat(api)
  expect(await itemsOf((await aRunThat(stopped('failed', taskId, 'no key'))).runId)).toEqual([])
  expect(await itemsOf((await aRunThat(stopped('rejected', null, 'Too long.'))).runId)).toEqual([])
})

test('a run that stopped is settled by closing it as seen, or by resuming it', async () => {
  const first = await aRunThat(stopped('cancelled', newId('task'), 'Not needed.'))
  const items = [`runbook_failed:${first.runId}`]
  const closed = await api.call('POST', '/api/inbox/close', { cookie, body: { items, note: '' } })
  expect(closed.json).toEqual({ done: items, refused: [] })
  expect(await itemsOf(first.runId)).toEqual([])
  const resumed = [
    ...stopped('cancelled', newId('task'), 'Not needed.'),
    aFact('runbook_run_resumed', { intentId: newId('intent') }),
  ]
  expect(await itemsOf((await aRunThat(resumed)).runId)).toEqual([])
})

describe('what was asked of a run and could not be delivered', () => {
  /** A run that waits for a decision that was given, and that the relay could not bring to it. */
  async function anUndelivered() {
    const asked = { stepId: 'review', attempt: 1, taskId: null, dueAt: null, picked: null, text: 'Send it?' }
    const steps = [{ id: 'review', approval: { who: 'operator' as const, text: 'Send it?' } }]
    const { runId } = await aRunThat([aFact('runbook_step_started', asked)], steps)
    const intent = {
      ...{
        id: newId('intent'),
        runId,
        actor: `operator:${api.operators.operator}`,
        command: 'decideStep' as const,
      },
      body: { stepId: 'review', attempt: 1, verdict: 'approved' as const, note: 'Good.' },
    }
    await recordRunIntent(api.pool, intent)
    const workflowId = runbookRunStreamId(runId)
    const leased = { ...intent, workflowId, attempts: 1, kind: 'runbook' as const }
    await recordUndeliverable(api.pool, leased, 'This run is frozen.')
    await recordUndeliverable(api.pool, leased, 'This run is frozen.')
    return { runId, item: `undeliverable:${intent.id}` }
  }
  const resend = (item: string) =>
    api.call('POST', `/api/inbox/${encodeURIComponent(item)}/resend`, { cookie, body: {} })
  const kindsOf = async (runId: string) => (await itemsOf(runId)).map(({ kind }) => kind).sort()

  test('stands in the inbox once, is sent again in the name of who resends it, and leaves', async () => {
    const { runId, item } = await anUndelivered()
    expect((await itemsOf(runId)).filter(({ kind }) => kind === 'undeliverable')).toMatchObject([
      { id: item, title: 'Letter', line: 'A decision was not delivered: This run is frozen.', taskId: null },
    ])
    cookie = await api.signIn('owner')
    const answer = await resend(item)
    expect(answer.status).toBe(202)
    const { rows } = await api.pool.query('select actor, command, body from intent where id = $1', [
      answer.json.intentId,
    ])
    expect(rows).toMatchObject([
      { actor: `operator:${api.operators.owner}`, command: 'decideStep', body: { note: 'Good.' } },
    ])
    expect(await kindsOf(runId)).toEqual(['runbook_step'])
    expect(await resend(item)).toMatchObject({ status: 202, json: answer.json })
    cookie = await api.signIn('operator')
    expect(await resend(item)).toMatchObject({ status: 409, json: { code: 'triage_refused' } })
    expect((await resend(`undeliverable:${newId('intent')}`)).status).toBe(404)
  })

  test('is refused by the rules of now, and then still waits; closing drops it', async () => {
    const { runId, item } = await anUndelivered()
    const decided = { stepId: 'review', attempt: 1, outcome: 'approved' as const, summary: '', error: null }
    const ended = aFact('runbook_step_ended', { ...decided, intentId: newId('intent') })
    const over = aFact('runbook_run_done', {})
    await appendRun(api.pool, {
      ...{ runId: 'r1', isCurrentRun: async () => true },
      batch: { streamId: runbookRunStreamId(runId), firstSeq: 2, after: 2, facts: [ended, over] },
    })
    expect(await resend(item)).toMatchObject({ status: 409, json: { code: 'already_decided' } })
    expect(await kindsOf(runId)).toEqual(['undeliverable'])
    const { json } = await api.call('POST', '/api/inbox/close', { cookie, body: { items: [item], note: '' } })
    expect(json).toEqual({ done: [item], refused: [] })
    expect(await kindsOf(runId)).toEqual([])
    const facts = await storedFacts(api.pool, runbookRunStreamId(runId))
    expect(facts.map(({ type }) => type)).toContain('runbook_intent_undeliverable')
  })

  test('a decision that a rule refused is no item', async () => {
    const body = { intentId: newId('intent'), command: 'decideStep', message: 'It is approved already.' }
    const { runId } = await aRunThat([aFact('runbook_intent_refused', body)])
    expect(await itemsOf(runId)).toEqual([])
  })
})

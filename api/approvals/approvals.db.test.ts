import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { type ApiServer, aProposalFact, aTaskThat, nextIntent, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const hash = 'a'.repeat(64)
async function decide(proposalId: string, role: Role, change: object = {}, key?: string) {
  const cookie = await api.signIn(role)
  const body = { verdict: 'approved', hash, ...change }
  const path = `/api/approvals/${proposalId}/decision`
  return api.call('POST', path, { cookie, body, ...(key && { headers: { 'idempotency-key': key } }) })
}
async function read(proposalId: string, role: Role = 'owner') {
  return (await api.call('GET', `/api/approvals/${proposalId}`, { cookie: await api.signIn(role) })).json
}
async function aPending(change = {}) {
  const proposed = aProposalFact(change)
  const task = await aTaskThat(api, [proposed])
  const { proposalId } = proposed.body
  return {
    ...task,
    proposalId,
    /** What the workflow records once it has read the decision. */
    async record(verdict: 'approved' | 'rejected', reason = '') {
      const { intentId, ...by } = await nextIntent(api, task.taskId, 'decideApproval')
      await task.story({
        ...by,
        type: 'approval_decided',
        body: { proposalId, verdict, reason, hash, intentId },
      })
      return intentId
    },
  }
}
const decisions = async (proposalId: string) =>
  (await api.pool.query('select 1 from intent where subject_id = $1', [proposalId])).rowCount

test('a proposal is shown with its exact parameters, and with why a viewer may not decide it', async () => {
  const { proposalId, taskId } = await aPending()
  const shown = await read(proposalId)
  expect(shown).toMatchObject({
    id: proposalId,
    taskId,
    taskTitle: 'Write',
    agentName: 'Ines',
    refusal: null,
  })
  expect(shown.proposal).toMatchObject({
    tool: 'send_message',
    hash,
    parameters: { to: 'ada@example.com', body: 'Hello' },
  })
  expect((await read(proposalId, 'viewer')).refusal).toBe(
    'A viewer may not decide approvals. Ask an owner to change your role.',
  )
  const cookie = await api.signIn('viewer')
  const { items } = (await api.call('GET', '/api/approvals', { cookie })).json
  expect(items.map((item: { id: string }) => item.id)).toContain(proposalId)
  expect((await api.call('GET', '/api/approvals?status=rejected', { cookie })).json.items).toEqual([])
})

test('a decision that the workflow records is decided, and a repeat of it answers the same', async () => {
  const { proposalId, record } = await aPending()
  const asked = decide(proposalId, 'operator', {}, `key-${proposalId}`)
  const intentId = await record('approved')
  expect(await asked).toMatchObject({ status: 202, json: { intentId, isDecided: true } })
  const again = await decide(proposalId, 'operator', {}, `key-${proposalId}`)
  expect(again).toMatchObject({ status: 202, json: { intentId, isDecided: true } })
  const other = await decide(proposalId, 'operator', { verdict: 'rejected' }, `key-${proposalId}`)
  expect(other).toMatchObject({ status: 409, json: { code: 'key_reused' } })
  expect(await decisions(proposalId)).toBe(1)
  expect(await read(proposalId)).toMatchObject({
    decidedByName: 'The operator',
    proposal: { status: 'approved' },
  })
})

describe('a second decision is a 409 that names who decided and what', () => {
  test('when the workflow has recorded the first', async () => {
    const { proposalId, record } = await aPending()
    const first = decide(proposalId, 'operator', { verdict: 'rejected', reason: 'too early' })
    await record('rejected', 'too early')
    await first
    const second = await decide(proposalId, 'owner')
    expect(second).toMatchObject({ status: 409, json: { code: 'already_decided' } })
    expect(second.json.detail).toMatch(/^The operator rejected this at 20\d\d-/)
    expect(await decisions(proposalId)).toBe(1)
  })

  test('when no workflow has seen the first yet', async () => {
    const { proposalId } = await aPending()
    expect(await decide(proposalId, 'operator')).toMatchObject({ status: 202, json: { isDecided: false } })
    const second = await decide(proposalId, 'owner', { verdict: 'rejected' })
    expect(second).toMatchObject({ status: 409, json: { code: 'already_decided' } })
    expect(second.json.detail).toMatch(/^The operator approved this at 20\d\d-/)
  })

  test('when both come at once', async () => {
    const { proposalId } = await aPending()
    const both = await Promise.all([decide(proposalId, 'operator'), decide(proposalId, 'owner')])
    expect(both.map((answer) => answer.status).sort()).toEqual([202, 409])
    const lost = both.findIndex((answer) => answer.status === 409)
    expect(both[lost]?.json.detail).toContain(lost === 0 ? 'The owner approved' : 'The operator approved')
  })

  test('when only the workflow knows better', async () => {
    const { proposalId, taskId, story } = await aPending()
    const asked = decide(proposalId, 'operator')
    const { intentId, ...by } = await nextIntent(api, taskId, 'decideApproval')
    const message = 'The proposal expired at noon. Nothing was sent.'
    await story({
      ...by,
      type: 'decision_refused',
      body: { proposalId, intentId, code: 'proposal_expired', message },
    })
    expect(await asked).toMatchObject({ status: 409, json: { code: 'proposal_expired', detail: message } })
    // What was refused decided nothing: the next one counts.
    expect((await decide(proposalId, 'owner')).status).toBe(202)
  })
})

describe('is refused with a sentence and recorded nowhere:', () => {
  test('a viewer’s decision', async () => {
    const { proposalId } = await aPending()
    const { status, json } = await decide(proposalId, 'viewer')
    expect({ status, code: json.code }).toEqual({ status: 403, code: 'role_may_not' })
    expect(await decisions(proposalId)).toBe(0)
  })

  test('a decision after the proposal expired', async () => {
    const expiresAt = new Date(Date.now() - 1_000).toISOString()
    const { proposalId } = await aPending({ expiresAt })
    const { status, json } = await decide(proposalId, 'owner')
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'proposal_expired' })
    expect(json.detail).toContain(expiresAt)
    expect((await read(proposalId)).refusal).toContain(expiresAt)
  })

  test('a decision on other parameters than were seen', async () => {
    const { proposalId } = await aPending()
    const { status, json } = await decide(proposalId, 'owner', { hash: 'b'.repeat(64) })
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'hash_differs' })
    expect(await decisions(proposalId)).toBe(0)
  })

  test('a decision on a proposal of a frozen task, until that is settled', async () => {
    const { proposalId, story } = await aPending()
    const by = { at: new Date().toISOString(), actor: actorOf('system', 'reconciler') }
    await story({ ...by, type: 'task_frozen', body: { code: 'ledger_fork', message: 'two' } })
    const { status, json } = await decide(proposalId, 'owner')
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'task_not_in_state' })
    expect(json.detail).toMatch(/^This task is frozen.* Settle it first/)
    expect((await read(proposalId)).refusal).toBe(json.detail)
    expect(await decisions(proposalId)).toBe(0)
  })

  test('not a decision on what a reset made the task forget: it waits until the task asks again', async () => {
    const { proposalId } = await aPending()
    await api.pool.query(
      `update proposal set status = 'withdrawn', state = state || '{"status": "withdrawn"}' where id = $1`,
      [proposalId],
    )
    expect(await decide(proposalId, 'owner')).toMatchObject({ status: 202, json: { isDecided: false } })
    expect(await decisions(proposalId)).toBe(1)
  })

  test('a decision on a proposal of a cancelled task', async () => {
    const { proposalId, story } = await aPending()
    const by = { at: new Date().toISOString(), actor: actorOf('system', 'control') }
    await story({ ...by, type: 'approval_withdrawn', body: { proposalId, reason: 'cancelled' } })
    expect(await decide(proposalId, 'owner')).toMatchObject({ json: { code: 'proposal_withdrawn' } })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorOf } from '#domain/ledger/actor.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { Parameters } from '#domain/run/run.ts'
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

describe('parameters are changed before they are approved', () => {
  const asked = { to: 'ada@example.com', amount_usd: 40 }
  const less = { ...asked, amount_usd: 4 }
  const hashOf = (parameters: Parameters) => parametersHash('pay_invoice', parameters)
  const change = { tool: 'pay_invoice', effectClass: 'pay' as const, parameters: asked, hash: hashOf(asked) }
  const preview = async (proposalId: string, body: object, role: Role = 'operator') =>
    api.call('POST', `/api/approvals/${proposalId}/edit-preview`, { cookie: await api.signIn(role), body })

  test('what they would be is told, and nothing is recorded', async () => {
    const { proposalId } = await aPending(change)
    const { status, json } = await preview(proposalId, { from: hashOf(asked), parameters: less })
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { hash: hashOf(less), effectClass: 'pay', needs: 'one', amountUsd: 4, risk: { level: 'high' } },
    })
    expect(json.parameters).toEqual(less)
    // What cannot be kept is neither hashed nor shown.
    const odd = JSON.parse('{"to":"ada@example.com\\u0000","amount_usd":4,"__proto__":{"x":1}}')
    expect((await preview(proposalId, { from: hashOf(asked), parameters: odd })).json).toEqual(json)
    expect(await decisions(proposalId)).toBe(0)
    expect((await read(proposalId)).proposal.parameters).toEqual(asked)
    expect((await preview(proposalId, { from: hashOf(asked), parameters: less }, 'viewer')).status).toBe(403)
  })

  test('what may not take their place is refused with a sentence, by preview and decision alike', async () => {
    const { proposalId } = await aPending(change)
    const secret = { ...asked, password: 'hunter22' }
    const refused = [
      [{ from: hashOf(asked), parameters: asked }, 'edit_refused', /^Nothing is changed/],
      [{ from: hashOf(asked), parameters: secret }, 'edit_refused', /^password looks like a secret/],
      [{ from: hashOf(less), parameters: less }, 'hash_differs', /not those you saw/],
    ] as const
    for (const [edit, code, detail] of refused) {
      const answer = { status: 409, json: { code, detail: expect.stringMatching(detail) } }
      expect(await preview(proposalId, edit)).toMatchObject(answer)
      expect(await decide(proposalId, 'operator', { hash: hashOf(edit.parameters), edit })).toMatchObject(
        answer,
      )
    }
    expect(await decisions(proposalId)).toBe(0)
  })

  test('a change with another hash than its own, and one of what is masked, are refused', async () => {
    const edit = { from: hashOf(asked), parameters: less }
    const { proposalId } = await aPending(change)
    expect(await decide(proposalId, 'operator', { hash: hashOf(asked), edit })).toMatchObject({
      json: { code: 'hash_differs' },
    })
    const masked = await aPending()
    const other = { from: hash, parameters: less }
    expect(await preview(masked.proposalId, other)).toMatchObject({
      json: { code: 'edit_refused', detail: expect.stringMatching(/^Part of it is masked/) },
    })
  })

  test('the decision holds the change, and several at once take none', async () => {
    const { proposalId, taskId } = await aPending(change)
    const edit = { from: hashOf(asked), parameters: less }
    expect((await decide(proposalId, 'operator', { hash: hashOf(less), edit })).status).toBe(202)
    const { rows } = await api.pool.query(
      'select body from intent where workflow_id = $1 and subject_id = $2',
      [`task/${taskId}`, proposalId],
    )
    expect(rows[0]?.body).toMatchObject({ hash: hashOf(less), edit })
    const cookie = await api.signIn('owner')
    const body = { decisions: [{ proposalId, verdict: 'approved', hash: hashOf(less), edit }] }
    expect((await api.call('POST', '/api/approvals/decisions', { cookie, body })).status).toBe(400)
  })
})

test('the agent is asked back about what waits, and once at a time', async () => {
  const { proposalId, taskId, story } = await aPending()
  const cookie = await api.signIn('operator')
  const ask = (kind: string) =>
    api.call('POST', `/api/tasks/${taskId}/effects/${proposalId}/inquiry`, {
      cookie,
      body: { kind, text: 'Why?' },
    })
  expect(await ask('look')).toMatchObject({ status: 409, json: { code: 'task_not_in_state' } })
  expect((await ask('question')).status).toBe(202)
  const { intentId, ...by } = await nextIntent(api, taskId, 'askAgent')
  await story({ ...by, type: 'inquiry_made', body: { proposalId, kind: 'question', text: 'Why?', intentId } })
  expect((await ask('question')).json.detail).toMatch(/its answer is awaited/)
  const items = async () => (await api.call('GET', '/api/inbox', { cookie })).json.items
  const line = async () =>
    (await items()).find((one: { subjectId: string }) => one.subjectId === proposalId)?.line
  expect(await line()).toBe('Wants to use send_message. Its agent was asked and has not answered yet')
  const said = { proposalId, stepId: 's1', itemId: `w_${proposalId}`, text: 'She asked.', isWithdrawn: false }
  await story({ at: new Date().toISOString(), actor: 'agent:x', type: 'inquiry_answered', body: said })
  expect(await line()).toBe('Wants to use send_message. Its agent says: She asked.')
  const reminder = {
    at: new Date().toISOString(),
    actor: 'system:control',
    type: 'approval_reminded' as const,
  }
  await story({ ...reminder, body: { proposalId } })
  expect((await items()).find((one: { subjectId: string }) => one.subjectId === proposalId)?.remindedAt).toBe(
    reminder.at,
  )
})

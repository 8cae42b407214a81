import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { applyTriageEntry, type TriageState } from '#domain/inbox/triage-state.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { listInbox } from '#prisma/read/inbox.ts'
import { type ApiServer, aProposalFact, aTaskThat, nextIntent, racing, startApi } from '#test/api-server.ts'
import { storedFacts } from '#test/setting.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const by = (at = new Date().toISOString()) => ({ at, actor: 'system:control' })
const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
const post = async (path: string, body: object, role: Role = 'operator') =>
  api.call('POST', `/api/inbox/${path}`, { cookie: await api.signIn(role), body })
const itemsAt = async (now = new Date()) => listInbox(api.pool, now)
const itemOf = async (id: string, now?: Date) => (await itemsAt(now)).find((item) => item.id === id)
const typesOf = async (id: string) => (await storedFacts(api.pool, `inbox/${id}`)).map(({ type }) => type)

async function aFailure() {
  const task = await aTaskThat(api, [{ ...by(), type: 'task_failed', body: { error: 'no key' } }])
  return { ...task, id: `failed:${task.taskId}` }
}
async function anApproval(change = {}) {
  const fact = aProposalFact(change)
  await aTaskThat(api, [fact])
  return `approval:${fact.body.proposalId}`
}
async function expectRowIsFold(id: string) {
  const facts = (await storedFacts(api.pool, `inbox/${id}`)) as Fact[]
  const { rows } = await api.pool.query('select state from inbox_triage where item_id = $1', [id])
  expect(rows[0]?.state).toEqual(facts.reduce<TriageState | null>(applyTriageEntry, null))
}

describe('assigning', () => {
  const take = (id: string, role: 'owner' | 'operator', from: string | null = null) =>
    post('assign', { items: [{ id, from }], to: api.operators[role] }, role)

  test('both see who is on it, and it can be given back', async () => {
    const id = await anApproval()
    expect((await take(id, 'operator')).json).toEqual({ done: [id], refused: [] })
    const assignee = { id: api.operators.operator, name: 'The operator' }
    expect(await itemOf(id)).toMatchObject({ assignee })
    const back = { items: [{ id, from: assignee.id }], to: null }
    expect((await post('assign', back)).json.done).toEqual([id])
    expect(await itemOf(id)).toMatchObject({ assignee: null })
    expect(await typesOf(id)).toEqual(['item_assigned', 'item_assigned'])
    await expectRowIsFold(id)
  })

  test('two at once: the first one has it, the second is told who', async () => {
    const id = await anApproval()
    const roles = ['owner', 'operator'] as const
    const sent = [...roles]
    const answers = await racing(api, () => take(id, sent.shift() ?? 'owner'), 2)
    const winner = (await itemOf(id))?.assignee
    const done = answers.filter(({ json }) => json.done.length === 1)
    const refused = answers.flatMap(({ json }) => json.refused)
    expect(done).toHaveLength(1)
    expect(refused).toEqual([{ id, code: 'already_assigned', message: `${winner?.name} took it first.` }])
    expect(await typesOf(id)).toEqual(['item_assigned'])
  })

  test('what is so already is recorded once; one that is refused holds up no other', async () => {
    const [a, b] = [await anApproval(), await anApproval()]
    await take(a, 'owner')
    await take(a, 'owner', api.operators.owner)
    expect(await typesOf(a)).toEqual(['item_assigned'])
    const items = [a, b, 'failed:t_gone'].map((id) => ({ id, from: null }))
    const { json } = await post('assign', { items, to: api.operators.operator })
    expect(json.done).toEqual([b])
    expect(json.refused.map(({ code }: { code: string }) => code)).toEqual(['already_assigned', 'not_found'])
  })

  test('only to somebody who is here and can settle something', async () => {
    const id = await anApproval()
    const to = (operatorId: string) => post('assign', { items: [{ id, from: null }], to: operatorId })
    expect(await to(api.operators.viewer)).toMatchObject({ status: 409, json: { code: 'triage_refused' } })
    expect(await to(newId('operator'))).toMatchObject({ status: 404 })
    expect(await typesOf(id)).toEqual([])
  })

  test('what a removed operator had is whoever’s comes first', async () => {
    const id = await anApproval()
    await take(id, 'owner')
    const hide = (at: string | null) =>
      api.pool.query('update "user" set "removedAt" = $2 where id = $1', [api.operators.owner, at])
    await hide(soon(0))
    expect(await itemOf(id)).toMatchObject({ assignee: null })
    expect((await take(id, 'operator')).json.done).toEqual([id])
    await hide(null)
  })
})

describe('putting off', () => {
  test('it comes back at its time, stands last meanwhile, and can be taken up before', async () => {
    const { id } = await aFailure()
    const until = soon(60)
    expect((await post('snooze', { items: [id], until })).json.done).toEqual([id])
    await post('snooze', { items: [id], until })
    expect(await itemOf(id)).toMatchObject({ snoozedUntil: until })
    expect((await itemsAt()).at(-1)?.id).toBe(id)
    expect(await itemOf(id, new Date(until))).toMatchObject({ snoozedUntil: null })
    await post('wake', { items: [id] })
    await post('wake', { items: [id] })
    expect(await itemOf(id)).toMatchObject({ snoozedUntil: null })
    expect(await typesOf(id)).toEqual(['item_snoozed', 'item_woken'])
    await expectRowIsFold(id)
  })

  test('something new brings it back before', async () => {
    const { id, story } = await aFailure()
    await post('snooze', { items: [id], until: soon(600) })
    await story({ ...by(), type: 'retry_requested', body: { intentId: 'in_1' } })
    await story({ ...by(soon(1)), type: 'task_failed', body: { error: 'again' } })
    expect(await itemOf(id)).toMatchObject({ line: 'again', snoozedUntil: null })
  })

  test('not to the past, not beyond its own end', async () => {
    const id = await anApproval({ expiresAt: soon(60) })
    for (const until of [soon(-1), soon(61)]) {
      const { json } = await post('snooze', { items: [id], until })
      expect(json).toMatchObject({ done: [], refused: [{ id, code: 'triage_refused' }] })
    }
    const bad = await post('snooze', { items: [id], until: 'tomorrow' })
    expect(bad).toMatchObject({ status: 400, json: { errors: [{ path: 'body.until' }] } })
    expect(await typesOf(id)).toEqual([])
  })
})

describe('closing as seen', () => {
  test('a failed task leaves the inbox, and comes back when it fails again', async () => {
    const { id, story } = await aFailure()
    expect((await post('close', { items: [id], note: 'The key is ordered.' })).json.done).toEqual([id])
    await post('close', { items: [id] })
    expect(await itemOf(id)).toBeUndefined()
    const [fact, ...more] = await storedFacts(api.pool, `inbox/${id}`)
    expect(fact?.body).toMatchObject({ title: 'Write', note: 'The key is ordered.' })
    expect(more).toEqual([])
    await story({ ...by(), type: 'retry_requested', body: { intentId: 'in_1' } })
    await story({ ...by(soon(1)), type: 'task_failed', body: { error: 'again' } })
    expect(await itemOf(id)).toMatchObject({ line: 'again' })
    await expectRowIsFold(id)
  })

  test('can be taken back', async () => {
    const { id } = await aFailure()
    await post('close', { items: [id] })
    await post('reopen', { items: [id] })
    await post('reopen', { items: [id] })
    expect(await itemOf(id)).toBeDefined()
    expect(await typesOf(id)).toEqual(['item_closed', 'item_reopened'])
  })

  test('is refused where a decision waits', async () => {
    const id = await anApproval()
    const { json } = await post('close', { items: [id] })
    expect(json.refused[0].message).toMatch(/^Closing would hide/)
    expect(await itemOf(id)).toBeDefined()
  })
})

async function anUndelivered() {
  const { taskId, story } = await aFailure()
  const cookie = await api.signIn('operator')
  const asked = api.call('POST', `/api/tasks/${taskId}/messages`, { cookie, body: { text: 'Use mine.' } })
  const { intentId } = await nextIntent(api, taskId, 'sendMessage')
  const body = { intentId, command: 'sendMessage', message: 'its workflow is gone' }
  await story({ ...by(), type: 'intent_undeliverable', body })
  await asked
  return { taskId, story, item: `undeliverable:${intentId}`, intentId }
}
const resend = (item: string, role: Role) => post(`${encodeURIComponent(item)}/resend`, {}, role)
const messagesTo = async (taskId: string) => {
  const { rows } = await api.pool.query(
    `select id, actor from intent where workflow_id = 'task/' || $1 and command = 'sendMessage' order by intent_seq`,
    [taskId],
  )
  return rows as { id: string; actor: string }[]
}

describe('what could not be delivered', () => {
  test('is sent again in the name of who resends it, and leaves the inbox', async () => {
    const { item, taskId, intentId } = await anUndelivered()
    expect(await itemOf(item)).toMatchObject({ line: 'A message was not delivered: its workflow is gone' })
    const answer = await post(`${encodeURIComponent(item)}/resend`, {}, 'owner')
    expect(answer.status).toBe(202)
    const again = await nextIntent(api, taskId, 'sendMessage')
    expect(again).toMatchObject({ intentId: answer.json.intentId, actor: `operator:${api.operators.owner}` })
    expect(again.intentId).not.toBe(intentId)
    expect(await itemOf(item)).toBeUndefined()
    expect((await post(`${encodeURIComponent('undeliverable:in_x')}/resend`, {})).status).toBe(404)
  })

  test('is dropped by closing it, which stays in the record', async () => {
    const { item } = await anUndelivered()
    await post('close', { items: [item], note: 'Not needed any more.' })
    expect(await itemOf(item)).toBeUndefined()
    expect(await typesOf(item)).toEqual(['item_closed'])
  })
})

describe('what is sent again', () => {
  test('is sent once by two operators at once, and by every press after that', async () => {
    const { item, taskId, intentId } = await anUndelivered()
    const sent: Role[] = ['owner', 'operator', 'operator']
    const answers = await racing(api, () => resend(item, sent.shift() ?? 'owner'), 3)
    const [first, again, ...more] = await messagesTo(taskId)
    expect([first?.id, more]).toEqual([intentId, []])
    const winner: Role = again?.actor === `operator:${api.operators.owner}` ? 'owner' : 'operator'
    const loser: Role = winner === 'owner' ? 'operator' : 'owner'
    const told = {
      code: 'triage_refused',
      detail: expect.stringMatching(`^Sent again by The ${winner} at 2`),
    }
    const ofLosers = answers.filter(({ status }) => status === 409).map(({ json }) => json)
    expect(ofLosers).toEqual(Array(winner === 'owner' ? 2 : 1).fill(expect.objectContaining(told)))
    expect(await resend(item, winner)).toMatchObject({ status: 202, json: { intentId: again?.id } })
    expect(await resend(item, loser)).toMatchObject({ status: 409, json: told })
    expect(await messagesTo(taskId)).toHaveLength(2)
    expect(await typesOf(item)).toEqual(['item_closed'])
  })

  test('is not sent again once it was dropped', async () => {
    const { item, taskId } = await anUndelivered()
    await post('close', { items: [item], note: 'Not needed any more.' })
    const detail = expect.stringMatching(/^Dropped by The operator at 2/)
    expect(await resend(item, 'owner')).toMatchObject({
      status: 409,
      json: { code: 'triage_refused', detail },
    })
    expect(await messagesTo(taskId)).toHaveLength(1)
    await post('reopen', { items: [item] })
    expect((await resend(item, 'owner')).status).toBe(202)
  })

  test('refused once more it is an item of its own, in place of the first one', async () => {
    const { item, taskId, story } = await anUndelivered()
    const pressed = resend(item, 'owner')
    await expect.poll(() => messagesTo(taskId)).toHaveLength(2)
    const { intentId } = await nextIntent(api, taskId, 'sendMessage')
    const body = { intentId, command: 'sendMessage', message: 'its workflow is still gone' }
    await story({ ...by(), type: 'intent_undeliverable', body })
    expect(await pressed).toMatchObject({ status: 409, json: { detail: 'its workflow is still gone' } })
    expect(await itemOf(item)).toBeUndefined()
    const next = `undeliverable:${intentId}`
    expect(await itemOf(next)).toMatchObject({ line: expect.stringMatching(/still gone$/) })
    const { json } = await resend(next, 'operator')
    expect((await messagesTo(taskId)).map(({ id }) => id).slice(1)).toEqual([intentId, json.intentId])
  })
})

test('a viewer triages nothing', async () => {
  const { id } = await aFailure()
  expect((await post('close', { items: [id] }, 'viewer')).status).toBe(403)
  expect((await post('looking', { itemId: id }, 'viewer')).status).toBe(204)
})

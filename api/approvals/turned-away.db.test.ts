import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { Found } from '#domain/drift/look-rules.ts'
import { ownScope } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { inTransaction } from '#prisma/client.ts'
import { forgetAnchorsBut, recordAnchorLook } from '#prisma/write/anchors.ts'
import { recordFoundWithin, recordGoneWithin } from '#prisma/write/settings/looks.ts'
import { type ApiServer, aProposalFact, aTaskThat, nextIntent, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const hash = 'a'.repeat(64)

async function pending(change = {}) {
  const proposed = aProposalFact(change)
  const task = await aTaskThat(api, [proposed])
  return { ...task, proposalId: proposed.body.proposalId }
}

async function decide(proposalId: string, role: Role, change: object = {}) {
  const body = { verdict: 'approved', hash, ...change }
  return api.call('POST', `/api/approvals/${proposalId}/decision`, { cookie: await api.signIn(role), body })
}

async function turnedAway(taskId: string) {
  const { rows } = await api.pool.query(
    `select actor, run_id as writer, body from entry
      where stream_id = $1 and type = 'decision_turned_away' order by stream_seq`,
    [`task/${taskId}`],
  )
  return rows
}

const by = (role: Role) => ({ actor: `operator:${api.operators[role]}`, writer: 'api' })

test('a viewer’s decision is in the story of the task: who, on what, and why it counts for nothing', async () => {
  const { taskId, proposalId } = await pending()
  const { status, json } = await decide(proposalId, 'viewer', { verdict: 'rejected' })
  expect(status).toBe(403)
  const body = { proposalId, verdict: 'rejected', hash, intentId: null }
  expect(await turnedAway(taskId)).toEqual([
    { ...by('viewer'), body: { ...body, code: 'role_may_not', message: json.detail } },
  ])
})

test('so are a decision on other parameters, with their hash, and one that comes too late', async () => {
  const { taskId, proposalId } = await pending()
  const other = 'b'.repeat(64)
  await decide(proposalId, 'owner', { hash: other })
  const late = await pending({ expiresAt: new Date(Date.now() - 1_000).toISOString() })
  await decide(late.proposalId, 'owner')
  expect(await turnedAway(taskId)).toMatchObject([{ body: { code: 'hash_differs', hash: other } }])
  expect(await turnedAway(late.taskId)).toMatchObject([
    { ...by('owner'), body: { code: 'proposal_expired' } },
  ])
})

test('and one of whoever asked for the task, where somebody else must agree', async () => {
  const { taskId, proposalId } = await pending({ needs: 'other' })
  const [requested] = (
    await api.pool.query(`select actor from entry where stream_id = $1 and stream_seq = 1`, [
      `task/${taskId}`,
    ])
  ).rows
  const role = requested.actor === by('owner').actor ? 'owner' : 'operator'
  expect((await decide(proposalId, role)).json.code).toBe('needs_another')
  expect(await turnedAway(taskId)).toMatchObject([{ ...by(role), body: { code: 'needs_another' } }])
})

test('none while the ledger is put back to an older moment: the number is of what is to be put back', async () => {
  const { taskId, proposalId } = await pending()
  const { pool } = api
  const at = new Date().toISOString()
  const anchor = { position: 9_000, hash: 'f'.repeat(64), at }
  await recordAnchorLook(pool, { place: 'file', target: 'a', anchor, problem: 'It is cut.', at })
  expect((await decide(proposalId, 'viewer')).status).toBe(403)
  await forgetAnchorsBut(pool, [])
  const side = { hash: 'a', line: 'a', text: null, isMasked: false }
  const found: Found = {
    ...{ kind: 'workflow', difference: 'ahead', projectId: null, ours: side, theirs: side },
    subject: { key: taskId, name: 'Write', where: 'Letter' },
  }
  const times = { lookedAt: at, at }
  const look = { ...times, scope: ownScope }
  await inTransaction(pool, (tx) => recordFoundWithin(tx, look, found))
  expect((await decide(proposalId, 'viewer')).status).toBe(403)
  expect(await turnedAway(taskId)).toEqual([])
  await inTransaction(pool, (tx) => recordGoneWithin(tx, times, findingIdOf(ownScope, 'workflow', taskId)))
  await decide(proposalId, 'viewer')
  expect(await turnedAway(taskId)).toHaveLength(1)
})

test('a second decision is told where the first was recorded; one that counts is told nowhere here', async () => {
  const { taskId, proposalId } = await pending()
  expect((await decide(proposalId, 'operator')).status).toBe(202)
  expect(await turnedAway(taskId)).toEqual([])
  expect((await decide(proposalId, 'owner', { verdict: 'rejected' })).status).toBe(409)
  expect(await turnedAway(taskId)).toMatchObject([{ ...by('owner'), body: { code: 'already_decided' } }])
})

test('several at once are told one by one, also where none of them may be', async () => {
  const both = [await pending(), await pending()]
  const decisions = both.map(({ proposalId }) => ({ proposalId, verdict: 'approved', hash }))
  const cookie = await api.signIn('viewer')
  const answer = await api.call('POST', '/api/approvals/decisions', { cookie, body: { decisions } })
  expect(answer.status).toBe(403)
  for (const { taskId } of both)
    expect(await turnedAway(taskId)).toMatchObject([{ body: { code: 'role_may_not' } }])
})

test('the task’s own run keeps its stream, and the decision of somebody who may counts', async () => {
  const { taskId, proposalId, story } = await pending()
  await decide(proposalId, 'viewer')
  const asked = decide(proposalId, 'owner')
  const { intentId, ...told } = await nextIntent(api, taskId, 'decideApproval')
  const body = { proposalId, verdict: 'approved', reason: '', hash, intentId } as const
  await story({ ...told, type: 'approval_decided', body })
  expect(await asked).toMatchObject({ status: 202, json: { isDecided: true } })
})

test('the effect’s page tells it among what did not count', async () => {
  const { proposalId } = await pending()
  await decide(proposalId, 'viewer')
  const { json } = await api.call('GET', `/api/effects/${proposalId}`, { cookie: await api.signIn('owner') })
  expect(json.declined).toMatchObject([
    { actor: actorOf('operator', api.operators.viewer), words: expect.stringMatching(/^A viewer may not/) },
  ])
})

test('somebody who keeps trying fills no ledger', async () => {
  const { taskId, proposalId } = await pending()
  for (let i = 0; i < 23; i++) expect((await decide(proposalId, 'viewer')).status).toBe(403)
  expect(await turnedAway(taskId)).toHaveLength(20)
  expect((await decide(proposalId, 'owner', { hash: 'c'.repeat(64) })).status).toBe(409)
  expect(await turnedAway(taskId)).toHaveLength(21)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const tool = 'send_message'
const parameters = { to: 'ada@example.com', body: 'Hello' }
const hash = parametersHash(tool, parameters)
async function decide(proposalId: string, role: Role, change: object = {}) {
  const body = { verdict: 'approved', hash, ...change }
  return api.call('POST', `/api/approvals/${proposalId}/decision`, { cookie: await api.signIn(role), body })
}
const intentIds = async (proposalId: string): Promise<string[]> =>
  (
    await api.pool.query('select id from intent where subject_id = $1 order by intent_seq', [proposalId])
  ).rows.map(({ id }) => id)

/** A proposal of one approver, whose project asks for two by now. */
async function tightened(who: 'two' | 'other' = 'two') {
  const proposed = aProposalFact({ tool, parameters, hash })
  const task = await aTaskThat(api, [proposed])
  const scope = { scopeId: task.projectId, scope: 'project', projectId: task.projectId } as const
  const document = PolicyDocument.parse({ approvals: { send: { who } } })
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  await changePolicy(api.pool, scope, { document, note: '', version: 0 }, by)
  const { proposalId } = proposed.body
  const own = (role: Role, intentId: string) => ({
    ...{ at: new Date().toISOString(), actor: `operator:${api.operators[role]}` },
    body: { proposalId, reason: '', hash, intentId },
  })
  return {
    ...{ proposalId, taskId: task.taskId },
    given: (role: Role, intentId: string) =>
      task.story({
        ...own(role, intentId),
        type: 'approval_given',
        body: { ...own(role, intentId).body, needs: 'two' },
      }),
    decided: (role: Role, intentId: string) => {
      const fact = own(role, intentId)
      return task.story({ ...fact, type: 'approval_decided', body: { ...fact.body, verdict: 'approved' } })
    },
  }
}

test('a second yes is not late before the first one is in the story', async () => {
  const { proposalId } = await tightened()
  expect((await decide(proposalId, 'owner')).status).toBe(202)
  expect(await decide(proposalId, 'operator')).toMatchObject({ status: 202, json: { isDecided: false } })
  expect(await intentIds(proposalId)).toHaveLength(2)
})

test('of two that come at once the second hears what its workflow says: it counted', async () => {
  const { proposalId, given, decided } = await tightened()
  const both = Promise.all([decide(proposalId, 'owner'), decide(proposalId, 'operator')])
  await expect.poll(() => intentIds(proposalId), { timeout: 5_000 }).toHaveLength(2)
  const [first, second] = await intentIds(proposalId)
  const { rows } = await api.pool.query('select actor from intent where id = $1', [first])
  const isOwners = rows[0].actor.endsWith(api.operators.owner)
  await given(isOwners ? 'owner' : 'operator', first ?? '')
  await decided(isOwners ? 'operator' : 'owner', second ?? '')
  expect(await both).toMatchObject([
    { status: 202, json: { isDecided: true } },
    { status: 202, json: { isDecided: true } },
  ])
})

test('where one is enough, and it need only be somebody else, a second is late as ever', async () => {
  const { proposalId } = await tightened('other')
  expect((await decide(proposalId, 'operator')).status).toBe(202)
  const late = await decide(proposalId, 'owner', { verdict: 'rejected' })
  expect(late).toMatchObject({ status: 409, json: { code: 'already_decided' } })
})

test('it waits for the other one, is of high risk, and its first approver is told so', async () => {
  const { proposalId, given } = await tightened()
  const asked = decide(proposalId, 'owner')
  await expect.poll(() => intentIds(proposalId), { timeout: 5_000 }).toHaveLength(1)
  await given('owner', (await intentIds(proposalId))[0] ?? '')
  expect(await asked).toMatchObject({ status: 202, json: { isDecided: true } })
  const cookie = await api.signIn('owner')
  const { json } = await api.call('GET', `/api/approvals/${proposalId}`, { cookie })
  expect(json.proposal.needs).toBe('two')
  expect(json.risk).toMatchObject({ level: 'high', why: expect.arrayContaining(['it needs two approvers']) })
  expect(json.refusal).toBe('You approved this already; somebody else must approve it too.')
  expect((await decide(proposalId, 'owner')).json.code).toBe('needs_another')
})

test('what asks for two by now is not decided together with others, before anybody agreed', async () => {
  const { proposalId } = await tightened()
  const cookie = await api.signIn('operator')
  const shown = await api.call('GET', `/api/approvals/${proposalId}`, { cookie })
  expect(shown.json.risk.level).not.toBe('high')
  const body = { decisions: [{ proposalId, hash, verdict: 'approved', reason: '' }] }
  const { json } = await api.call('POST', '/api/approvals/decisions', { cookie, body })
  expect(json).toMatchObject({ done: [], refused: [{ code: 'high_risk' }] })
  expect(json.refused[0].message).toContain('it needs two approvers')
  expect(await intentIds(proposalId)).toEqual([])
})

test('who asked for the task does not approve it, where somebody else must by now', async () => {
  const { proposalId } = await tightened('other')
  expect((await decide(proposalId, 'owner')).json.code).toBe('needs_another')
  expect(await intentIds(proposalId)).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { effectClassOf } from '#domain/policy/gate-policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import { type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
const cookies = { owner: '', operator: '', viewer: '' }
beforeAll(async () => {
  api = await startApi()
  for (const role of ['owner', 'operator', 'viewer'] as const) cookies[role] = await api.signIn(role)
})
afterAll(() => api?.stop())

const letter = { to: 'ada@example.com', body: 'Hello' }
function proposed(tool = 'send_message', parameters: Parameters = letter, change: object = {}) {
  const hash = parametersHash(tool, parameters)
  return aProposalFact({ tool, parameters, hash, effectClass: effectClassOf(tool, parameters), ...change })
}
const decidedFact = (
  { body: { proposalId, hash } }: FactOf<'approval_requested'>,
  verdict: 'approved' | 'rejected' = 'approved',
  minute = 0,
): FactOf<'approval_decided'> => ({
  type: 'approval_decided',
  at: new Date(Date.now() + minute * 60_000).toISOString(),
  actor: `operator:${api.operators.owner}`,
  body: { proposalId, verdict, reason: '', hash, intentId: `in_${proposalId}` },
})

/** Tasks of one agent each, with a letter that was allowed before. */
async function waiting(...facts: FactOf<'approval_requested'>[]) {
  const before = proposed()
  return aTaskThat(api, [before, decidedFact(before), ...facts])
}
const asDecision = ({ body: { proposalId, hash } }: FactOf<'approval_requested'>, change: object = {}) => ({
  ...{ proposalId, hash, verdict: 'approved', reason: '' },
  ...change,
})
const decide = (decisions: object[], cookie = cookies.operator, headers = {}) =>
  api.call('POST', '/api/approvals/decisions', { cookie, body: { decisions }, headers })
const read = async (proposalId: string) =>
  (await api.call('GET', `/api/approvals/${proposalId}`, { cookie: cookies.owner })).json
const intents = async (...facts: FactOf<'approval_requested'>[]) =>
  (
    await api.pool.query('select actor, body from intent where subject_id = any($1) order by intent_seq', [
      facts.map(({ body }) => body.proposalId),
    ])
  ).rows

test('several are decided at once, each in an intent of its own; high risk is refused and recorded nowhere', async () => {
  const low = proposed('send_message', { ...letter, body: 'Hello again' })
  const medium = proposed('publish_post', { text: 'News' }, { needs: 'other' })
  const high = proposed('exec', { command: 'ls' })
  const earlier = proposed('publish_post', { text: 'Old news' })
  const before = proposed('exec', { command: 'ls' })
  const { taskId } = await waiting(low, high)
  await aTaskThat(api, [earlier, decidedFact(earlier), before, decidedFact(before), medium])
  const { status, json } = await decide([
    asDecision(low),
    asDecision(high),
    asDecision(medium, { verdict: 'rejected', reason: 'Not today.' }),
  ])
  expect(status).toBe(200)
  const ids = json.done.map(({ proposalId }: { proposalId: string }) => proposalId)
  expect(ids).toEqual([low.body.proposalId, medium.body.proposalId])
  expect(json.refused).toEqual([
    {
      proposalId: high.body.proposalId,
      code: 'high_risk',
      message: expect.stringMatching(/^It is of high risk: a command/),
    },
  ])
  expect(json.refused[0].message).toContain('Open it and decide it by itself.')
  expect(await intents(high)).toEqual([])
  const actor = `operator:${api.operators.operator}`
  expect(await intents(low)).toEqual([{ actor, body: asDecision(low) }])
  expect(await intents(medium)).toMatchObject([{ body: { verdict: 'rejected', reason: 'Not today.' } }])
  // By itself it can be decided, and rejected too.
  const hash = high.body.hash
  const alone = await api.call('POST', `/api/approvals/${high.body.proposalId}/decision`, {
    ...{ cookie: cookies.operator, body: { verdict: 'approved', hash } },
  })
  expect(alone.status).toBe(202)
  const listed = (await api.call('GET', '/api/inbox', { cookie: cookies.owner })).json.items
  const risks = listed
    .filter((item: { taskId: string }) => item.taskId === taskId)
    .map(({ risk }: { risk: { level: string } }) => risk.level)
  expect(risks.toSorted()).toEqual(['high', 'low'])
})

test('a rejection of what is of high risk is not taken with others either', async () => {
  const high = proposed('delete_list', { list: 'all' })
  await waiting(high)
  const { json } = await decide([asDecision(high, { verdict: 'rejected' })])
  expect(json.refused).toMatchObject([{ code: 'high_risk' }])
  expect(await intents(high)).toEqual([])
})

test('one that is refused holds up no other: another hash, decided before, nobody there', async () => {
  const [seen, lost, fine] = [proposed(), proposed(), proposed()]
  await waiting(seen, lost, fine)
  await decide([asDecision(lost)], cookies.owner)
  const nobody = { ...asDecision(fine), proposalId: `p_${'0'.repeat(24)}` }
  const { json } = await decide([
    asDecision(seen, { hash: 'b'.repeat(64) }),
    asDecision(lost, { verdict: 'rejected' }),
    nobody,
    asDecision(fine),
  ])
  expect(json.done).toMatchObject([{ proposalId: fine.body.proposalId, isDecided: false }])
  const why = Object.fromEntries(
    json.refused.map((one: { code: string; message: string }) => [one.code, one.message]),
  )
  expect(Object.keys(why).toSorted()).toEqual(['already_decided', 'hash_differs', 'not_found'])
  expect(why.already_decided).toMatch(/^The owner approved this at 20\d\d-/)
})

test('who asked for the task does not approve it together with others where somebody else must', async () => {
  const other = proposed('send_message', letter, { needs: 'other' })
  const two = proposed('send_message', letter, { needs: 'two' })
  await waiting(other, two)
  const { json } = await decide([asDecision(other), asDecision(two)], cookies.owner)
  const codes = Object.fromEntries(
    json.refused.map((one: { proposalId: string; code: string }) => [one.proposalId, one.code]),
  )
  expect(codes).toEqual({ [other.body.proposalId]: 'needs_another', [two.body.proposalId]: 'high_risk' })
  expect((await decide([asDecision(other)])).json.done).toHaveLength(1)
})

test('a viewer decides none; a repeat with its key answers the same and records nothing more', async () => {
  const fine = proposed()
  await waiting(fine)
  expect(await decide([asDecision(fine)], cookies.viewer)).toMatchObject({
    ...{ status: 403, json: { code: 'role_may_not' } },
  })
  const key = { 'idempotency-key': crypto.randomUUID() }
  const first = await decide([asDecision(fine)], cookies.operator, key)
  expect(first.json.done).toHaveLength(1)
  expect((await decide([asDecision(fine)], cookies.operator, key)).json).toEqual(first.json)
  expect(await intents(fine)).toHaveLength(1)
})

test('none, more than 50 and one twice are refused as a whole', async () => {
  const fine = proposed()
  await waiting(fine)
  for (const decisions of [[], Array(51).fill(asDecision(fine)), [asDecision(fine), asDecision(fine)]]) {
    expect((await decide(decisions)).status).toBe(400)
  }
  expect(await intents(fine)).toEqual([])
})

test('a tool that sends and is told to publish is the first to go there once, like any other', async () => {
  const published = (body: string) =>
    proposed('send_message', { action: 'publish', to: 'eve@example.com', body })
  const [first, second] = [published('One'), published('Two')]
  const { story } = await waiting(first, second)
  const riskOf = async (one: FactOf<'approval_requested'>) => (await read(one.body.proposalId)).risk
  expect(await riskOf(second)).toEqual({
    ...{ level: 'high', why: ['it is published', 'it is the first to go there'] },
  })
  await story(decidedFact(first))
  expect(await riskOf(second)).toEqual({ level: 'medium', why: ['it is published'] })
})

test('nothing is decided by a GET', async () => {
  const fine = proposed()
  await waiting(fine)
  const { proposalId, hash } = fine.body
  const query = `verdict=approved&hash=${hash}`
  for (const path of ['decisions', `${proposalId}/decision`]) {
    const { status } = await api.call('GET', `/api/approvals/${path}?${query}`, { cookie: cookies.operator })
    expect([400, 405], path).toContain(status)
  }
  expect(await intents(fine)).toEqual([])
  expect((await read(proposalId)).proposal.status).toBe('pending')
})

test('whom a letter goes to is its risk: somebody new, several and a list are higher, nobody named is the highest', async () => {
  const to = (...whom: string[]) =>
    proposed('send_message', { to: whom.length === 1 ? (whom[0] ?? '') : whom, body: 'Hi' })
  const [known, fresh] = [to('ada@example.com'), to('eve@example.com')]
  const both = to('ada@example.com', 'eve@example.com')
  const list = to('all-readers@example.com')
  const nobody = proposed('send_message', { body: 'Hi' })
  const { taskId, story } = await waiting(known, fresh, both, list, nobody)
  // The same address of another agent is nobody that this one ever wrote to.
  await aTaskThat(api, [...[to('eve@example.com')].flatMap((one) => [one, decidedFact(one)])])
  const riskOf = async (one: FactOf<'approval_requested'>) => (await read(one.body.proposalId)).risk
  expect(await riskOf(known)).toEqual({ level: 'low', why: [] })
  expect(await riskOf(fresh)).toEqual({ level: 'medium', why: ['it is the first to go there'] })
  expect(await riskOf(both)).toEqual({
    ...{ level: 'high', why: ['it goes to several', 'it is the first to go there'] },
  })
  expect((await riskOf(list)).level).toBe('high')
  expect(await riskOf(nobody)).toEqual({ level: 'high', why: ['whom it goes to is not said plainly'] })
  const { items } = (await api.call('GET', '/api/inbox', { cookie: cookies.owner })).json
  for (const { subjectId, risk } of items.filter((item: { taskId: string }) => item.taskId === taskId))
    expect((await read(subjectId)).risk).toEqual(risk)
  expect((await decide([asDecision(both)])).json.refused).toMatchObject([{ code: 'high_risk' }])
  const edit = { from: known.body.hash, parameters: { to: 'bo@example.com', body: 'Hi' } }
  const preview = await api.call('POST', `/api/approvals/${known.body.proposalId}/edit-preview`, {
    ...{ cookie: cookies.operator, body: edit },
  })
  expect(preview.json.risk).toEqual({ level: 'medium', why: ['it is the first to go there'] })
  await story(decidedFact(fresh))
  expect(await riskOf(both)).toEqual({ level: 'medium', why: ['it goes to several'] })
  expect((await riskOf(fresh)).level).toBe('medium')
})

test('a proposal is read against the last one of its agent and tool that was allowed, and no other', async () => {
  const of = (body: string) => proposed('send_message', { ...letter, body })
  const [older, newer, rejected, now] = [of('First'), of('Second'), of('No'), of('Third')]
  const otherTool = proposed('post_message')
  const masked = proposed('send_message', letter, { hash: 'c'.repeat(64) })
  const otherAgents = of('Elsewhere')
  await waiting(otherAgents)
  await aTaskThat(api, [
    ...[older, newer, rejected, now, otherTool, masked],
    decidedFact(newer, 'approved', 2),
    decidedFact(older, 'approved', 1),
    decidedFact(rejected, 'rejected', 3),
  ])
  const shown = await read(now.body.proposalId)
  expect(shown).toMatchObject({ isWhole: true, like: { parameters: newer.body.parameters, isWhole: true } })
  expect(shown.risk).toEqual({ level: 'low', why: [] })
  // What is decided is read against what was allowed before it.
  expect((await read(newer.body.proposalId)).like.parameters).toEqual(older.body.parameters)
  expect((await read(older.body.proposalId)).like).toBeNull()
  expect((await read(otherAgents.body.proposalId)).like.parameters).toEqual(letter)
  expect(await read(otherTool.body.proposalId)).toMatchObject({
    ...{ like: null, risk: { level: 'high', why: ['it is published', 'it is the first of its kind'] } },
  })
  expect(await read(masked.body.proposalId)).toMatchObject({ isWhole: false, risk: { level: 'high' } })
  const ids = [now.body.proposalId, masked.body.proposalId]
  const some = await api.call('GET', `/api/approvals?ids=${ids.join(',')}`, { cookie: cookies.owner })
  expect(some.json.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(ids.toSorted())
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'
import type { Doors } from './contract.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('operator')
})
afterAll(() => api?.stop())

const at = () => new Date().toISOString()
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()
const parameters = { to: 'ada@example.com', body: 'Hello' }
const hash = parametersHash('send_message', parameters)
const doors = async () => (await api.call('GET', '/api/doors', { cookie })).json
const offerOf = async (id: string) =>
  (await api.call('GET', `/api/approvals/${id}/standing-grant`, { cookie })).json
const make = (id: string, body: object = { count: 10, until: days(7) }) =>
  api.call('POST', `/api/approvals/${id}/standing-grant`, { cookie, body })

/** So many letters of one agent, each decided like that. */
const letters = (...verdicts: ('approved' | 'rejected')[]) => decided({ hash, parameters }, verdicts)

async function decided(
  call: Pick<ProposalState, 'hash' | 'parameters'>,
  verdicts: ('approved' | 'rejected')[],
) {
  const { hash } = call
  const asked = verdicts.map(() => aProposalFact(call))
  const task = await aTaskThat(api, asked)
  const by = { actor: `operator:${api.operators.operator}` }
  const ids = asked.map(({ body }) => body.proposalId)
  for (const [nth, verdict] of verdicts.entries()) {
    const body = { proposalId: ids[nth] ?? '', verdict, reason: '', hash, intentId: `i_${ids[nth]}` }
    await task.story({ ...by, at: at(), type: 'approval_decided', body })
  }
  return { ...task, ids }
}

test('it is made from an approval, listed with what it lets pass, and revoked once', async () => {
  const { ids, agentId, projectId } = await letters('approved')
  const [id = ''] = ids
  const { status, json } = await make(id)
  expect(status).toBe(201)
  const [grant] = (await doors()).standing
  expect(grant).toMatchObject({
    ...{ id: json.standingGrantId, agentId, projectId, proposalId: id, tool: 'send_message', count: 10 },
    ...{ used: 0, out: 0, madeByName: 'The operator', revokedAt: null, endedAt: null },
    target: { kind: 'places', places: { to: '"ada@example.com"' }, names: ['body', 'to'], upToUsd: null },
  })
  expect(await offerOf(id)).toMatchObject({ existingId: grant.id, refusal: null })
  expect(await make(id)).toMatchObject({ status: 409, json: { code: 'changed_meanwhile' } })
  const revoke = () =>
    api.call('POST', `/api/standing-grants/${grant.id}/revoke`, { cookie, body: { reason: 'enough' } })
  const revoked = await revoke()
  expect(revoked.json.standing[0]).toMatchObject({ id: grant.id, revokedAt: expect.any(String) })
  expect(await revoke()).toMatchObject({ status: 409, json: { code: 'already_ended' } })
  expect((await offerOf(id)).existingId).toBeNull()
})

test('it is offered after three like approvals in a row, and not after a reject', async () => {
  const few = await letters('approved', 'approved')
  expect(await offerOf(few.ids[0] ?? '')).toMatchObject({ alike: 2, isOffered: false })
  const many = await letters('approved', 'approved', 'approved')
  expect(await offerOf(many.ids[0] ?? '')).toMatchObject({
    ...{ alike: 3, isOffered: true, fromProposalId: many.ids[0] },
  })
  const no = await letters('approved', 'approved', 'approved', 'rejected')
  expect(await offerOf(no.ids[0] ?? '')).toMatchObject({ alike: 0, isOffered: false, fromProposalId: null })
  // Each of high risk is decided by itself: what would be refused is not offered.
  const toNobody = { body: 'Hello' }
  const call = { hash: parametersHash('send_message', toNobody), parameters: toNobody }
  const { ids } = await decided(call, ['approved', 'approved', 'approved'])
  expect(await offerOf(ids[0] ?? '')).toMatchObject({
    ...{ alike: 3, isOffered: false, refusal: expect.stringMatching(/^It is of high risk: whom it goes to/) },
  })
  expect(await make(ids[0] ?? '')).toMatchObject({ status: 409, json: { code: 'high_risk' } })
  expect((await offerOf(`p_${'0'.repeat(24)}`)).status).toBe(404)
})

test('what is too much, too long, over, or not approved is refused at its field or in words', async () => {
  const { ids } = await letters('approved', 'rejected')
  const [yes = '', no = ''] = ids
  for (const [body, path] of [
    [{ count: 0, until: days(1) }, 'body.count'],
    [{ count: 101, until: days(1) }, 'body.count'],
    [{ count: 1, until: days(-1) }, 'body.until'],
    [{ count: 1, until: days(200) }, 'body.until'],
  ] as const)
    expect((await make(yes, body)).json.errors[0].path).toBe(path)
  expect(await make(no)).toMatchObject({ status: 409, json: { code: 'changed_meanwhile' } })
})

/** Of one project or agent: others of this database have their own. */
const doorsOfScope = async (scopeId: string) => {
  const { automatic, safe } = await doors()
  const own = <T extends { scopeId: string }>(rows: T[]): T[] => rows.filter((one) => one.scopeId === scopeId)
  return { automatic: own<Doors['automatic'][number]>(automatic), safe: own<Doors['safe'][number]>(safe) }
}
const byOwner = async (method: 'POST' | 'DELETE', path: string, body?: object) => {
  const owner = await api.signIn('owner')
  const answer = await api.call(method, `/api${path}`, { cookie: owner, ...(body && { body }) })
  expect(answer.status).toBeLessThan(300)
  return answer.json
}
const say = (scopeId: string, document: object, version = 0) =>
  byOwner('POST', `/policies/${scopeId}`, { document: PolicyDocument.parse(document), version, note: '' })
const pay = (who: 'auto' | 'two') =>
  who === 'two' ? { pay: { who } } : { pay: { who, upToUsd: 5, above: 'one', perDay: 4 } }

test('rules by which effects pass and tools that do stand with their scope, version and use', async () => {
  const { projectId, agentId, taskId } = await letters('approved')
  await say(projectId, { approvals: pay('auto'), safeTools: ['web_search'] })
  for (const [nth, usedDaysAgo] of [0, 3, 40].entries())
    await api.pool.query(
      `insert into advance_grant (task_id, effect_key, step_id, project_id, agent_id, grant_id, effect_class, issued_at, used_at)
       values ($1, $2, 'run/1', $3, $4, $2, 'pay', $5, $5)`,
      [taskId, `use-${nth}`, projectId, agentId, days(-usedDaysAgo)],
    )
  const place = { scope: 'project', scopeId: projectId, name: 'Letters', version: 1, agents: null }
  const { automatic, safe } = await doorsOfScope(projectId)
  expect(automatic).toMatchObject([
    {
      ...{ ...place, effectClass: 'pay', upToUsd: 5, perDay: 4, used: 1, out: 0, recent: 2 },
      lastAt: expect.any(String),
    },
  ])
  expect(safe).toEqual([{ ...place, tool: 'web_search' }])
  expect((await doors()).builtIn).toContain('read')
})

test('what a project was created with passes until a document says otherwise', async () => {
  const policy = { extraSafeTools: ['write', 'edit'], deniedTools: ['edit'] }
  const { id } = await byOwner('POST', '/projects', { name: 'Shop', policy })
  const place = { scope: 'project', scopeId: id, name: 'Shop', agents: null }
  expect((await doorsOfScope(id)).safe).toEqual([{ ...place, version: 0, tool: 'write' }])
  await say(id, { safeTools: ['web_search'] })
  expect((await doorsOfScope(id)).safe).toEqual([{ ...place, version: 1, tool: 'web_search' }])
})

test('what lets nothing pass in the end is not listed, and what does only for some says for whom', async () => {
  const { projectId, agentId } = await letters('approved')
  await say(agentId, { safeTools: ['exec', 'web_search'], approvals: pay('two') })
  expect(await doorsOfScope(agentId)).toEqual({ automatic: [], safe: [] })
  await say(projectId, { approvals: pay('auto'), safeTools: ['web_search', 'deploy_site'] })
  // Its only agent is stricter, so by the project's own policy nothing passes.
  expect(await doorsOfScope(projectId)).toEqual({ automatic: [], safe: [] })
  expect((await doorsOfScope(agentId)).safe).toMatchObject([{ tool: 'web_search', agents: null }])
  await byOwner('POST', '/agents', { projectId, name: 'Jon', role: 'reader' })
  const { automatic, safe } = await doorsOfScope(projectId)
  expect(automatic).toMatchObject([{ effectClass: 'pay', agents: ['Jon in Letters'] }])
  expect(safe.map(({ tool, agents }) => [tool, agents])).toEqual([
    ['web_search', ['Jon in Letters']],
    ['deploy_site', ['Jon in Letters']],
  ])
})

test('what is said for a retired agent or a removed project is not listed, and a standing grant says that it is idle', async () => {
  const { projectId, agentId, ids } = await letters('approved')
  await make(ids[0] ?? '')
  await say(projectId, { approvals: pay('auto'), safeTools: ['web_search'] })
  await say(agentId, { approvals: pay('auto'), safeTools: ['web_search'] })
  const idle = async () =>
    (await doors()).standing.find((one: { agentId: string }) => one.agentId === agentId).idle
  expect((await doorsOfScope(agentId)).safe).toHaveLength(1)
  expect(await idle()).toBeNull()
  await say(agentId, { approvals: pay('auto'), safeTools: ['web_search'], deniedTools: ['send_message'] }, 1)
  expect(await idle()).toBe('The policy forbids this tool.')
  await byOwner('POST', `/agents/${agentId}/retire`, { reason: '' })
  expect(await doorsOfScope(agentId)).toEqual({ automatic: [], safe: [] })
  expect(await idle()).toBe('Ines is retired.')
  const left = await doorsOfScope(projectId)
  expect([left.automatic.length, left.safe.length]).toEqual([1, 1])
  await byOwner('DELETE', `/projects/${projectId}`)
  expect(await doorsOfScope(projectId)).toEqual({ automatic: [], safe: [] })
  expect(await idle()).toBe('Letters is removed.')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const get = (path: string) => api.call('GET', `/api/effects${path}`, { cookie })
const idsOf = ({ json }: { json: { items: { id: string }[] } }) => json.items.map(({ id }) => id)
const at = () => new Date().toISOString()
const mac = () => ({ at: at(), actor: 'executor:mac-mini' })

async function writePolicy(scopeId: string, version: number, note: string) {
  const document = PolicyDocument.parse({})
  const body = { document, version, note }
  const answer = await api.call('POST', `/api/policies/${scopeId}`, { cookie, body })
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.json))
}

async function anEffect() {
  const asked = aProposalFact()
  const { proposalId, effectKey, hash } = asked.body
  const task = await aTaskThat(api, [asked])
  const by = { at: at(), actor: `operator:${api.operators.operator}` }
  return { ...task, proposalId, effectKey, hash, by }
}

test('all that the ledger holds of an effect: who agreed to which hash, the permission, and what was seen', async () => {
  const { story, proposalId, effectKey, hash, by, taskId } = await anEffect()
  const names = { proposalId, effectKey }
  await story(
    {
      ...by,
      type: 'approval_decided',
      body: { proposalId, verdict: 'approved', reason: 'Fine', hash, intentId: 'i_1' },
    },
    { at: at(), actor: 'system:control', type: 'effect_claimed', body: { ...names, grantId: 'gr_1' } },
    { ...mac(), type: 'effect_performed', body: { ...names, detail: 'The tool answered: sent' } },
  )
  const { status, json } = await get(`/${proposalId}`)
  expect(status).toBe(200)
  expect(json).toMatchObject({
    ...{ id: proposalId, taskId, agentName: 'Ines', timesAsked: 1, timesPerformed: 1, declined: [] },
    agreements: [{ actorName: 'The operator', verdict: 'approved', hash, isSameHash: true, reason: 'Fine' }],
    givenOut: [{ grantId: 'gr_1' }],
    outcomes: [{ kind: 'performed', evidence: 'The tool answered: sent', isByPerson: false }],
    proposal: { status: 'performed', parameters: { to: 'ada@example.com', body: 'Hello' } },
  })
  expect(json.entries.map(({ type }: { type: string }) => type)).toEqual([
    ...['approval_requested', 'approval_decided', 'effect_claimed', 'effect_performed'],
  ])
})

test('the versions of the policy are those that held when it was asked for, whatever came later', async () => {
  const first = await anEffect()
  expect((await get(`/${first.proposalId}`)).json.policies).toEqual([])
  await writePolicy('portfolio', 0, 'First')
  await writePolicy(first.projectId, 0, 'Own')
  const asked = aProposalFact()
  await first.story(asked)
  await writePolicy('portfolio', 1, 'Later')
  expect((await get(`/${asked.body.proposalId}`)).json.policies).toMatchObject([
    { scope: 'portfolio', scopeId: 'portfolio', version: 1 },
    { scope: 'project', scopeId: first.projectId, version: 1 },
  ])
  expect((await get(`/${first.proposalId}`)).json.policies).toEqual([])
})

test('the versions that the entries name are shown, whatever was written meanwhile', async () => {
  const { story, by } = await anEffect()
  const portfolio = (version: number) => ({ scope: 'portfolio' as const, scopeId: 'portfolio', version })
  const asked = aProposalFact({ policies: [portfolio(1)] })
  const { proposalId, hash } = asked.body
  const decided = { proposalId, verdict: 'approved', reason: 'Fine', hash, intentId: 'i_7' } as const
  await story(asked, {
    ...by,
    type: 'approval_decided',
    body: { ...decided, policies: [portfolio(2)] },
  })
  const { json } = await get(`/${proposalId}`)
  expect(json).toMatchObject({
    isPolicyRecorded: true,
    policies: [{ ...portfolio(1), at: expect.any(String) }],
    agreements: [{ policies: [portfolio(2)] }],
  })
  expect(json.policies).toHaveLength(1)
})

test('the last one asked for first, of a project, in a state, and page by page', async () => {
  const [one, two] = [await anEffect(), await anEffect()]
  const all = idsOf(await get(''))
  expect(all.slice(0, 2)).toEqual([two.proposalId, one.proposalId])
  expect(idsOf(await get(`?projectId=${one.projectId}`))).toEqual([one.proposalId])
  expect(idsOf(await get('?status=rejected'))).toEqual([])
  const page = await get('?limit=1')
  expect(page.json).toMatchObject({ next: two.proposalId, items: [{ id: two.proposalId }] })
  expect(idsOf(await get(`?limit=1&before=${page.json.next}`))).toEqual([one.proposalId])
})

test('what is no effect is refused in words', async () => {
  expect(await get(`/p_${'0'.repeat(24)}`)).toMatchObject({ status: 404 })
  const odd = await get('/p_1')
  expect(odd).toMatchObject({ status: 400, json: { errors: [{ message: 'is not the id of a proposal' }] } })
})

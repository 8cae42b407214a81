import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'
import { changePolicy } from '../write/settings/policies.ts'
import { policiesOf } from './agent-policies.ts'
import { policyOwner } from './policies.ts'
import { termsOf } from './run-terms.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

async function changed(scopeId: string, maxRetries: number) {
  const owner = await policyOwner(api.pool, scopeId)
  if (!owner) throw new Error(`no ${scopeId}`)
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  const change = { document: { ...emptyDocument, maxRetries }, note: '', version: 0 }
  await changePolicy(api.pool, owner, change, by)
}

test('of many agents at once it is what holds for the next run of each', async () => {
  const [plain, ofProject, ofAgent] = [await aProject(api), await aProject(api), await aProject(api)]
  expect((await policiesOf(api.pool, [])).size).toBe(0)
  await changed('portfolio', 5)
  await changed(ofProject.projectId, 4)
  await changed(ofAgent.agentId, 3)
  const owners = [plain, ofProject, ofAgent]
  const policies = await policiesOf(api.pool, [...owners, plain])
  expect([...policies.keys()]).toEqual(owners.map(({ agentId }) => agentId))
  for (const owner of owners)
    expect(policies.get(owner.agentId)).toEqual((await termsOf(api.pool, owner, false)).effective)
  expect(new Set(owners.map(({ agentId }) => policies.get(agentId)?.maxRetries.value)).size).toBeGreaterThan(
    1,
  )
})

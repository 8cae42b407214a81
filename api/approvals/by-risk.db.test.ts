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

const tool = 'pay_invoice'
const hashOf = (amountUsd: number) => parametersHash(tool, { amountUsd })

/** The first payment of its agent, so of high risk; its project says this by risk. */
async function waiting(riskApprovers: object, amountUsd = 500) {
  const parameters = { amountUsd }
  const fact = aProposalFact({ tool, parameters, hash: hashOf(amountUsd), effectClass: 'pay' })
  const task = await aTaskThat(api, [fact])
  const scope = { scopeId: task.projectId, scope: 'project', projectId: task.projectId } as const
  const document = PolicyDocument.parse({ riskApprovers })
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  await changePolicy(api.pool, scope, { document, note: '', version: 0 }, by)
  const { proposalId } = fact.body
  const call = async (method: string, path: string, role: Role, body?: object) =>
    api.call(method, `/api/approvals/${proposalId}${path}`, {
      ...{ cookie: await api.signIn(role), ...(body && { body }) },
    })
  return {
    proposalId,
    shown: async (role: Role) => (await call('GET', '', role)).json,
    async waitsFor(role: Role) {
      const { json } = await api.call('GET', '/api/inbox', { cookie: await api.signIn(role) })
      return json.items.find(({ subjectId }: { subjectId: string }) => subjectId === proposalId).waitsFor
    },
    preview: async (amount: number) =>
      call('POST', '/edit-preview', 'owner', { from: hashOf(amountUsd), parameters: { amountUsd: amount } }),
    decide: (role: Role) => call('POST', '/decision', role, { verdict: 'approved', hash: hashOf(amountUsd) }),
  }
}

test('whom it waits for and by which risk is told before anybody agreed', async () => {
  const { shown, decide } = await waiting({ high: 'two' })
  expect((await shown('owner')).asked).toEqual({
    needs: 'two',
    risk: { level: 'high', why: ['more than 100 USD', 'it is the first of its kind'] },
  })
  expect((await decide('owner')).status).toBe(202)
  // The second is not late: two are needed.
  expect((await decide('operator')).status).toBe(202)
})

test('where it must be somebody else, who asked for the task is told so and turned away', async () => {
  const { shown, waitsFor, decide } = await waiting({ high: 'other' })
  const message = 'You asked for this task, so somebody else must approve this.'
  expect(await shown('owner')).toMatchObject({ refusal: message, asked: { needs: 'other' } })
  expect((await shown('operator')).refusal).toBeNull()
  expect(await waitsFor('owner')).toEqual(['The operator'])
  expect(await waitsFor('operator')).toBeNull()
  expect(await decide('owner')).toMatchObject({ status: 409, json: { code: 'needs_another' } })
  expect((await decide('operator')).status).toBe(202)
})

test('where nothing is said of its risk, one is enough, and a second is late', async () => {
  const { shown, decide } = await waiting({ medium: null, high: null })
  expect((await shown('owner')).asked).toEqual({ needs: 'one', risk: null })
  expect((await decide('owner')).status).toBe(202)
  expect((await decide('operator')).json.code).toBe('already_decided')
})

test('a preview of a change says whom the changed one needs', async () => {
  const { preview } = await waiting({ medium: 'other', high: 'two' })
  const { json } = await preview(600)
  expect(json).toMatchObject({ needs: 'two', risk: { level: 'high' } })
  // That much is of medium risk, and it would be the first of its kind.
  const { preview: ofLess } = await waiting({ high: 'two' }, 90)
  expect((await ofLess(80)).json).toMatchObject({ needs: 'two', amountUsd: 80 })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { type ApiServer, aProject, aProposalFact, startApi } from '#test/api-server.ts'
import { aRunbook } from '#test/runbooks.ts'
import { aTaskRun } from '#test/task-run.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const at = new Date().toISOString()
const owner = () => `operator:${api.operators.owner}`

/** A call that somebody else must approve, by the task of a step of a runbook that this one started. */
async function askedBy(starter: string) {
  const { projectId, agentId } = await aProject(api)
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(), inputs: {} }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  const { runId } = await requestRunbookRun(api.pool, { ...ids, actor: starter, at, run })
  const { taskId } = await requestTask(api.pool, {
    ...{ taskId: newId('task'), intentId: newId('intent'), actor: 'system:runbook', at },
    task: {
      ...{ projectId, agentId, executorId: 'mac-mini', title: 'Pay', intent: 'Pay it.', deliverables: [] },
      runbook: { runId, stepId: 'draft' },
    },
  })
  const task = await aTaskRun(api, taskId)
  const fact = aProposalFact({ needs: 'other' })
  await task.records([], fact)
  const { proposalId, hash } = fact.body
  const decision = { verdict: 'approved', hash } as const
  const call = async (method: string, path: string, role: 'owner' | 'operator', body?: object) =>
    api.call(method, path, { cookie: await api.signIn(role), ...(body && { body }) })
  return {
    shown: async (role: 'owner' | 'operator') =>
      (await call('GET', `/api/approvals/${proposalId}`, role)).json.refusal,
    waitsFor: async (role: 'owner' | 'operator') =>
      (await call('GET', '/api/inbox', role)).json.items.find(
        ({ subjectId }: { subjectId: string }) => subjectId === proposalId,
      )?.waitsFor,
    decide: (role: 'owner' | 'operator') =>
      call('POST', `/api/approvals/${proposalId}/decision`, role, decision),
    counts: (actor: string) => task.decides(actor, { proposalId, reason: '', ...decision }),
  }
}

test('a runbook’s task is the wish of who started its run: somebody else approves it', async () => {
  const { shown, waitsFor, decide, counts } = await askedBy(owner())
  expect(await shown('owner')).toBe('You asked for this task, so somebody else must approve this.')
  expect(await shown('operator')).toBeNull()
  expect(await waitsFor('owner')).toEqual(['The operator'])
  expect(await waitsFor('operator')).toBeNull()
  expect(await decide('owner')).toMatchObject({ status: 409, json: { code: 'needs_another' } })
  // Also what reaches its workflow otherwise.
  expect(await counts(owner())).toMatchObject([{ type: 'decision_refused', body: { code: 'needs_another' } }])
  expect((await counts(`operator:${api.operators.operator}`)).map(({ type }) => type)).toEqual([
    'approval_decided',
    'effect_claimed',
  ])
})

test('what an API key starts is the wish of who made the key', async () => {
  const by = { operatorId: api.operators.owner, at }
  const apiKeyId = newId('apiKey')
  await createApiKey(api.pool, { apiKeyId, name: 'Website', actions: [], projectIds: [] }, by)
  const { shown, waitsFor } = await askedBy(`api-key:${apiKeyId}`)
  expect(await shown('owner')).toMatch(/^You asked for this task/)
  expect(await shown('operator')).toBeNull()
  expect(await waitsFor('owner')).toEqual(['The operator'])
})

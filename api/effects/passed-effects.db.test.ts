import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AdvanceGrant } from '#domain/grant/grant.ts'
import { newId } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { factOfItem } from '#domain/task/item-rules.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { type ApiServer, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'
import { aRunbook } from '#test/runbooks.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

async function ask(method: 'GET' | 'POST', path: string, body?: object) {
  const answer = await api.call(method, `/api${path}`, { cookie, ...(body && { body }) })
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.json))
  return answer.json
}
const versionOf = async (scopeId: string): Promise<number> =>
  (await ask('GET', `/policies/${scopeId}`)).version
async function write(scopeId: string, document: object = {}) {
  const version = await versionOf(scopeId)
  await ask('POST', `/policies/${scopeId}`, { document: PolicyDocument.parse(document), version, note: '' })
}

const at = () => new Date().toISOString()
type Run = Awaited<ReturnType<typeof aTaskRun>>

/** The agent calls it, and the Mac tells that this permission let it pass. */
async function passes(
  task: Run,
  { grantId, effectKey, source }: AdvanceGrant,
  tool: string,
  parameters: object,
) {
  const proposalId = `p_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`
  const call = { tool, parameters: { ...parameters }, hash: parametersHash(tool, { ...parameters }) }
  const item = {
    kind: 'passed',
    id: proposalId,
    at: at(),
    stepId: 's1',
    ...call,
    grantId,
    effectKey,
    source,
  } as const
  const fact = factOfItem(item, await task.state(), task.taskId, at())
  if (!fact) throw new Error('not recorded')
  await task.records([], fact)
  return { proposalId, effectKey }
}
const auto = { who: 'auto', upToUsd: 5, above: 'one', perDay: 7 } as const
const firstOf = async (task: Run): Promise<AdvanceGrant> => {
  const [first] = (await task.prepares()).run?.advance ?? []
  if (!first) throw new Error('nothing passes')
  return first
}

test('a use names the version of the document that has the rule, whichever scope that is of', async () => {
  const { taskId, projectId, agentId } = await aTaskThat(api)
  const rule = { approvals: { pay: auto } }
  await write(agentId)
  for (const scopeId of ['portfolio', 'portfolio', 'portfolio']) await write(scopeId, rule)
  const versions = async () => Promise.all(['portfolio', projectId, agentId].map(versionOf))
  const task = await aTaskRun(api, taskId)
  const { source } = await firstOf(task)
  expect(await versions()).toEqual([3, 0, 1])
  expect(source).toMatchObject({ kind: 'automatic', scope: 'portfolio', policyVersion: 3 })
  await write('portfolio')
})

test('what a rule let pass says which rule of which version, whatever was written later, and that nobody was asked', async () => {
  const { taskId, projectId, agentId } = await aTaskThat(api)
  await write(projectId)
  await write(projectId, { approvals: { pay: auto } })
  await write(agentId)
  const [said, wide] = [await versionOf(projectId), await versionOf('portfolio')]
  const task = await aTaskRun(api, taskId)
  const { proposalId, effectKey } = await passes(task, await firstOf(task), 'pay_invoice', { amountUsd: 4 })
  await write(projectId)
  const { json } = await api.call('GET', `/api/effects/${proposalId}`, { cookie })
  expect(json).toMatchObject({
    letPass: {
      ...{ kind: 'automatic', scope: 'project', scopeId: projectId, ownerName: 'Letters', version: said },
      ...{ upToUsd: 5, writtenByName: 'The owner', writtenAt: expect.any(String) },
      sentence: expect.stringMatching(/^Paying up to \$5\.00 passes without asking, at most 7 a day/),
    },
    isPolicyRecorded: true,
    policies: [
      { scope: 'portfolio', version: wide },
      { scope: 'project', version: said },
      { scope: 'agent', version: 1 },
    ],
    ...{ agreements: [], timesAsked: 0, timesPerformed: null, givenOut: [{}] },
    requestedBy: { name: 'The owner', actor: `operator:${api.operators.owner}`, runbookRunId: null },
    proposal: { passedBy: { policyVersion: said } },
  })
  for (const times of [1, 2]) {
    await task.records([], aFact('effect_performed', { proposalId, effectKey, detail: `paid as ${times}` }))
    expect(await ask('GET', `/effects/${proposalId}`)).toMatchObject({
      timesPerformed: times,
      outcomes: [{ isAgain: false }, { isAgain: true }].slice(0, times),
    })
  }
})

test('what a standing grant let pass says whose it is, and from which approval it was made', async () => {
  const letter = { to: 'ada@example.com', body: 'Hello' }
  const asked = aProposalFact({ hash: parametersHash('send_message', letter) })
  const { proposalId: fromProposalId, tool, parameters, hash } = asked.body
  const { projectId, agentId, story } = await aTaskThat(api, [asked])
  const decided = {
    proposalId: fromProposalId,
    verdict: 'approved',
    reason: '',
    hash,
    intentId: 'i_1',
  } as const
  const operator = `operator:${api.operators.operator}`
  await story({ at: at(), actor: operator, type: 'approval_decided', body: decided })
  const until = new Date(Date.now() + 86_400_000).toISOString()
  const made = await ask('POST', `/approvals/${fromProposalId}/standing-grant`, { count: 3, until })
  const begun = await ask('POST', '/tasks', {
    projectId,
    agentId,
    title: 'Next',
    intent: 'Write the next one.',
  })
  const task = await aTaskRun(api, begun.taskId)
  const { proposalId } = await passes(task, await firstOf(task), tool, parameters)
  expect(await ask('GET', `/effects/${proposalId}`)).toMatchObject({
    letPass: {
      ...{ kind: 'standing', standingGrantId: made.standingGrantId, fromProposalId, count: 3, until },
      ...{ madeByName: 'The owner', madeAt: expect.any(String), revokedAt: null },
      target: { kind: 'places', places: { to: '"ada@example.com"' } },
    },
    ...{ agreements: [], isPolicyRecorded: true },
  })
  await ask('POST', `/standing-grants/${made.standingGrantId}/revoke`, { reason: 'enough' })
  expect((await ask('GET', `/effects/${proposalId}`)).letPass.revokedAt).toEqual(expect.any(String))
  expect(await ask('GET', `/effects/${fromProposalId}`)).toMatchObject({ letPass: null, timesAsked: 1 })
})

test('of a task that a runbook made, who started its run is who asked', async () => {
  const { projectId, agentId } = await aTaskThat(api)
  const by = { actor: `operator:${api.operators.operator}`, at: at() }
  const runId = newId('runbookRun')
  const run = { projectId, runbookId: newId('runbook'), version: 1, definition: aRunbook(), inputs: {} }
  await requestRunbookRun(api.pool, { runId, intentId: newId('intent'), ...by, run })
  const taskId = newId('task')
  const what = { executorId: 'mac-mini', title: 'Write', intent: 'Write it.', deliverables: [] }
  const task = { projectId, agentId, ...what, runbook: { runId, stepId: 's1' } }
  await requestTask(api.pool, { taskId, intentId: newId('intent'), actor: 'system:runbook', at: at(), task })
  const asked = aProposalFact()
  await (await aTaskRun(api, taskId)).records([], asked)
  expect(await ask('GET', `/effects/${asked.body.proposalId}`)).toMatchObject({
    requestedBy: { ...{ actor: by.actor, name: 'The operator' }, runbookRunId: runId },
  })
})

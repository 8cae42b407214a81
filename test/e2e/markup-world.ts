import { agentsContract } from '#api/agents/contract.ts'
import { apiKeysContract } from '#api/api-keys/contract.ts'
import { documentsContract } from '#api/documents/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { heartbeatsContract } from '#api/heartbeats/contract.ts'
import { moneyContract } from '#api/money/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { outcomesContract } from '#api/outcomes/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import type { TestProduct } from '../product.ts'
import type { MarkupWriter } from './markup-words.ts'
import { until } from './stage.ts'
import { aStrangeJob, untilExecutorIsReady } from './strange-job.ts'

export interface Where {
  projectId: string
  agentId: string
}
export type MarkedProject = Where & { agentName: string }

/** A project with an agent, a retired one, and what they are told to keep to. */
export async function markedProject(to: MarkupWriter): Promise<MarkedProject> {
  const made = { name: to.text(), mission: to.text() }
  const { id: projectId } = await to.send(projectsContract.createProject, { body: made })
  const body = { name: to.text(), mission: to.text() }
  await to.send(projectsContract.editProject, { params: { projectId }, body })
  const agent = () => ({ name: to.text(), role: to.text(), charter: to.text() })
  const { id: agentId } = await to.send(agentsContract.createAgent, { body: { projectId, ...agent() } })
  const changed = { ...agent(), version: 1 }
  await to.send(agentsContract.changeAgent, { params: { agentId }, body: changed })
  const old = await to.send(agentsContract.createAgent, { body: { projectId, ...agent() } })
  const reason = { reason: to.text() }
  await to.send(agentsContract.retireAgent, { params: { agentId: old.id }, body: reason })
  const budget = { metric: 'runs', period: 'lifetime', limit: 40 } as const
  await to.send(policiesContract.changePolicy, {
    params: { scopeId: agentId },
    body: {
      document: { ...emptyDocument, wipLimit: 3, budgets: [{ ...budget, perRun: null, warnAt: 80 }] },
      ...{ note: to.text(), version: 0 },
    },
  })
  await to.send(policiesContract.raisePolicyBudget, {
    params: { scopeId: agentId },
    body: { ...budget, limit: 60, note: to.text(), version: 1 },
  })
  await markedHeartbeat(to, agentId)
  return { projectId, agentId, agentName: changed.name }
}

async function markedHeartbeat(to: MarkupWriter, agentId: string) {
  const params = { agentId }
  const timing = { rhythm: { everySeconds: 86_400 }, timeZone: 'UTC' }
  const settings = { ...timing, instruction: `finish: ${to.text()}` }
  await to.send(heartbeatsContract.setHeartbeat, { params, body: settings })
  await to.send(heartbeatsContract.pauseHeartbeat, { params, body: { note: to.text() } })
  await to.send(heartbeatsContract.resumeHeartbeat, { params, body: { note: to.text() } })
  await to.send(heartbeatsContract.askBeat, { params, body: { note: to.text() } })
}

export async function markedDocument(to: MarkupWriter, { projectId }: Where): Promise<string> {
  const text = () => `# ${to.text()}\n\n${to.text()}\n\n- ${to.text()}\n\n\`${to.text()}\`\n`
  const first = { title: to.text(), text: text(), isAlways: true }
  const { id } = await to.send(documentsContract.createDocument, { params: { projectId }, body: first })
  const body = { title: to.text(), text: text(), isAlways: true, basedOn: 1 }
  await to.send(documentsContract.changeDocument, { params: { documentId: id }, body })
  return id
}

export async function markedOutcomes(to: MarkupWriter, { projectId }: Where): Promise<void> {
  const params = { projectId }
  const money = { kind: 'cost' as const, amount: '1', occurredOn: '2026-11-01' }
  const event = { ...money, note: to.text(), externalId: to.text() }
  const { id: moneyId } = await to.send(moneyContract.bookMoney, { params, body: event })
  const reversed = { params: { ...params, moneyId }, body: { reason: to.text() } }
  await to.send(moneyContract.reverseMoney, reversed)
  const reviewOn = new Date().toISOString().slice(0, 10)
  const choice = { title: to.text(), context: to.text(), choice: to.text(), reviewOn }
  const { id: decisionId } = await to.send(outcomesContract.makeDecision, { params, body: choice })
  const verdict = { verdict: 'confirmed' as const, note: to.text() }
  await to.send(outcomesContract.reviewDecision, { params: { ...params, decisionId }, body: verdict })
  const { week } = await to.send(outcomesContract.getProjectOutcomes, { params })
  const objective = { week, title: to.text(), target: to.text() }
  const { id: objectiveId } = await to.send(outcomesContract.setObjective, { params, body: objective })
  const closed = { outcome: 'hit' as const, note: to.text() }
  await to.send(outcomesContract.closeObjective, { params: { ...params, objectiveId }, body: closed })
  await to.send(outcomesContract.noteLearning, { params, body: { text: to.text() } })
}

const yamlOf = (to: MarkupWriter, agent: string) => {
  const text = () => JSON.stringify(to.text())
  return `name: Marked
description: ${text()}
inputs:
  - {name: topic, type: text, description: ${text()}, required: true}
steps:
  - {id: ask, approval: {text: ${text()}}}
  - {id: look, task: {agent: ${JSON.stringify(agent)}, title: ${text()}, intent: ${text()}}}`
}

/** Of two runs one was cancelled, and one went on after an operator had approved it. */
export async function markedRunbook(
  { to, office }: { to: MarkupWriter; office: TestProduct },
  { projectId, agentName }: MarkedProject,
): Promise<string> {
  const params = { projectId, name: 'marked' }
  const made = { params: { projectId }, body: { yaml: yamlOf(to, agentName) } }
  await to.send(runbooksContract.createRunbook, made)
  const body = { yaml: yamlOf(to, agentName), basedOn: 1 }
  await to.send(runbooksContract.changeRunbook, { params, body })
  const started = () =>
    to.send(runbookRunsContract.startRunbook, { params, body: { inputs: { topic: to.text() } } })
  const cancelled = { params: await started(), body: { reason: to.text() } }
  await to.send(runbookRunsContract.cancelRunbookRun, cancelled)
  const run = await started()
  await until(async () => {
    const { state } = await office.ask(runbookRunsContract.getRunbookRun, { params: run })
    return state.wait?.kind === 'approval' || undefined
  }, 'the run waits for an approval')
  await to.send(runbookRunsContract.decideRunbookStep, {
    params: { ...run, stepId: 'ask' },
    body: { verdict: 'approved', attempt: 1, note: to.text() },
  })
  return run.runId
}

export async function markedPeople(to: MarkupWriter, { projectId }: Where): Promise<void> {
  const key = { name: to.text(), projectIds: [projectId], actions: ['read' as const] }
  await to.send(apiKeysContract.createApiKey, { body: key })
  const { link } = await to.send(operatorsContract.inviteOperator, { body: { role: 'operator' } })
  const account = { name: to.text(), email: 'grace@example.com', password: 'a long enough password' }
  const token = new URL(link).hash.slice(1)
  await to.send(operatorsContract.acceptInvite, { body: { token, ...account } })
}

/** What somebody named on the gateway, and why an operator leaves it there. */
export async function markedFinding(to: MarkupWriter, office: TestProduct): Promise<string> {
  await untilExecutorIsReady(office)
  const findingId = await aStrangeJob(office, to.text('a job’s name'), to.text('a job’s message'))
  const { theirs } = await office.ask(findingsContract.getFinding, { params: { findingId } })
  await to.send(findingsContract.decideFinding, {
    params: { findingId },
    body: { verdict: 'ignore', seen: theirs?.hash ?? null, reason: to.text() },
  })
  return findingId
}

import type { z } from 'zod'
import { agentsContract } from '#api/agents/contract.ts'
import { approvalsContract } from '#api/approvals/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { type NewTask, type Task, tasksContract } from '#api/tasks/contract.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import type { TestProduct } from '../product.ts'
import type { MarkupWriter } from './markup-words.ts'
import type { Where } from './markup-world.ts'
import { until } from './stage.ts'

type Deliverables = z.input<typeof NewTask>['deliverables']

interface Stage {
  to: MarkupWriter
  office: TestProduct
  where: Where
}

async function aTask({ to, office, where }: Stage, lines: string[], deliverables: Deliverables = []) {
  const title = to.text()
  const body = { ...where, title, intent: [to.text(), ...lines].join('\n'), deliverables }
  const { taskId } = await to.send(tasksContract.createTask, { body })
  return { taskId, until: (isSo: (task: Task) => boolean) => office.until(taskId, isSo) }
}

/** It tells, asks, wants to send and is refused, and its work is taken as it is. */
export async function toldTask(stage: Stage): Promise<string> {
  const { to, office } = stage
  const told = (what: string) => to.text(`${what} of an agent`)
  const proposal = { to: told('a parameter'), body: told('another parameter') }
  const lines = [
    `update: ${told('an update')}`,
    `learning: ${told('a learning')} | ${told('what a learning is about')}`,
    `artifact: ${told('the title of an artifact')} | ${told('the place of an artifact')}`,
    `ask: ${told('a question')} | ${told('a choice')} | blue`,
    `effect: send_message ${JSON.stringify(proposal)}`,
    `effect: send_message ${JSON.stringify({ to: told('a parameter of another call'), body: 'x' })}`,
    `finish: ${told('a summary')}`,
  ]
  const deliverables: Deliverables = [
    to.text(),
    { title: to.text(), check: { kind: 'url', url: 'https://example.com/', contains: to.text() } },
    { title: to.text(), check: { kind: 'json', path: to.text(), schema: { title: to.text() } } },
    {
      title: to.text(),
      check: { kind: 'commit', repository: to.text(), commit: 'main', contains: to.text() },
    },
  ]
  const { taskId, until } = await aTask(stage, lines, deliverables)
  const params = { taskId }
  const asking = await until(({ waitKind }) => waitKind === 'operator')
  const questionId = asking.state.questions[0]?.questionId ?? ''
  const answer = { params: { ...params, questionId }, body: { answer: to.text() } }
  await to.send(tasksContract.answerQuestion, answer)
  const { proposalId, hash } = await office.untilAsked(taskId)
  const rejected = { verdict: 'rejected' as const, reason: to.text(), hash }
  await to.send(approvalsContract.decideApproval, { params: { proposalId }, body: rejected })
  await until(({ state }) => state.proposals[0]?.status === 'rejected')
  const next = await office.untilAsked(taskId)
  const together = { ...rejected, proposalId: next.proposalId, hash: next.hash, reason: to.text() }
  await to.send(approvalsContract.decideApprovals, { body: { decisions: [together] } })
  await until(({ status }) => status === 'needs_verification')
  await to.send(tasksContract.acceptWork, { params, body: { note: to.text() } })
  await until(({ status }) => status === 'done')
  return taskId
}

/** Its work, which is nothing but a place that must not become a link, was looked at. */
export async function reviewedTask(stage: Stage): Promise<void> {
  const { to } = stage
  const title = to.text()
  const lines = [`artifact: ${title} | javascript:ran()`, 'finish: recorded']
  const { taskId, until } = await aTask(stage, lines, [{ title, check: { kind: 'review' } }])
  await until(({ status }) => status === 'needs_verification')
  const body = { title, passed: true, note: to.text() }
  await to.send(tasksContract.reviewDeliverable, { params: { taskId }, body })
  await until(({ status }) => status === 'done')
}

/** One that waits for a decision, was written to, and one that was cancelled. */
export async function openTasks(
  stage: Stage,
): Promise<{ asks: string; answered: string; cancelled: string }> {
  const { to, office } = stage
  const effect = JSON.stringify({ to: to.text('a held parameter of an agent'), body: 'x' })
  const asks = await aTask(stage, [`effect: send_message ${effect}`])
  const question = await aTask(stage, [`ask: ${to.text('an open question of an agent')} | red`])
  const { proposalId } = await office.untilAsked(asks.taskId)
  await question.until(({ waitKind }) => waitKind === 'operator')
  const message = { params: { taskId: asks.taskId }, body: { text: to.text() } }
  await to.send(tasksContract.messageTask, message)
  const params = { taskId: asks.taskId, proposalId }
  await to.send(tasksContract.askAgent, { params, body: { kind: 'question', text: to.text() } })
  const other = await aTask(stage, ['hang'])
  const cancelled = { params: { taskId: other.taskId }, body: { reason: to.text() } }
  await to.send(tasksContract.cancelTask, cancelled)
  await other.until(({ status }) => status === 'cancelled')
  return { asks: asks.taskId, answered: question.taskId, cancelled: other.taskId }
}

/** Failed, and closed in the inbox with a note. */
export async function closedTask(stage: Stage): Promise<string> {
  const { to, office } = stage
  const { taskId, until } = await aTask(stage, ['fail: 400'])
  await until(({ status }) => status === 'failed')
  const { items } = await office.ask(inboxContract.listInbox)
  const failed = items.filter(({ href }) => href === `/tasks/${taskId}`).map(({ id }) => id)
  await to.send(inboxContract.closeItems, { body: { items: failed, note: to.text() } })
  return taskId
}

/** It failed twice alike, was paused for it, and goes on. */
export async function resumedAgent(stage: Stage): Promise<void> {
  const { to, office } = stage
  const { projectId } = stage.where
  const made = { projectId, name: to.text(), role: to.text(), charter: to.text() }
  const { id: agentId } = await to.send(agentsContract.createAgent, { body: made })
  const document = { ...emptyDocument, loopLimit: 2, maxRetries: 0 }
  const body = { document, note: to.text(), version: 0 }
  await to.send(policiesContract.changePolicy, { params: { scopeId: agentId }, body })
  for (const _ of [1, 2]) {
    const failing = await aTask({ ...stage, where: { projectId, agentId } }, ['fail: 401'])
    await failing.until(({ status }) => status === 'failed')
  }
  const isPaused = async () => {
    const { pause } = await office.ask(agentsContract.getAgent, { params: { agentId } })
    return pause !== null || undefined
  }
  await until(isPaused, 'the agent is paused')
  await to.send(agentsContract.resumeAgent, { params: { agentId }, body: { note: to.text() } })
}

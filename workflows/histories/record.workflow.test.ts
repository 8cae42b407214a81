import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { RunInput, RunItem, RunResult } from '#domain/run/run.ts'
import type { RunbookRunStatus } from '#domain/runbook/run-words.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'

// By hand, after a workflow changed on purpose and no task of the old one is alive any more:
// node test/run.mjs histories
let plane: ControlPlane
beforeAll(async () => {
  const seenPerformed = async () => ({ outcome: 'failed', detail: 'never started' }) as const
  const performEffect = async () => ({ outcome: 'performed', detail: 'receipt 1' }) as const
  const policy = { maxRetries: 1, retryDelayMs: 100, approvalTtlMs: 60_000 }
  plane = await startControlPlane(
    { runAgent, performEffect, seenPerformed, abortRun: async () => {} },
    policy,
  )
})
afterAll(() => plane?.stop())

async function keep(name: string, id: string, kind = 'task') {
  const handle = plane.env.client.workflow.getHandle(`${kind}/${id}`)
  await handle.result()
  const history = JSON.parse(historyToJSON(await handle.fetchHistory()))
  // Whose machine recorded it is nobody's business.
  const json = JSON.stringify(history, null, 2).replaceAll(new RegExp(`\\d+@${hostname()}`, 'g'), 'recorder')
  writeFileSync(new URL(`./${name}.json`, import.meta.url), `${json}\n`)
}
const decide = (taskId: string, proposalId: string, verdict: 'approved' | 'rejected') =>
  plane.intend(taskId, 'decideApproval', { proposalId, verdict, reason: 'because', hash: aHash })
const pendingOf = async (taskId: string) =>
  (await plane.until(taskId, (t) => t.wait?.kind === 'approval')).proposals.at(-1)?.proposalId ?? ''

describe('histories of real tasks', () => {
  test('approved', async () => {
    const taskId = await plane.ask({ title: 'propose' })
    await decide(taskId, await pendingOf(taskId), 'approved')
    await plane.until(taskId, (t) => t.status === 'done')
    await keep('approved', taskId)
  })

  test('granted', async () => {
    const taskId = await plane.ask({ title: 'propose for the agent' })
    await decide(taskId, await pendingOf(taskId), 'approved')
    await plane.until(taskId, (t) => t.status === 'done')
    await keep('granted', taskId)
  })

  test('asked-and-cancelled', async () => {
    const taskId = await plane.ask({ title: 'ask and propose' })
    await pendingOf(taskId)
    await plane.intend(taskId, 'answerQuestion', { questionId: `q-${taskId}-s1`, answer: 'Blue' })
    await plane.until(taskId, (t) => t.runs.length === 2 && t.wait?.kind === 'approval')
    await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
    await plane.until(taskId, (t) => t.status === 'cancelled')
    await keep('asked-and-cancelled', taskId)
  })

  test('failed', async () => {
    const taskId = await plane.ask({ title: 'fail' })
    const task = await plane.until(taskId, (t) => t.status === 'failed')
    expect(task.runs).toHaveLength(2)
    await keep('failed', taskId)
  })
})

async function aRun(steps: RunbookStep[]) {
  const { projectId, operators } = plane
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(steps), inputs: {} }
  const by = { actor: `operator:${operators.owner}`, at: new Date().toISOString() }
  const request = { runId: newId('runbookRun'), intentId: newId('intent'), ...by, run }
  return (await requestRunbookRun(plane.database.pool, request)).runId
}
const askRun = (runId: string, asked: object) =>
  recordRunIntent(plane.database.pool, {
    ...{ id: newId('intent'), runId, actor: `operator:${plane.operators.owner}` },
    ...asked,
  } as Parameters<typeof recordRunIntent>[1])
async function untilRunIs(runId: string, status: RunbookRunStatus) {
  for (;;) {
    const { state } = await runMark(plane.database.pool, runId)
    if (state.status === status) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

describe('histories of runs of runbooks', () => {
  test('runbook-done', async () => {
    const runId = await aRun([
      { id: 'both', parallel: [[aTaskStep('a')], [{ id: 'pause', wait: { for: '1 s' } }]] },
      { id: 'review', approval: { who: 'operator', text: 'Send it?' } },
      { id: 'way', branch: { on: 'review', when: { approved: [aTaskStep('b')] } } },
    ])
    await untilRunIs(runId, 'waiting')
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const body = { stepId: 'review', attempt: 1, verdict: 'approved', note: '' }
    await askRun(runId, { command: 'decideStep', body })
    await untilRunIs(runId, 'done')
    await keep('runbook-done', runId, 'runbook')
  })

  test('runbook-cancelled', async () => {
    const runId = await aRun([aTaskStep('a', { title: 'propose' })])
    await untilRunIs(runId, 'running')
    const { state } = await runMark(plane.database.pool, runId)
    await pendingOf(state.steps[0]?.taskId ?? '')
    await askRun(runId, { command: 'cancelRun', body: { reason: 'no need' } })
    await untilRunIs(runId, 'cancelled')
    await keep('runbook-cancelled', runId, 'runbook')
  })
})

async function runAgent(run: RunInput): Promise<RunResult> {
  const { stepId, taskId, message } = run
  if (message.includes('Task: fail')) return aResult({ outcome: 'failed', error: 'busy', isRetryable: true })
  if (stepId !== 's1' || message.includes('Task: Do ')) return aResult()
  const at = new Date().toISOString()
  const question: RunItem = {
    kind: 'question',
    id: `q-${taskId}-s1`,
    at,
    stepId,
    text: 'Which?',
    options: [],
  }
  if (message.includes('Task: ask')) return aResult({ items: [question, aProposalItem(stepId)] })
  const isForAgent = message.includes('for the agent')
  return aResult({ items: [aProposalItem(stepId, isForAgent ? { tool: 'exec', via: 'resume' } : {})] })
}

import { afterAll, beforeAll, describe, expect } from 'vitest'
import { newId, runbookRunWorkflowId, taskWorkflowId } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { Policy } from '#domain/policy/policy.ts'
import type { RunInput, RunItem, RunResult } from '#domain/run/run.ts'
import type { RunbookRunStatus } from '#domain/runbook/run-words.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { keep, recording } from '#test/histories.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'

// By hand, for a new kind of history, or after a workflow changed on purpose and no task of the old one is alive any
// more: node test/run.mjs histories
let plane: ControlPlane
const policy = { maxRetries: 1, retryDelayMs: 100, approvalTtlMs: 60_000 }
const startPlane = (change: Partial<Policy> = {}, temporal: string[] = []) =>
  startControlPlane(
    {
      runAgent,
      performEffect: async () => ({ outcome: 'performed', detail: 'receipt 1' }),
      seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
      abortRun: async () => {},
    },
    { ...policy, ...change },
    { temporal },
  )
beforeAll(async () => {
  plane = await startPlane()
})
afterAll(() => plane?.stop())

const keepTask = (name: string, taskId: string, runId?: string) =>
  keep(plane.env.client, name, taskWorkflowId(taskId), runId)
const decide = (taskId: string, proposalId: string, verdict: 'approved' | 'rejected') =>
  plane.intend(taskId, 'decideApproval', { proposalId, verdict, reason: 'because', hash: aHash })
const pendingOf = async (taskId: string) =>
  (await plane.until(taskId, (t) => t.wait?.kind === 'approval')).proposals.at(-1)?.proposalId ?? ''

describe('histories of real tasks', () => {
  recording('approved', async () => {
    const taskId = await plane.ask({ title: 'propose' })
    await decide(taskId, await pendingOf(taskId), 'approved')
    await plane.until(taskId, (t) => t.status === 'done')
    await keepTask('approved', taskId)
  })

  recording('granted', async () => {
    const taskId = await plane.ask({ title: 'propose for the agent' })
    await decide(taskId, await pendingOf(taskId), 'approved')
    await plane.until(taskId, (t) => t.status === 'done')
    await keepTask('granted', taskId)
  })

  recording('edited', async () => {
    const taskId = await plane.ask({ title: 'propose what can be changed' })
    const { proposals } = await plane.until(taskId, (t) => t.wait?.kind === 'approval')
    const [{ proposalId, hash: from } = { proposalId: '', hash: '' }] = proposals
    const parameters = { to: 'grace@example.com', body: 'Hello' }
    const hash = parametersHash('send_message', parameters)
    const decision = { proposalId, verdict: 'approved', reason: 'because', hash } as const
    await plane.intend(taskId, 'decideApproval', { ...decision, edit: { from, parameters } })
    await plane.until(taskId, (t) => t.status === 'done')
    expect(await plane.entryTypes(taskId)).toContain('proposal_edited')
    await keepTask('edited', taskId)
  })

  recording('asked-back', async () => {
    const taskId = await plane.ask({ title: 'propose' })
    const proposalId = await pendingOf(taskId)
    await plane.intend(taskId, 'askAgent', { proposalId, kind: 'question', text: 'Why?' })
    await plane.until(taskId, (t) => t.proposals[0]?.inquiries?.[0]?.endedAt != null)
    await decide(taskId, proposalId, 'approved')
    await plane.until(taskId, (t) => t.status === 'done')
    await keepTask('asked-back', taskId)
  })

  recording('asked-and-cancelled', async () => {
    const taskId = await plane.ask({ title: 'ask and propose' })
    await pendingOf(taskId)
    await plane.intend(taskId, 'answerQuestion', { questionId: `q-${taskId}-s1`, answer: 'Blue' })
    await plane.until(taskId, (t) => t.runs.length === 2 && t.wait?.kind === 'approval')
    await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
    await plane.until(taskId, (t) => t.status === 'cancelled')
    await keepTask('asked-and-cancelled', taskId)
  })
})

describe('histories of how tasks end', () => {
  recording('failed', async () => {
    const taskId = await plane.ask({ title: 'fail' })
    const task = await plane.until(taskId, (t) => t.status === 'failed')
    expect(task.runs).toHaveLength(2)
    await keepTask('failed', taskId)
  })

  recording('happy', async () => {
    const taskId = await plane.ask({ title: 'Do it' })
    await plane.until(taskId, (t) => t.status === 'done')
    await keepTask('happy', taskId)
  })

  recording('rejected', async () => {
    const taskId = await plane.ask({ title: 'propose' })
    await decide(taskId, await pendingOf(taskId), 'rejected')
    await plane.until(taskId, (t) => t.status === 'done')
    await keepTask('rejected', taskId)
  })

  recording('reset', async () => {
    const taskId = await plane.ask({ title: 'propose' })
    const proposalId = await pendingOf(taskId)
    const workflowId = taskWorkflowId(taskId)
    const { client } = plane.env
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory()
    const third = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)[2]
    await client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId },
      reason: 'by hand',
      requestId: newId('intent'),
      workflowTaskFinishEventId: third?.eventId ?? null,
    })
    await decide(taskId, proposalId, 'approved')
    await plane.until(taskId, (t) => t.status === 'done')
    expect(await plane.entryTypes(taskId)).toContain('rewound')
    await keepTask('reset', taskId)
  })
})

describe('histories of tasks that take their time', () => {
  recording('prioritised', async () => {
    await plane.stopExecutor()
    const taskId = await plane.ask({ title: 'Do it' })
    await plane.until(taskId, ({ runs }) => runs.length === 1)
    await plane.intend(taskId, 'setPriority', { priority: 'urgent' })
    await plane.until(taskId, ({ priority }) => priority === 'urgent')
    await plane.startExecutor()
    await plane.until(taskId, (t) => t.status === 'done')
    await keepTask('prioritised', taskId)
  })

  const elsewhere = async (other: Promise<ControlPlane>, work: () => Promise<void>) => {
    const usual = plane
    plane = await other
    await work().finally(async () => {
      await plane.stop()
      plane = usual
    })
  }

  recording('expired', () =>
    elsewhere(startPlane({ approvalTtlMs: 1_500 }), async () => {
      const taskId = await plane.ask({ title: 'propose' })
      await plane.until(taskId, (t) => t.status === 'done')
      expect(await plane.entryTypes(taskId)).toContain('approval_expired')
      await keepTask('expired', taskId)
    }),
  )

  recording('reminded', () =>
    elsewhere(startPlane({ approvalTtlMs: 2_000 }), async () => {
      const taskId = await plane.ask({ title: 'propose' })
      await plane.until(taskId, (t) => t.status === 'done')
      expect(await plane.entryTypes(taskId)).toContain('approval_reminded')
      await keepTask('reminded', taskId)
    }),
  )

  recording('continued', () =>
    elsewhere(startPlane({}, ['limit.historyCount.suggestContinueAsNew=30']), async () => {
      const taskId = await plane.ask({ title: 'propose' })
      const proposalId = await pendingOf(taskId)
      const handle = plane.env.client.workflow.getHandle(taskWorkflowId(taskId))
      const [first] = [(await handle.describe()).runId]
      await decide(taskId, proposalId, 'approved')
      await plane.until(taskId, (t) => t.status === 'done')
      await keepTask('continued', taskId, first)
      await keepTask('continued-on', taskId)
    }),
  )
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
  recording('runbook-done', async () => {
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
    await keep(plane.env.client, 'runbook-done', runbookRunWorkflowId(runId))
  })

  recording('runbook-cancelled', async () => {
    const runId = await aRun([aTaskStep('a', { title: 'propose' })])
    await untilRunIs(runId, 'running')
    const { state } = await runMark(plane.database.pool, runId)
    await pendingOf(state.steps[0]?.taskId ?? '')
    await askRun(runId, { command: 'cancelRun', body: { reason: 'no need' } })
    await untilRunIs(runId, 'cancelled')
    await keep(plane.env.client, 'runbook-cancelled', runbookRunWorkflowId(runId))
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
  if (message.includes('can be changed')) {
    const parameters = { to: 'ada@example.com', body: 'Hello' }
    const hash = parametersHash('send_message', parameters)
    return aResult({ items: [aProposalItem(stepId, { parameters, hash })] })
  }
  const isForAgent = message.includes('for the agent')
  return aResult({ items: [aProposalItem(stepId, isForAgent ? { tool: 'exec', via: 'resume' } : {})] })
}

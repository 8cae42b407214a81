import type { FactOf } from '#domain/ledger/entry.ts'
import { Policy } from '#domain/policy/policy.ts'
import type { Grant, RunInput, RunItem, RunResult } from '#domain/run/run.ts'
import type { ProposalState, TaskState } from '#domain/task/task.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'

export const aTime = '2026-11-24T12:00:00.000Z'

/** A task that was just requested, changed as the test wants. */
export function aTask(change: Partial<TaskState> = {}): TaskState {
  return { ...applyEntry(noTask, aTaskRequest()), policy: Policy.parse({}), ...change }
}

export function aTaskRequest(
  change: Partial<FactOf<'task_requested'>['body']> = {},
): FactOf<'task_requested'> {
  return {
    type: 'task_requested',
    at: aTime,
    actor: 'operator:op_test',
    body: {
      projectId: 'pr_test',
      agentId: 'ag_test',
      executorId: 'mac-mini',
      title: 'Write the letter',
      intent: 'Write it and send it.',
      deliverables: [],
      intentId: 'in_test',
      ...change,
    },
  }
}

export const aHash = 'a'.repeat(64)

export function aProposalItem(stepId: string, change: Partial<RunItem & { kind: 'proposal' }> = {}): RunItem {
  const id = `p_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`
  return {
    kind: 'proposal',
    id,
    at: new Date().toISOString(),
    stepId,
    tool: 'send_message',
    parameters: { to: 'ada@example.com', body: 'Hello' },
    hash: aHash,
    via: 'invoke',
    ...change,
  }
}

export function aProposal(change: Partial<ProposalState> = {}): ProposalState {
  return {
    proposalId: `p_${'0'.repeat(24)}`,
    stepId: 's1',
    tool: 'send_message',
    parameters: {},
    hash: aHash,
    effectClass: 'send',
    via: 'invoke',
    effectKey: 'task/t_test/s1/p',
    status: 'pending',
    requestedAt: aTime,
    expiresAt: '2026-11-27T12:00:00.000Z',
    decidedAt: null,
    decidedBy: null,
    reason: null,
    intentId: null,
    grantId: null,
    detail: null,
    usedIn: null,
    ...change,
  }
}

export function aResult(change: Partial<RunResult> = {}): RunResult {
  const at = new Date().toISOString()
  return {
    outcome: 'ok',
    text: 'Done.',
    error: null,
    isRetryable: false,
    startedAt: at,
    endedAt: at,
    usage: { input: 800, output: 50, cacheRead: 200, cacheWrite: 0, costNanoUsd: 3_210_000 },
    gateway: { version: 'practice-test', isPractice: true },
    adoptedRunIds: [],
    items: [],
    ...change,
  }
}

export function aRunInput(change: Partial<RunInput> = {}): RunInput {
  return {
    taskId: 't_test',
    projectId: 'pr_test',
    agentId: 'ag_test',
    openclawAgentId: 'main',
    stepId: 's1',
    runId: 'run-1',
    sessionKey: 'agent:main:fo:t_test',
    message: 'Write the letter.',
    contextPack: { hash: aHash, system: 'Rules.', task: 'The task.' },
    policy: Policy.parse({}),
    grants: [],
    ...change,
  }
}

export function aGrant(change: Partial<Grant> = {}): Grant {
  return {
    grantId: 'g_1',
    proposalId: `p_${'0'.repeat(24)}`,
    effectKey: 'task/t_test/s1/p',
    tool: 'send_message',
    hash: aHash,
    ...change,
  }
}

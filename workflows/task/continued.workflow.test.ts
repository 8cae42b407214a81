import { afterAll, beforeAll, expect, test } from 'vitest'
import { taskWorkflowId } from '#domain/ids.ts'
import type { Command } from '#domain/intent/intent.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { lateOf, recordLate } from '#test/late-run.ts'
import { rebuilt } from '#test/setting.ts'
import { signalNames } from './contract.ts'

let plane: ControlPlane
const performed: string[] = []
beforeAll(async () => {
  plane = await startControlPlane(
    {
      // Each of the first two turns asks for an effect.
      runAgent: async ({ stepId }) =>
        aResult(stepId === 's1' || stepId === 's2' ? { items: [aProposalItem(stepId)] } : {}),
      async performEffect({ grant }) {
        performed.push(grant.proposalId)
        return { outcome: 'performed', detail: 'receipt 1' }
      },
      seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
      abortRun: async () => {},
    },
    {},
    // A new history after each turn.
    { temporal: ['limit.historyCount.suggestContinueAsNew=12'] },
  )
})
afterAll(() => plane?.stop())

const handleOf = (taskId: string, runId?: string) =>
  plane.env.client.workflow.getHandle(taskWorkflowId(taskId), runId)
const runOf = async (taskId: string) => (await handleOf(taskId).describe()).runId
const signal = (taskId: string, intentId: string, command: Command) =>
  handleOf(taskId).signal(signalNames.intentArrived, intentId, command)
const approve = (taskId: string, { proposalId }: ProposalState) =>
  plane.intend(taskId, 'decideApproval', { proposalId, verdict: 'approved', reason: '', hash: aHash })

async function asked(taskId: string, stepId: string): Promise<ProposalState> {
  const isAsked = (p: ProposalState) => p.stepId === stepId && p.status === 'pending'
  const { proposals } = await plane.until(taskId, (task) => task.proposals.some(isAsked))
  return proposals.find(isAsked) as ProposalState
}

/** It got a deadline, and its first effect is approved and done, in a history that is over now, and it asks for the second in another. */
async function continued() {
  const taskId = await plane.ask()
  const first = await asked(taskId, 's1')
  const old = await runOf(taskId)
  const to = { at: new Date(Date.now() + 3_600_000).toISOString(), end: 'late' } as const
  const due = await plane.intend(taskId, 'setDeadline', { from: null, to })
  const approved = await approve(taskId, first)
  const second = await asked(taskId, 's2')
  await expect.poll(async () => (await handleOf(taskId, old).describe()).status.name).toBe('CONTINUED_AS_NEW')
  return { taskId, old, intentIds: { due, approved }, first, second }
}

const countOf = async (taskId: string, type: string) =>
  (await plane.entryTypes(taskId)).filter((one) => one === type).length

test('an intent that an earlier history took up is none in the next one', async () => {
  const { taskId, intentIds, first, second } = await continued()
  await signal(taskId, intentIds.approved, 'decideApproval')
  await signal(taskId, intentIds.due, 'setDeadline')
  // Taken up after those.
  await approve(taskId, second)
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  expect(performed.filter((one) => one === first.proposalId)).toHaveLength(1)
  expect(performed.filter((one) => one === second.proposalId)).toHaveLength(1)
  for (const type of ['approval_decided', 'effect_claimed']) expect(await countOf(taskId, type)).toBe(2)
  expect(await countOf(taskId, 'deadline_changed')).toBe(1)
  const types = await plane.entryTypes(taskId)
  expect(types).not.toContain('decision_refused')
  expect(types).not.toContain('intent_undeliverable')
  expect(types).not.toContain('rewound')
  expect(await rebuilt(plane.database.pool, taskId)).toEqual(done)
})

test('what an earlier history still wants to write is refused and noted, and the next one goes on', async () => {
  const { taskId, old, second } = await continued()
  const before = await plane.until(taskId, () => true)
  for (const text of ['Too late.', 'Too late.'])
    await expect(recordLate(plane, taskId, old, text)).rejects.toMatchObject({ type: 'StaleRun' })
  expect(await lateOf(plane, taskId)).toEqual([{ runId: old, texts: ['Too late.'] }])
  expect(await plane.until(taskId, () => true)).toEqual(before)
  await approve(taskId, second)
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  expect(done.proposals.map(({ status }) => status)).toEqual(['performed', 'performed'])
  expect(await rebuilt(plane.database.pool, taskId)).toEqual(done)
})

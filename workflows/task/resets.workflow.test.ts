import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { effectKeyOf, taskWorkflowId } from '#domain/ids.ts'
import { effectItemOf } from '#domain/run/effect-item.ts'
import type { RunItem } from '#domain/run/run.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { askOwnLook } from '#test/own-look.ts'
import { signalsLeftOut } from '#test/resets.ts'
import { rebuilt } from '#test/setting.ts'
import { signalNames } from './contract.ts'

vi.setConfig({ testTimeout: 120_000 })

let plane: ControlPlane
const performed: string[] = []
const asking = new Set<string>()
/** By proposal: the session that its call was made in. */
const sessions = new Map<string, string>()
const proposalOf = (taskId: string, stepId: string) => `p_${taskId}_${stepId}`
function itemsOf(taskId: string, stepId: string, isAsking: boolean): RunItem[] {
  if (stepId === 's3') return []
  if (stepId === 's1' && isAsking) {
    const at = new Date().toISOString()
    return [{ kind: 'question', id: `q_${taskId}`, at, stepId, text: 'Which one?', options: [] }]
  }
  return [{ ...aProposalItem(stepId), id: proposalOf(taskId, stepId) }]
}

beforeAll(async () => {
  plane = await startControlPlane({
    // The same step answers the same, as the gateway does of a run that it knows.
    runAgent: async ({ taskId, stepId, message }) => {
      const isAsking = asking.has(taskId) || message.includes('Ask first')
      if (isAsking) asking.add(taskId)
      return aResult({ items: itemsOf(taskId, stepId, isAsking) })
    },
    async performEffect({ grant, sessionKey }) {
      sessions.set(grant.proposalId, sessionKey)
      // As the Mac's journal has it: what was begun once is not begun again.
      if (!performed.includes(grant.proposalId)) performed.push(grant.proposalId)
      return { outcome: 'performed', detail: `receipt of ${grant.proposalId}` }
    },
    seenPerformed: async (effectKey) =>
      performed.some((proposalId) => effectKey.endsWith(proposalId))
        ? { outcome: 'performed', detail: 'in the journal' }
        : { outcome: 'failed', detail: 'never started' },
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const decide = (taskId: string, stepId: string) =>
  plane.intend(taskId, 'decideApproval', {
    proposalId: proposalOf(taskId, stepId),
    verdict: 'approved',
    reason: '',
    hash: aHash,
  })

/** A task that has performed one effect and asks for the second. */
async function halfDone(): Promise<string> {
  const taskId = await plane.ask()
  const asks = (stepId: string) =>
    plane.until(taskId, ({ proposals }) =>
      proposals.some((p) => p.proposalId === proposalOf(taskId, stepId) && p.status === 'pending'),
    )
  await asks('s1')
  await decide(taskId, 's1')
  await asks('s2')
  return taskId
}

async function pointsOf(taskId: string) {
  const { events } = await plane.env.client.workflow.getHandle(taskWorkflowId(taskId)).fetchHistory()
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)
}

async function resetTo(taskId: string, point: number, withSignals = true): Promise<void> {
  const workflowId = taskWorkflowId(taskId)
  const { runId } = await plane.env.client.workflow.getHandle(workflowId).describe()
  const points = await pointsOf(taskId)
  await plane.env.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId },
    reason: 'by hand',
    requestId: `reset-${taskId}-${point}`,
    ...(!withSignals && signalsLeftOut),
    // Not every history has as many.
    workflowTaskFinishEventId: points[Math.min(point, points.length - 1)]?.eventId ?? null,
  })
}

async function bothOnce(taskId: string): Promise<void> {
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  expect(performed.filter((one) => one.startsWith(`p_${taskId}_`)).sort()).toEqual([
    proposalOf(taskId, 's1'),
    proposalOf(taskId, 's2'),
  ])
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type === 'effect_claimed')).toHaveLength(2)
  expect(types).toContain('rewound')
  expect(done.proposals.map(({ status }) => status)).toEqual(['performed', 'performed'])
  expect(await rebuilt(plane.database.pool, taskId)).toEqual(done)
}

test('sent back to any point, a task asks nobody again, does nothing twice, and keeps a decision that came meanwhile', async () => {
  const points = await pointsOf(await halfDone())
  expect(points.length).toBeGreaterThan(4)
  await Promise.all(
    points.map(async (_, point) => {
      const taskId = await halfDone()
      await resetTo(taskId, point)
      await decide(taskId, 's2')
      await bothOnce(taskId)
    }),
  )
})

test('nor does it lose what was approved while the executor was away', async () => {
  const tasks = await Promise.all((await pointsOf(await halfDone())).map(halfDone))
  await plane.stopExecutor()
  await Promise.all(tasks.map((taskId) => decide(taskId, 's2')))
  for (const taskId of tasks)
    await plane.until(taskId, ({ proposals }) => proposals.some(({ status }) => status === 'claimed'))
  await Promise.all(tasks.map((taskId, point) => resetTo(taskId, point)))
  await plane.startExecutor()
  for (const taskId of tasks) {
    await bothOnce(taskId)
    expect(sessions.get(proposalOf(taskId, 's2'))).toMatch(`fo:task/${taskId}`)
  }
})

test('nor what was approved and a reset was told to leave out: the next look sends it again', async () => {
  const tasks = await Promise.all((await pointsOf(await halfDone())).map(halfDone))
  await plane.stopExecutor()
  await Promise.all(tasks.map((taskId) => decide(taskId, 's2')))
  for (const taskId of tasks)
    await plane.until(taskId, ({ proposals }) => proposals.some(({ status }) => status === 'claimed'))
  await Promise.all(tasks.map((taskId, point) => resetTo(taskId, point, false)))
  await plane.startExecutor()
  await askOwnLook(plane.env.client)
  for (const taskId of tasks) await bothOnce(taskId)
})

test('nor is what its executor told of an effect taken for one that nobody had allowed', async () => {
  const points = await pointsOf(await halfDone())
  await Promise.all(
    points.map(async (_, point) => {
      const taskId = await halfDone()
      const proposalId = proposalOf(taskId, 's1')
      const effect = { proposalId, effectKey: effectKeyOf(taskId, 's1', proposalId) }
      const told = effectItemOf(effect, 's1', { outcome: 'performed', detail: `receipt of ${proposalId}` })
      const handle = plane.env.client.workflow.getHandle(taskWorkflowId(taskId))
      await handle.signal(signalNames.itemsReported, [told])
      await resetTo(taskId, point)
      await decide(taskId, 's2')
      await bothOnce(taskId)
      expect(await plane.entryTypes(taskId)).not.toContain('call_changed')
    }),
  )
})

test('nor is a question asked again that was answered', async () => {
  const taskId = await plane.ask({ intent: 'Ask first.' })
  const asksToSend = () =>
    plane.until(taskId, ({ proposals }) => proposals.some(({ status }) => status === 'pending'))
  await plane.until(taskId, ({ questions }) => questions.length === 1)
  await plane.intend(taskId, 'answerQuestion', { questionId: `q_${taskId}`, answer: 'The second.' })
  await asksToSend()
  await resetTo(taskId, 0)
  await expect.poll(() => plane.entryTypes(taskId)).toContain('rewound')
  expect((await asksToSend()).questions).toMatchObject([{ answer: 'The second.' }])
  await decide(taskId, 's2')
  await plane.until(taskId, ({ status }) => status === 'done')
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type === 'question_answered')).toHaveLength(2)
  expect(types).not.toContain('intent_undeliverable')
})

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId, runbookRunWorkflowId } from '#domain/ids.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { askOwnLook } from '#test/own-look.ts'
import { signalsLeftOut } from '#test/resets.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { storedFacts } from '#test/setting.ts'

vi.setConfig({ testTimeout: 120_000 })

let plane: ControlPlane
let letGo = () => {}
const isFree = new Promise<void>((resolve) => {
  letGo = resolve
})
beforeAll(async () => {
  const never = async () => ({ outcome: 'failed', detail: '' }) as const
  plane = await startControlPlane({
    runAgent: async () => isFree.then(() => aResult()),
    performEffect: never,
    seenPerformed: never,
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const handleOf = (runId: string) => plane.env.client.workflow.getHandle(runbookRunWorkflowId(runId))
const until = async (runId: string, isSo: (run: RunbookRunState) => boolean) => {
  await expect.poll(async () => isSo((await runMark(plane.database.pool, runId)).state)).toBe(true)
}

/** A run whose approval is given, and whose task is at work. */
async function approved(): Promise<string> {
  const by = { actor: `operator:${plane.operators.owner}`, at: new Date().toISOString() }
  const definition = aRunbook([
    { id: 'review', approval: { who: 'operator', text: 'Write it?' } },
    aTaskStep('write'),
  ])
  const run = { projectId: plane.projectId, runbookId: 'rb_1', version: 1, definition, inputs: {} }
  const request = { runId: newId('runbookRun'), intentId: newId('intent'), ...by, run }
  const { runId } = await requestRunbookRun(plane.database.pool, request)
  await until(runId, ({ wait }) => wait?.kind === 'approval')
  const body = { stepId: 'review', attempt: 1, verdict: 'approved', note: 'fine' } as const
  await recordRunIntent(plane.database.pool, {
    ...{ id: newId('intent'), runId, actor: by.actor, command: 'decideStep', body },
  })
  await until(runId, ({ steps }) => steps.some(({ stepId, taskId }) => stepId === 'write' && taskId))
  return runId
}

async function pointsOf(runId: string) {
  const { events } = await handleOf(runId).fetchHistory()
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)
}

async function resetTo(runId: string, point: number, withSignals: boolean): Promise<void> {
  const points = await pointsOf(runId)
  const { runId: workflowRun } = await handleOf(runId).describe()
  await plane.env.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: runbookRunWorkflowId(runId), runId: workflowRun },
    reason: 'by hand',
    requestId: `reset-${runId}`,
    ...(!withSignals && signalsLeftOut),
    workflowTaskFinishEventId: points[Math.min(point, points.length - 1)]?.eventId ?? null,
  })
}

test('sent back to any point, a run asks nobody again for what is decided, nor when the reset leaves it out', async () => {
  const points = await pointsOf(await approved())
  const [withSignals, without] = [
    await Promise.all(points.map(approved)),
    await Promise.all(points.map(approved)),
  ]
  const runs = [...withSignals, ...without]
  expect(points.length).toBeGreaterThan(2)
  await Promise.all(withSignals.map((runId, point) => resetTo(runId, point, true)))
  await Promise.all(without.map((runId, point) => resetTo(runId, point, false)))
  await askOwnLook(plane.env.client)
  for (const runId of runs)
    await until(runId, ({ steps }) => steps.some(({ stepId, taskId }) => stepId === 'write' && taskId))
  letGo()
  for (const runId of runs) {
    await until(runId, ({ status }) => status === 'done')
    const refused = (await storedFacts(plane.database.pool, `runbook/${runId}`)).filter(
      ({ type, body }) =>
        type === 'runbook_intent_refused' && (body as { command: string }).command === 'decideStep',
    )
    expect(refused).toEqual([])
  }
})

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId, ownScope, runbookRunWorkflowId } from '#domain/ids.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { findFinding, listFindings } from '#prisma/read/findings.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { requestLook } from '#prisma/write/settings/executors.ts'
import { decideFinding } from '#prisma/write/settings/findings.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { asOwner } from '#test/facts-changed.ts'
import { askOwnLook } from '#test/own-look.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'

vi.setConfig({ testTimeout: 240_000 })

let plane: ControlPlane
const turns: string[] = []
beforeAll(async () => {
  const never = async () => ({ outcome: 'failed', detail: '' }) as const
  const runAgent = async ({ taskId }: { taskId: string }) => {
    turns.push(taskId)
    return aResult()
  }
  plane = await startControlPlane({
    runAgent,
    performEffect: never,
    seenPerformed: never,
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const pool = () => plane.database.pool
const owner = () => `operator:${plane.operators.owner}`
const handleOf = (runId: string) => plane.env.client.workflow.getHandle(runbookRunWorkflowId(runId))
const statusOf = async (runId: string) =>
  handleOf(runId)
    .describe()
    .then(({ status }) => status.name)
    .catch(({ name }) => name)
const stateOf = async (runId: string): Promise<RunbookRunState> => (await runMark(pool(), runId)).state

/** A run that has done its first step and waits for a decision, older than what a look lets alone. */
async function decidable(name: string): Promise<string> {
  const steps = [aTaskStep('draft'), { id: 'review', approval: { who: 'operator' as const, text: 'Send?' } }]
  const run = { runbookId: 'rb_1', version: 1, definition: aRunbook(steps, { name }), inputs: {} }
  const by = { actor: owner(), at: new Date().toISOString() }
  const request = { runId: newId('runbookRun'), intentId: newId('intent'), ...by }
  const { runId } = await requestRunbookRun(pool(), {
    ...request,
    run: { projectId: plane.projectId, ...run },
  })
  await expect.poll(async () => (await stateOf(runId)).wait?.kind).toBe('approval')
  await asOwner(
    plane,
    `update runbook_run set created_at = now() - interval '1 minute' where id = '${runId}'`,
  )
  return runId
}
const approve = (runId: string) =>
  recordRunIntent(pool(), {
    ...{ id: newId('intent'), runId, actor: owner(), command: 'decideStep' },
    body: { stepId: 'review', attempt: 1, verdict: 'approved', note: '' },
  })
async function lose(runId: string): Promise<void> {
  const workflowExecution = { workflowId: runbookRunWorkflowId(runId) }
  await plane.env.client.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution })
  await expect.poll(() => statusOf(runId), { timeout: 90_000 }).toBe('WorkflowNotFoundError')
}
async function look(ask: () => Promise<unknown> = () => askOwnLook(plane.env.client)): Promise<void> {
  const since = new Date()
  await ask()
  const looked = async () =>
    (await pool().query('select looked_at from look where scope = $1', [ownScope])).rows[0]?.looked_at ?? 0
  await expect.poll(looked, { timeout: 90_000 }).toSatisfy((at) => at >= since)
  // The look is written down before it mends.
  const query = `WorkflowType = 'reconcileWorkflow' AND ExecutionStatus = 'Running'`
  const running = async () => (await plane.env.client.workflow.count(query)).count
  await expect.poll(running, { timeout: 90_000 }).toBe(0)
}
const found = async (view: 'open' | 'settled') =>
  (await listFindings(pool(), { view, kind: 'runbook', limit: 100 })).map(
    ({ difference, subject, status }) => `${difference} ${subject.name} ${status}`,
  )

test('a lost run of a runbook is only told of by a look that is to leave it, and goes on by the next one', async () => {
  const runId = await decidable('Lost')
  await lose(runId)
  const by = { actor: owner(), at: new Date().toISOString() }
  const asked = { executorId: 'mac-mini', intentId: newId('intent'), isOnly: true, ...by }
  await look(() => requestLook(pool(), asked))
  expect(await found('open')).toEqual(['lost Lost open'])
  expect(await statusOf(runId)).toBe('WorkflowNotFoundError')
  await look()
  expect(await found('open')).toEqual([])
  expect(await found('settled')).toEqual(['lost Lost repaired'])
  expect(await statusOf(runId)).toBe('RUNNING')
  const before = turns.length
  await approve(runId)
  await expect.poll(async () => (await stateOf(runId)).status).toBe('done')
  expect(turns).toHaveLength(before)
})

test('one that was ended by hand waits for an operator, and a repair that Temporal lost is begun again', async () => {
  const runId = await decidable('Ended')
  await handleOf(runId).terminate('by hand')
  await look()
  expect(await found('open')).toEqual(['missing Ended open'])
  const [finding] = await listFindings(pool(), { view: 'open', kind: 'runbook', limit: 1 })
  const findingId = finding?.id ?? ''
  const { state } = (await findFinding(pool(), findingId)) ?? {}
  const decision = { verdict: 'repair', reason: '', until: null, seen: state?.theirs?.hash ?? null } as const
  const by = { operatorId: plane.operators.operator, at: new Date().toISOString() }
  const intentId = newId('intent')
  // Delivered, and its workflow lost with everything else.
  await plane.stopControl()
  await decideFinding(pool(), { findingId, intentId, ...decision }, by)
  await asOwner(plane, `update intent set status = 'delivered' where id = '${intentId}'`)
  await plane.startControl()
  await look()
  await expect.poll(() => found('settled'), { timeout: 90_000 }).toContain('missing Ended repaired')
  expect(await statusOf(runId)).toBe('RUNNING')
})

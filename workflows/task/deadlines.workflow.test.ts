import { CancelledFailure, Context } from '@temporalio/activity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunInput, RunResult } from '#domain/run/run.ts'
import type { Deadline } from '#domain/task/deadline.ts'
import { deadlineReason } from '#domain/task/deadline-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'

let plane: ControlPlane
const started: string[] = []

beforeAll(async () => {
  plane = await startControlPlane(
    {
      runAgent,
      performEffect: async () => ({ outcome: 'performed', detail: 'receipt 1' }),
      seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
      abortRun: async () => {},
    },
    { approvalTtlMs: 60_000 },
    // A new history as soon as may be: a deadline goes on in the next one.
    { temporal: ['limit.historyCount.suggestContinueAsNew=12'] },
  )
})
afterAll(() => plane?.stop())

async function runAgent({ stepId, taskId, message }: RunInput): Promise<RunResult> {
  started.push(taskId)
  if (message.includes('hang')) await untilCancelled()
  if (message.includes('soon')) await new Promise((resolve) => setTimeout(resolve, 2_500))
  return aResult({ items: message.includes('propose') && stepId === 's1' ? [aProposalItem(stepId)] : [] })
}

/** As the real one: it beats, and the gateway has taken its run. */
async function untilCancelled(): Promise<never> {
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), 200)
  await context.cancelled.catch(() => {})
  clearInterval(beat)
  throw new CancelledFailure('cancelled')
}

const inSeconds = (seconds: number, end: Deadline['end']): Deadline => ({
  at: new Date(Date.now() + seconds * 1_000).toISOString(),
  end,
})
const isCancelled = ({ status }: TaskState) => status === 'cancelled'
const isDone = ({ status }: TaskState) => status === 'done'
const hasProposed = ({ wait }: TaskState) => wait?.kind === 'approval'
const change = (taskId: string, from: Deadline | null, to: Deadline | null, actor?: string) =>
  plane.intend(taskId, 'setDeadline', { from, to }, actor)

async function actorsOf(taskId: string, type: string): Promise<string[]> {
  const { rows } = await plane.database.pool.query<{ actor: string }>(
    'select actor from entry where stream_id = $1 and type = $2',
    [`task/${taskId}`, type],
  )
  return rows.map(({ actor }) => actor)
}

test('a task that waits for its executor at its deadline never starts, and the record says whose doing it was', async () => {
  await plane.stopExecutor()
  const taskId = await plane.ask({ deadline: inSeconds(2, 'cancel') })
  const task = await plane.until(taskId, isCancelled)
  await plane.startExecutor()
  expect(task).toMatchObject({ error: deadlineReason, deadline: { end: 'cancel' } })
  expect(await plane.entryTypes(taskId)).toEqual([
    ...['task_requested', 'task_prepared', 'run_queued', 'deadline_passed', 'run_ended', 'task_cancelled'],
  ])
  expect(await actorsOf(taskId, 'deadline_passed')).toEqual(['system:control'])
  expect(started).not.toContain(taskId)
})

test('one whose deadline passes before anybody takes it up never even queues a run', async () => {
  await plane.stopControl()
  const taskId = await plane.ask({ deadline: inSeconds(1, 'cancel') })
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  await plane.startControl()
  await plane.until(taskId, isCancelled)
  expect(await plane.entryTypes(taskId)).toEqual(['task_requested', 'deadline_passed', 'task_cancelled'])
})

test('a run that is under way is ended', async () => {
  const taskId = await plane.ask({ title: 'hang', deadline: inSeconds(2, 'cancel') })
  await plane.until(taskId, () => started.includes(taskId))
  const { runs } = await plane.until(taskId, isCancelled)
  expect(runs).toMatchObject([{ outcome: 'aborted' }])
})

test('an approval that is waited for is withdrawn, in the history that goes on from the first', async () => {
  const taskId = await plane.ask({ title: 'propose', deadline: inSeconds(4, 'cancel') })
  await plane.until(taskId, hasProposed)
  const { proposals } = await plane.until(taskId, isCancelled)
  expect(proposals).toMatchObject([{ status: 'withdrawn', reason: 'the deadline of the task passed' }])
  const runs: string[] = []
  const query = `WorkflowId = 'task/${taskId}'`
  for await (const { status } of plane.env.client.workflow.list({ query })) runs.push(status.name)
  expect(runs).toContain('CONTINUED_AS_NEW')
})

test('a late task is recorded as late while its run goes on, and is done all the same', async () => {
  const taskId = await plane.ask({ title: 'soon', deadline: inSeconds(1, 'late') })
  await plane.until(taskId, isDone)
  const types = await plane.entryTypes(taskId)
  expect(types.indexOf('deadline_passed')).toBeLessThan(types.indexOf('run_ended'))
  expect(types.filter((type) => type === 'deadline_passed')).toHaveLength(1)
})

test('a changed deadline counts instead of the first, and what was changed meanwhile is refused', async () => {
  const first = inSeconds(3, 'cancel')
  const taskId = await plane.ask({ title: 'propose', deadline: first })
  await plane.until(taskId, hasProposed)
  const later = inSeconds(6, 'cancel')
  await change(taskId, first, later)
  await change(taskId, first, null, `operator:${plane.operators.operator}`)
  await plane.until(taskId, ({ intentIds }) => intentIds.length === 3)
  const { deadline } = await plane.until(taskId, isCancelled)
  expect(deadline).toMatchObject(later)
  expect((deadline?.passedAt ?? '') >= later.at).toBe(true)
  expect(await plane.entryTypes(taskId)).toContain('intent_undeliverable')
})

test('a deadline that is taken away ends nothing', async () => {
  const deadline = inSeconds(2, 'cancel')
  const taskId = await plane.ask({ title: 'propose', deadline })
  await plane.until(taskId, hasProposed)
  await change(taskId, deadline, null)
  await plane.until(taskId, (task) => task.deadline === null)
  await new Promise((resolve) => setTimeout(resolve, Date.parse(deadline.at) - Date.now() + 500))
  expect(await plane.entryTypes(taskId)).not.toContain('deadline_passed')
})

test('a task whose workflow is gone meets its deadline in the one that goes on from its row', async () => {
  const taskId = await plane.ask({ title: 'propose', deadline: inSeconds(4, 'cancel') })
  await plane.until(taskId, hasProposed)
  await plane.env.client.workflow.getHandle(`task/${taskId}`).terminate('by hand')
  await plane.intend(taskId, 'setPriority', { priority: 'high' })
  await plane.until(taskId, isCancelled)
  expect(await actorsOf(taskId, 'deadline_passed')).toEqual(['system:control'])
})

test('one that is tried again after its deadline runs, and is not cancelled anew', async () => {
  await plane.stopExecutor()
  const taskId = await plane.ask({ deadline: inSeconds(1, 'cancel') })
  await plane.until(taskId, isCancelled)
  await plane.startExecutor()
  await plane.intend(taskId, 'retryTask', {})
  await plane.until(taskId, isDone)
})

import { Context } from '@temporalio/activity'
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
  if (message.includes('hang')) await beatingUntil(new Promise<void>(() => {}))
  if (message.includes('slow')) await beatingUntil(slowMayEnd)
  return aResult({ items: message.includes('propose') && stepId === 's1' ? [aProposalItem(stepId)] : [] })
}

let letSlowEnd = () => {}
const slowMayEnd = new Promise<void>((resolve) => {
  letSlowEnd = resolve
})

/** As the real one: it beats, and the gateway has taken its run. */
async function beatingUntil(end: Promise<void>): Promise<void> {
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), 200)
  try {
    await Promise.race([context.cancelled, end])
  } finally {
    clearInterval(beat)
  }
}

const inSeconds = (seconds: number, end: Deadline['end']): Deadline => ({
  at: new Date(Date.now() + seconds * 1_000).toISOString(),
  end,
})
/** Brought forward once the task is where it should be then, however long that takes. */
const farAway = (end: Deadline['end']) => inSeconds(3_600, end)
const isCancelled = ({ status }: TaskState) => status === 'cancelled'
const isDone = ({ status }: TaskState) => status === 'done'
const hasProposed = ({ wait }: TaskState) => wait?.kind === 'approval'
const change = (taskId: string, from: Deadline | null, to: Deadline | null, actor?: string) =>
  plane.intend(taskId, 'setDeadline', { from, to }, actor)

/** A task with a proposal that nobody decides, and its deadline. */
async function proposing(end: Deadline['end']): Promise<{ taskId: string; deadline: Deadline }> {
  const deadline = farAway(end)
  const taskId = await plane.ask({ title: 'propose', deadline })
  await plane.until(taskId, hasProposed)
  return { taskId, deadline }
}

/** The deadline is in force; the task's own state says so. */
async function changed(taskId: string, from: Deadline, to: Deadline | null): Promise<void> {
  await change(taskId, from, to)
  await plane.until(taskId, ({ deadline }) => (deadline?.at ?? null) === (to?.at ?? null))
}

async function actorsOf(taskId: string, type: string): Promise<string[]> {
  const { rows } = await plane.database.pool.query<{ actor: string }>(
    'select actor from entry where stream_id = $1 and type = $2',
    [`task/${taskId}`, type],
  )
  return rows.map(({ actor }) => actor)
}

test('a task that waits for its executor at its deadline never starts, and the record says whose doing it was', async () => {
  await plane.stopExecutor()
  const deadline = farAway('cancel')
  const taskId = await plane.ask({ deadline })
  await plane.until(taskId, ({ runs }) => runs.length === 1)
  await change(taskId, deadline, inSeconds(1, 'cancel'))
  const task = await plane.until(taskId, isCancelled)
  await plane.startExecutor()
  expect(task).toMatchObject({ error: deadlineReason, deadline: { end: 'cancel' } })
  expect(await plane.entryTypes(taskId)).toEqual([
    ...['task_requested', 'task_prepared', 'run_queued', 'deadline_changed', 'deadline_passed'],
    ...['run_ended', 'task_cancelled'],
  ])
  expect(await actorsOf(taskId, 'deadline_passed')).toEqual(['system:control'])
  expect(started).not.toContain(taskId)
})

test('one whose deadline passes before anybody takes it up never even queues a run', async () => {
  await plane.stopControl()
  const deadline = inSeconds(1, 'cancel')
  const taskId = await plane.ask({ deadline })
  await new Promise((resolve) => setTimeout(resolve, Date.parse(deadline.at) - Date.now() + 100))
  await plane.startControl()
  await plane.until(taskId, isCancelled)
  expect(await plane.entryTypes(taskId)).toEqual(['task_requested', 'deadline_passed', 'task_cancelled'])
})

test('a run that is under way is ended', async () => {
  const deadline = farAway('cancel')
  const taskId = await plane.ask({ title: 'hang', deadline })
  await plane.until(taskId, () => started.includes(taskId))
  await change(taskId, deadline, inSeconds(1, 'cancel'))
  const { runs } = await plane.until(taskId, isCancelled)
  expect(runs).toMatchObject([{ outcome: 'aborted' }])
})

test('an approval that is waited for is withdrawn, in the history that goes on from the first', async () => {
  const { taskId, deadline } = await proposing('cancel')
  await change(taskId, deadline, inSeconds(1, 'cancel'))
  const { proposals } = await plane.until(taskId, isCancelled)
  expect(proposals).toMatchObject([{ status: 'withdrawn', reason: 'the deadline of the task passed' }])
  const runs: string[] = []
  const query = `WorkflowId = 'task/${taskId}'`
  for await (const { status } of plane.env.client.workflow.list({ query })) runs.push(status.name)
  expect(runs).toContain('CONTINUED_AS_NEW')
})

test('a late task is recorded as late while its run goes on, and is done all the same', async () => {
  const taskId = await plane.ask({ title: 'slow', deadline: inSeconds(1, 'late') })
  await plane.until(taskId, ({ deadline }) => deadline?.passedAt !== undefined)
  letSlowEnd()
  await plane.until(taskId, isDone)
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type === 'deadline_passed')).toHaveLength(1)
})

test('a deadline that is put off or taken away ends nothing at its first time; another change from it is refused', async () => {
  const [later, never] = await Promise.all([proposing('cancel'), proposing('cancel')])
  // Longer than what is lost on its way to a worker takes to be tried again, 10 s.
  const first = inSeconds(20, 'cancel')
  await Promise.all([later, never].map(({ taskId, deadline }) => changed(taskId, deadline, first)))
  const putOff = farAway('cancel')
  await Promise.all([changed(later.taskId, first, putOff), changed(never.taskId, first, null)])
  const refused = await change(later.taskId, first, null, `operator:${plane.operators.operator}`)
  await plane.until(later.taskId, ({ intentIds }) => intentIds.includes(refused))
  expect(await plane.entryTypes(later.taskId)).toContain('intent_undeliverable')
  await new Promise((resolve) => setTimeout(resolve, Date.parse(first.at) - Date.now() + 500))
  for (const { taskId } of [later, never])
    expect(await plane.entryTypes(taskId)).not.toContain('deadline_passed')
  const sooner = inSeconds(1, 'cancel')
  await change(later.taskId, putOff, sooner)
  const { deadline } = await plane.until(later.taskId, isCancelled)
  expect(deadline).toMatchObject(sooner)
  expect((deadline?.passedAt ?? '') >= sooner.at).toBe(true)
})

test('a task whose workflow is gone meets its deadline in the one that goes on from its row', async () => {
  const { taskId, deadline } = await proposing('cancel')
  await changed(taskId, deadline, inSeconds(20, 'cancel'))
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

import { Context } from '@temporalio/activity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actorOf } from '#domain/ledger/actor.ts'
import type { RunInput } from '#domain/run/run.ts'
import type { TaskState } from '#domain/task/task.ts'
import { liftKillSwitch, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'

let plane: ControlPlane
const begun: RunInput[] = []
const aborted: string[] = []
/** Their runs are begun, and nothing is heard of them until they are let go. */
const silent = new Set<string>()
const letGo: (() => void)[] = []
/** Its runs last until they are ended, the others are done at once. */
const lasting = new Set<string>()

/** As on the Mac: a run that is cancelled is ended there, and says so. */
async function runAgent(run: RunInput) {
  begun.push(run)
  if (silent.has(run.taskId)) await new Promise<void>((resolve) => letGo.push(resolve))
  if (!lasting.has(run.taskId)) return aResult()
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), 500)
  await context.cancelled.catch((error) => {
    clearInterval(beat)
    // The worker stops: the run lives on, and the next attempt takes it over.
    if (context.cancellationDetails?.cancelRequested !== true)
      throw new Error('another attempt', { cause: error })
  })
  return aResult({ outcome: 'aborted', error: 'The task was cancelled.' })
}

beforeAll(async () => {
  plane = await startControlPlane({
    runAgent,
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async (sessionKey) => void aborted.push(sessionKey),
  })
})
afterAll(() => plane?.stop())

const by = () => ({ actor: actorOf('operator', plane.operators.owner), at: new Date().toISOString() })
const set = (scopeId = 'everything') =>
  setKillSwitch(plane.database.pool, { scopeId, reason: 'wrong list' }, by())
const lift = (scopeId = 'everything') =>
  liftKillSwitch(plane.database.pool, { scopeId, note: 'mended' }, by())
const isDone = (taskId: string) => plane.until(taskId, ({ status }) => status === 'done')
const hasBegun = (taskId: string, times: number) =>
  expect.poll(() => begun.filter((run) => run.taskId === taskId).length).toBe(times)
async function aLastingTask() {
  const taskId = await plane.ask()
  lasting.add(taskId)
  await hasBegun(taskId, 1)
  return taskId
}
const reason = 'The owner stopped everything: wrong list'

test('what runs is ended, what is new waits, and both go on by themselves once it is lifted', async () => {
  const running = await aLastingTask()
  await set()
  const stopped = await plane.until(running, ({ wait }) => wait?.kind === 'kill_switch')
  expect(stopped).toMatchObject({ status: 'waiting', wait: { detail: reason } })
  expect(stopped.runs[0]).toMatchObject({ outcome: 'killed', error: reason })
  const fresh = await plane.ask()
  await plane.until(fresh, ({ wait }) => wait?.kind === 'kill_switch')
  lasting.delete(running)
  await lift()
  await isDone(running)
  await isDone(fresh)
  expect(begun.filter(({ taskId }) => taskId === fresh)).toHaveLength(1)
  expect(begun.findLast(({ taskId }) => taskId === running)).toMatchObject({
    stepId: 's2',
    message: expect.stringContaining('stopped by an operator in the middle'),
  })
  expect(await plane.entryTypes(running)).toEqual([
    ...['task_requested', 'task_prepared', 'run_queued', 'run_stop_ordered', 'run_ended', 'run_released'],
    ...['task_prepared', 'run_queued', 'run_ended', 'task_done'],
  ])
})

test('an executor that is away is told as soon as it is back, and no second run begins before that', async () => {
  const taskId = await aLastingTask()
  const accepted = { kind: 'run_accepted', id: `a_${taskId}`, at: by().at, stepId: 's1' } as const
  await plane.env.client.workflow.getHandle(`task/${taskId}`).signal('itemsReported', [accepted])
  await plane.until(taskId, ({ status }) => status === 'running')
  await plane.stopExecutor()
  await set(plane.projectId)
  await plane.until(taskId, ({ runs }) => runs[0]?.stopReason !== undefined)
  lasting.delete(taskId)
  await lift(plane.projectId)
  expect(await plane.entryTypes(taskId)).not.toContain('run_ended')
  await plane.startExecutor()
  await isDone(taskId)
  expect(aborted.filter((sessionKey) => sessionKey.includes(taskId))).toHaveLength(1)
  const { runs } = await plane.until(taskId, () => true)
  expect(runs).toMatchObject([{ outcome: 'killed', gateway: null }, { outcome: 'ok' }])
})

test('where the Mac falls silent with a run that it may have begun, that is ended before another one begins', async () => {
  await plane.stopExecutor()
  const taskId = await plane.ask()
  silent.add(taskId)
  await plane.startExecutor()
  await hasBegun(taskId, 1)
  await set(plane.projectId)
  const isKilled = ({ wait }: TaskState) => wait?.kind === 'kill_switch'
  const { runs } = await plane.until(taskId, isKilled)
  expect(runs).toMatchObject([{ outcome: 'killed', isUnanswered: true, acceptedAt: null, gateway: null }])
  expect(aborted.filter((sessionKey) => sessionKey.includes(taskId))).toHaveLength(1)
  silent.delete(taskId)
  for (const end of letGo) end()
  await lift(plane.projectId)
  await isDone(taskId)
  expect(await plane.entryTypes(taskId)).toContain('start_unanswered')
})

test('a task that a switch stopped can be cancelled meanwhile, and does not go on after', async () => {
  const taskId = await aLastingTask()
  await set(plane.agentId)
  await plane.until(taskId, ({ wait }) => wait?.kind === 'kill_switch')
  await plane.intend(taskId, 'cancelTask', { reason: 'never mind' })
  await plane.until(taskId, ({ status }) => status === 'cancelled')
  await lift(plane.agentId)
  await hasBegun(taskId, 1)
})

test('a control plane that was away when it was set stops the runs when it is back', async () => {
  const taskId = await aLastingTask()
  await plane.stopControl()
  await set()
  await plane.startControl()
  await plane.until(taskId, ({ wait }) => wait?.kind === 'kill_switch')
  lasting.delete(taskId)
  await lift()
  await isDone(taskId)
})

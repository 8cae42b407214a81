import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, onTestFinished, test } from 'vitest'
import { underWayKey } from '#domain/executor/queue-rules.ts'
import { aResult, aRunInput } from '#test/builders.ts'
import { tempFolder } from '#test/temp-folder.ts'
import type { AskedRun, PendingRun } from '../pending-run.ts'
import { openReturningRuns } from './returning-runs.ts'
import { openRunDesk } from './spool/run-desk.ts'

const ours = (taskId: string) => {
  const sessionKey = `agent:main:fo:task/${taskId}`
  return aRunInput({ taskId, sessionKey, runId: `fo:task/${taskId}/s1` })
}
/** As it is a moment after its worker was killed: Temporal takes that one to be at it. */
const pendingOf = (taskId: string, change: Partial<PendingRun> = {}): PendingRun => ({
  execution: { workflowId: `task/${taskId}`, runId: 'r1' },
  activityId: '7',
  queue: 'mac-mini',
  priorityKey: underWayKey,
  isWaiting: false,
  isResting: false,
  attempt: 1,
  takenBy: 'mac-mini/1@mac',
  ...change,
})
const missed = { isWaiting: true, attempt: 2 }

/** A new worker, with what the one before left open. */
function aWorker(...taskIds: string[]) {
  const desk = openRunDesk({ dataFolder: tempFolder(), send: async () => {} })
  for (const taskId of taskIds) desk.open(ours(taskId))
  const inTemporal = new Map<string, PendingRun>(taskIds.map((id) => [id, pendingOf(id)]))
  const first: AskedRun[] = []
  const errors: string[] = []
  let asked = 0
  let isAway = false
  const stopping = new AbortController()
  const returning = openReturningRuns({
    left: desk.all(),
    isOpen: ({ input }) => desk.find(input.sessionKey)?.input.runId === input.runId,
    async pending(taskId) {
      asked += 1
      if (isAway) throw new Error('away')
      return inTemporal.get(taskId) ?? null
    },
    async putFirst({ execution, activityId }) {
      first.push({ execution, activityId })
      for (const run of inTemporal.values())
        if (run.execution.workflowId === execution.workflowId) run.priorityKey = underWayKey
    },
    onError: (error) => errors.push(error.message),
    everyMs: 1,
  })
  onTestFinished(() => {
    stopping.abort()
    desk.stop()
  })
  return {
    desk,
    first,
    errors,
    returning,
    watch: () => void returning.watch(stopping.signal),
    has: (taskId: string, run: PendingRun | null) =>
      run ? inTemporal.set(taskId, run) : inTemporal.delete(taskId),
    away(next: boolean) {
      isAway = next
    },
    async looks(count: number) {
      const until = asked + count
      await expect.poll(() => asked).toBeGreaterThanOrEqual(until)
    },
  }
}
/** Temporal gives it to this worker. */
const taken = (worker: ReturnType<typeof aWorker>, taskId: string, priorityKey = underWayKey) =>
  new MockActivityEnvironment(
    {
      activityId: '7',
      workflowExecution: { workflowId: `task/${taskId}`, runId: 'r1' },
      priority: { priorityKey },
    },
    { logger: new DefaultLogger('ERROR') },
  ).run(
    worker.returning.attended(async () => aResult()),
    ours(taskId),
  )

test('a run that Temporal still takes to be with the dead worker, or that rests before its next attempt, is missing', async () => {
  const worker = aWorker('t_1', 't_2')
  worker.has('t_2', pendingOf('t_2', { ...missed, isResting: true }))
  worker.watch()
  await worker.looks(6)
  expect(worker.returning.count()).toBe(2)
})

test('first in line at two looks, or taken by this worker, it is missing no more', async () => {
  const worker = aWorker('t_1', 't_2')
  await taken(worker, 't_2')
  expect(worker.returning.count()).toBe(1)
  worker.watch()
  await worker.looks(3)
  expect(worker.returning.count()).toBe(1)
  worker.has('t_1', pendingOf('t_1', missed))
  await expect.poll(worker.returning.count).toBe(0)
})

test('behind what waits, it is put first, and is missing until it is there', async () => {
  const worker = aWorker('t_1')
  worker.has('t_1', pendingOf('t_1', { ...missed, priorityKey: 4 }))
  worker.watch()
  await expect.poll(worker.returning.count).toBe(0)
  expect(worker.first).toEqual([{ execution: { workflowId: 'task/t_1', runId: 'r1' }, activityId: '7' }])
})

test('one that a workflow asks for anew has the place that this gave it', async () => {
  const worker = aWorker('t_1')
  worker.has('t_1', pendingOf('t_1', { isWaiting: true, priorityKey: 4 }))
  worker.watch()
  await expect.poll(worker.returning.count).toBe(0)
  expect(worker.first).toEqual([])
})

test('nobody waits for it any more, or the desk has it no more: no slot is kept for it', async () => {
  const worker = aWorker('t_1', 't_2', 't_3')
  worker.has('t_1', null)
  worker.desk.find(ours('t_2').sessionKey)?.close()
  worker.watch()
  await expect.poll(worker.returning.count).toBe(1)
})

test('while Temporal can’t be asked all are missing', async () => {
  const worker = aWorker('t_1')
  worker.has('t_1', null)
  worker.away(true)
  worker.watch()
  await worker.looks(3)
  expect([worker.returning.count(), worker.errors[0]]).toEqual([1, 'away'])
  worker.away(false)
  await expect.poll(worker.returning.count).toBe(0)
})

test('an attempt says as it begins that its run comes first from now on, once', async () => {
  const worker = aWorker()
  await taken(worker, 't_1', 4)
  await taken(worker, 't_1')
  expect(worker.first).toEqual([{ execution: { workflowId: 'task/t_1', runId: 'r1' }, activityId: '7' }])
})

import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RunInput } from '#domain/run/run.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '#prisma/client.ts'
import { currentTask } from '#prisma/write/task-row.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, type FarSide, startControlPlane } from '#test/control-plane.ts'
import { rebuilt } from '#test/setting.ts'

let plane: ControlPlane
/** What goes wrong now, by the name of the activity; the first attempt of each only, unless it is for good. */
const faults = new Map<string, 'before' | 'after' | 'for good'>()
const performed: string[] = []
const aborted: string[] = []
/** Runs that last until the task is cancelled. */
const lasting = new Set<string>()

const isFirst = () => Context.current().info.attempt === 1
async function faulty<T>(name: keyof FarSide, work: () => Promise<T>): Promise<T> {
  const fault = faults.get(name)
  if (fault === 'for good') throw ApplicationFailure.nonRetryable(`${name} refused`)
  if (fault === 'before' && isFirst()) throw new Error('the connection was lost')
  const answer = await work()
  if (fault === 'after' && isFirst()) throw new Error('the answer was lost')
  return answer
}

async function runAgent(run: RunInput) {
  if (lasting.has(run.taskId)) {
    const { stepId } = run
    const accepted = [{ kind: 'run_accepted', id: `a-${run.runId}`, at: new Date().toISOString(), stepId }]
    await plane.env.client.workflow.getHandle(`task/${run.taskId}`).signal('itemsReported', accepted)
    const beat = setInterval(() => Context.current().heartbeat(), 500)
    await Context.current().cancelled.finally(() => clearInterval(beat))
  }
  return aResult({ items: run.stepId === 's1' ? [aProposalItem(run.stepId, { id: `p_${run.taskId}` })] : [] })
}

const farSide: FarSide = {
  runAgent: (run) => faulty('runAgent', () => runAgent(run)),
  // The Mac's journal: the effect is done once, however often it is asked for.
  performEffect: ({ grant }) =>
    faulty('performEffect', async () => {
      if (!performed.includes(grant.effectKey)) performed.push(grant.effectKey)
      return { outcome: 'performed', detail: 'receipt 1' }
    }),
  seenPerformed: (effectKey) =>
    faulty('seenPerformed', async () =>
      performed.includes(effectKey)
        ? { outcome: 'performed', detail: 'receipt 1' }
        : { outcome: 'failed', detail: 'never started' },
    ),
  abortRun: (sessionKey) => faulty('abortRun', async () => void aborted.push(sessionKey)),
}

beforeAll(async () => {
  plane = await startControlPlane(farSide, { approvalTtlMs: 60_000 })
  breakConnections()
})
afterAll(() => plane?.stop())
afterEach(() => faults.clear())

/** Under an activity of the control plane the connection fails at its begin, or after its commit was done. */
function breakConnections() {
  const { pool } = plane.database
  const connect = pool.connect.bind(pool) as () => Promise<Tx>
  const broken = async () => {
    const fault = faultHere()
    if (fault === 'before') throw new Error('the connection was lost')
    const tx = await connect()
    const query = tx.query.bind(tx) as (...args: unknown[]) => Promise<unknown>
    const lossy = async (...args: unknown[]) => {
      const answer = await query(...args)
      if (args[0] === 'commit' && fault === 'after') throw new Error('the answer was lost')
      return answer
    }
    const restore = tx.release.bind(tx)
    Object.assign(tx, {
      query: lossy,
      release(error?: boolean) {
        Object.assign(tx, { query })
        return restore(error)
      },
    })
    return tx
  }
  Object.assign(pool, { connect: (...args: []) => (args.length > 0 ? connect(...args) : broken()) })
}

function faultHere() {
  try {
    const { activityType } = Context.current().info
    return isFirst() ? faults.get(activityType) : undefined
  } catch {
    return undefined
  }
}

const proposed = (taskId: string) => plane.until(taskId, (t) => t.wait?.kind === 'approval')
const decide = (taskId: string) =>
  plane.intend(taskId, 'decideApproval', {
    proposalId: `p_${taskId}`,
    verdict: 'approved',
    reason: '',
    hash: aHash,
  })
async function approvedTask(isSo: (task: TaskState) => boolean = (t) => t.status === 'done') {
  const taskId = await plane.ask()
  await proposed(taskId)
  await decide(taskId)
  return { taskId, task: await plane.until(taskId, isSo) }
}
async function endOf(taskId: string) {
  const handle = plane.env.client.workflow.getHandle(`task/${taskId}`)
  await handle.result()
  expect(await currentTask(plane.database.pool, taskId)).toEqual(await rebuilt(plane.database.pool, taskId))
  return (await handle.describe()).status.name
}

const story = [
  'task_requested',
  'task_prepared',
  'run_queued',
  'approval_requested',
  'run_ended',
  'approval_decided',
  'effect_claimed',
  'effect_performed',
  'task_prepared',
  'run_queued',
  'run_ended',
  'task_done',
]
const activities = ['record', 'prepareRun', 'claimEffect', 'runAgent', 'performEffect'] as const

describe.each(['before', 'after'] as const)('a first attempt that fails %s its work was done', (when) => {
  test.each(activities)('%s: the task goes on as if nothing had been', async (activity) => {
    faults.set(activity, when)
    const { taskId } = await approvedTask()
    expect(await plane.entryTypes(taskId)).toEqual(story)
    expect(performed.filter((key) => key.includes(taskId))).toHaveLength(1)
    expect(await endOf(taskId)).toBe('COMPLETED')
  })

  test('every activity at once', async () => {
    for (const activity of activities) faults.set(activity, when)
    const { taskId } = await approvedTask()
    expect(await plane.entryTypes(taskId)).toEqual(story)
    expect(await endOf(taskId)).toBe('COMPLETED')
  })
})

describe('an activity that is refused for good', () => {
  test('a run: the task has failed, and says why', async () => {
    faults.set('runAgent', 'for good')
    const taskId = await plane.ask()
    const task = await plane.until(taskId, (t) => t.status === 'failed')
    expect(task).toMatchObject({ error: 'runAgent refused', runs: [{ outcome: 'failed', gateway: null }] })
    expect(await endOf(taskId)).toBe('COMPLETED')
  })

  test('an effect: nobody knows what became of it, so it is uncertain', async () => {
    faults.set('performEffect', 'for good')
    const { taskId, task } = await approvedTask()
    expect(task.proposals).toMatchObject([{ status: 'uncertain', detail: 'performEffect refused' }])
    expect(await endOf(taskId)).toBe('COMPLETED')
  })
})

describe('cancelling', () => {
  async function runningTask() {
    const taskId = await askLasting()
    await plane.until(taskId, (t) => t.status === 'running')
    return taskId
  }

  test.each(['before', 'after', 'for good'] as const)(
    'ends a run though the call to abort fails %s',
    async (fault) => {
      faults.set('abortRun', fault)
      const taskId = await runningTask()
      await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
      const task = await plane.until(taskId, (t) => t.status === 'cancelled')
      expect(task.runs).toMatchObject([{ outcome: 'aborted', endedAt: expect.any(String) }])
      if (fault !== 'for good')
        expect(aborted.filter((key) => key.includes(taskId)).length).toBeGreaterThan(0)
      expect(await endOf(taskId)).toBe('COMPLETED')
    },
  )
})

async function askLasting() {
  const taskId = await plane.ask()
  lasting.add(taskId)
  return taskId
}

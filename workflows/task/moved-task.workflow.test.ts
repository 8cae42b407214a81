import { setTimeout as sleep } from 'node:timers/promises'
import { heartbeat } from '@temporalio/activity'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workerIdentityOf } from '#domain/executor/worker-identity.ts'
import { runQueueOf } from '#domain/ids.ts'
import { changeAgent } from '#prisma/write/settings/agents.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, type Employed, startControlPlane } from '#test/control-plane.ts'

/** What happens to a run on the first executor. */
let onMini: 'at once' | 'never ends' | 'breaks' = 'at once'
/** Attempts, and where. */
let attempts: { taskId: string; on: string }[] = []
let plane: ControlPlane
let studio: Worker
let studioEnd: Promise<void>

beforeAll(async () => {
  plane = await startControlPlane({
    async runAgent({ taskId }) {
      attempts.push({ taskId, on: 'mac-mini' })
      if (onMini === 'breaks') throw new Error('the worker went away')
      for (; onMini === 'never ends'; await sleep(200)) heartbeat()
      return aResult()
    },
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async () => {},
  })
  await registerExecutor(plane.database.pool, {
    ...{ executorId: 'mac-studio', name: 'mac-studio', tokenHash: 'y' },
  })
  studio = await Worker.create({
    connection: plane.env.nativeConnection,
    identity: workerIdentityOf('mac-studio', 'test'),
    taskQueue: runQueueOf('mac-studio'),
    activities: {
      async runAgent({ taskId }: { taskId: string }) {
        attempts.push({ taskId, on: 'mac-studio' })
        return aResult()
      },
    },
  })
  studioEnd = studio.run()
})
afterAll(async () => {
  studio?.shutdown()
  await studioEnd
  await plane?.stop()
})

async function move({ agentId, projectId }: Employed) {
  const body = {
    ...{ name: 'Ines', role: 'writer', charter: '' },
    ...{ executorId: 'mac-studio', openclawAgentId: 'main' },
  }
  const by = { at: new Date().toISOString(), actor: `operator:${plane.operators.owner}` }
  const change = { agentId, projectId, version: 1 }
  await changeAgent(plane.database.pool, change, { ...by, type: 'agent_changed', body })
}
const isDone = ({ status }: { status: string }) => status === 'done'
const runsOf = (taskId: string) => attempts.filter((one) => one.taskId === taskId).map(({ on }) => on)

test('runs that wait for an executor that is away go along with their agent, and begin once', async () => {
  const employed = await plane.anotherProject()
  await plane.stopExecutor()
  const waiting = [await plane.ask(employed), await plane.ask(employed)]
  const beside = await plane.ask()
  for (const taskId of [...waiting, beside])
    await plane.until(taskId, ({ wait, runs }) => wait?.kind === 'executor' && runs.length === 1)
  await move(employed)
  for (const taskId of waiting) {
    const { executorId, runs } = await plane.until(taskId, isDone)
    expect({ executorId, runs: runs.length }).toEqual({ executorId: 'mac-studio', runs: 1 })
    expect(runsOf(taskId)).toEqual(['mac-studio'])
    const types = await plane.entryTypes(taskId)
    expect(types.filter((type) => type === 'task_moved' || type === 'task_stayed')).toEqual(['task_moved'])
  }
  await plane.startExecutor()
  await plane.until(beside, isDone)
  expect(runsOf(beside)).toEqual(['mac-mini'])
})

test('asked for by who still thought that it lives there, a task runs where its agent is', async () => {
  const employed = await plane.anotherProject()
  await plane.stopExecutor()
  await move(employed)
  const taskId = await plane.ask(employed)
  expect(await plane.until(taskId, isDone)).toMatchObject({ executorId: 'mac-studio' })
  await plane.startExecutor()
})

test.each(['never ends', 'breaks'] as const)(
  'a run that its executor has, or had, ends there: one that %s',
  async (how) => {
    onMini = how
    attempts = []
    const employed = await plane.anotherProject()
    const taskId = await plane.ask(employed)
    const least = how === 'breaks' ? 2 : 1
    await expect.poll(() => runsOf(taskId).length).toBeGreaterThanOrEqual(least)
    await move(employed)
    await expect.poll(() => plane.entryTypes(taskId)).toContain('task_stayed')
    onMini = 'at once'
    const { executorId, runs } = await plane.until(taskId, isDone)
    expect({ executorId, runs: runs.length }).toEqual({ executorId: 'mac-mini', runs: 1 })
    expect(new Set(runsOf(taskId))).toEqual(new Set(['mac-mini']))
  },
  120_000,
)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { taskWorkflowId } from '#domain/ids.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'

let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld({ patienceMs: 60_000 })
}, 120_000)
afterAll(() => world?.stop())

interface Row {
  status: string
  error?: string
}
async function rowsOf(sessionKey: string): Promise<Row[]> {
  return (await world.byHand<{ tasks: Row[] }>('tasks.list', { sessionKey, limit: 9 })).tasks
}
async function pending(taskId: string) {
  const { raw } = await world.plane.env.client.workflow.getHandle(taskWorkflowId(taskId)).describe()
  return raw.pendingActivities?.map(({ activityType }) => activityType?.name) ?? []
}
/** By the gateway's own count. */
const callsFor = (sessionKey: string) =>
  readFileSync(join(world.folder, 'practice', 'agent-calls.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(sessionKey)).length

test('cancelled while the gateway is away that was asked to start the run and did not answer: the run is ended there when it is back', async () => {
  const { plane, tap } = world
  const asked = tap.until(
    ({ kind, method }) => (kind === 'answer' && method === 'agent' ? 'hold' : null),
    30_000,
  )
  const taskId = await plane.ask({ intent: 'update: I begin.\nhang' })
  expect(await asked).toBe('reached')
  await expect.poll(() => plane.entryTypes(taskId), { timeout: 40_000 }).toContain('update_posted')
  await world.stopGateway()
  await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
  await expect.poll(() => pending(taskId), { timeout: 40_000 }).toContain('abortRun')
  await world.startGateway()
  const { runs } = await plane.until(taskId, ({ status }) => status === 'cancelled')
  expect(runs).toMatchObject([{ outcome: 'aborted', acceptedAt: null, isUnanswered: true, gateway: null }])
  // Nobody saw it end: what the plugin counted is booked, and says that it may be less than it was.
  expect(runs).toMatchObject([{ isUsageLastReported: true, usage: { input: 800, costNanoUsd: 3_210_000 } }])
  const sessionKey = runs[0]?.sessionKey ?? ''
  await sleep(1_500)
  // The gateway had taken it up again by itself, and that is what was ended.
  expect(await rowsOf(sessionKey)).toMatchObject([
    { status: 'cancelled', error: 'Aborted' },
    { status: 'cancelled', error: expect.stringMatching(/exited before restart/) },
  ])
  expect(callsFor(sessionKey)).toBe(1)
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type !== 'cancel_requested').slice(2)).toEqual([
    ...['run_queued', 'update_posted', 'start_unanswered', 'run_ended', 'task_cancelled'],
  ])
}, 150_000)

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Usage } from '#domain/run/run.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { Described, SightDeps } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())
beforeEach(() => setting.pool.query('update run_reservation set ended_at = now() where ended_at is null'))

const usage: Usage = { input: 7, output: 1, cacheRead: 0, cacheWrite: 0, costNanoUsd: 200_000_000 }

/** `known`: the last entry that the history of its workflow shows. */
const activities = (status: Described['status'], known = 0) => {
  const describe = async (taskId: string) => ({ taskId, status }) as Described
  const begins = [{ after: known, state: {}, at: new Date().toISOString() }]
  const shown = async (streamId: string) => ({ streamId, begins, appends: [], packs: [] })
  const deps = { pool: setting.pool, workflows: { describe }, histories: { shown } } as unknown as SightDeps
  return createDriftActivities(deps)
}

/** A task whose run is prepared; with `hasLapsed`, longer ago than its lease is. */
async function aRun(hasLapsed = true) {
  const task = await aTaskRun(setting, await setting.newTask())
  await task.prepares()
  if (hasLapsed)
    await setting.pool.query(
      `update run_reservation set lease_until = now() - interval '1 minute' where task_id = $1`,
      [task.taskId],
    )
  return task
}
async function reservationOf(taskId: string) {
  const { rows } = await setting.pool.query(
    `select owner, lease_until > now() as "isLeased", ended_at is not null as "isOver",
            tokens_used::int as tokens, nano_usd_used::float8 as "nanoUsd"
       from run_reservation where task_id = $1`,
    [taskId],
  )
  return rows[0]
}

test('a reservation is of its executor, and has a lease', async () => {
  const { taskId } = await aRun(false)
  expect(await reservationOf(taskId)).toMatchObject({ owner: 'mac-mini', isLeased: true, isOver: false })
  expect(await activities('terminated').lapsedLeases()).toEqual([])
})

test('whoever is at its run has the lease anew, and nothing is recorded of it', async () => {
  const { taskId } = await aRun()
  const before = (await storedFacts(setting.pool, `task/${taskId}`)).length
  expect(await activities('running').lapsedLeases()).toEqual([])
  expect(await reservationOf(taskId)).toMatchObject({ isLeased: true, isOver: false })
  expect(await storedFacts(setting.pool, `task/${taskId}`)).toHaveLength(before)
})

test('one that nobody is at is freed once, with what its run used; its own end counts nothing more', async () => {
  const task = await aRun()
  const { taskId } = task
  const { lapsedLeases, freeLease } = activities('terminated')
  const [lapsed] = await lapsedLeases()
  expect(lapsed).toMatchObject({ taskId, stepId: 's1', owner: 'mac-mini', isOpen: true })
  expect(lapsed?.runIds).toEqual([`fo:task/${taskId}/s1`])
  if (!lapsed) throw new Error('nothing has lapsed')
  // As the workflow passes it on: with all that is known of the run.
  const freed = { ...lapsed, usage, reason: 'it is over' }
  await freeLease(freed)
  await freeLease(freed)
  const told = (await storedFacts(setting.pool, `task/${taskId}`)).filter(
    ({ type }) => type === 'reservation_freed',
  )
  expect(told).toMatchObject([{ actor: 'system:control', body: { owner: 'mac-mini', usage } }])
  expect(await reservationOf(taskId)).toMatchObject({ isOver: true, tokens: 8, nanoUsd: 200_000_000 })
  expect((await task.state()).runs).toMatchObject([{ usage, isUsageLastReported: true, endedAt: null }])
  const end = { outcome: 'ok' as const, text: '', error: null, isRetryable: false, gateway: null }
  const also = { startedAt: new Date().toISOString(), adoptedRunIds: [] }
  await task.records(
    [],
    aFact('run_ended', { stepId: 's1', ...end, ...also, usage: { ...usage, input: 900 } }),
  )
  expect(await reservationOf(taskId)).toMatchObject({ tokens: 8 })
  expect(await rebuilt(setting.pool, taskId)).toEqual(await task.state())
})

test('freed before anybody knew what it used, it is told by its own end', async () => {
  const task = await aRun()
  const [lapsed] = await activities('none').lapsedLeases()
  const { stepId = '', owner = '', leaseUntil = null } = lapsed ?? {}
  const freed = { taskId: task.taskId, stepId, owner, leaseUntil, usage: null, reason: 'it is over' }
  await activities('none').freeLease(freed)
  expect(await reservationOf(task.taskId)).toMatchObject({ isOver: true, tokens: null })
  const end = { outcome: 'ok' as const, text: '', error: null, isRetryable: false, gateway: null }
  const also = { startedAt: new Date().toISOString(), adoptedRunIds: [] }
  await task.records([], aFact('run_ended', { stepId: 's1', ...end, ...also, usage }))
  expect(await reservationOf(task.taskId)).toMatchObject({ tokens: 8, nanoUsd: 200_000_000 })
})

test('a lease that was renewed meanwhile is not freed', async () => {
  const task = await aRun()
  const [lapsed] = await activities('terminated').lapsedLeases()
  await activities('running').lapsedLeases()
  const { stepId = '', owner = '', leaseUntil = null } = lapsed ?? {}
  await activities('terminated').freeLease({
    ...{ taskId: task.taskId, stepId, owner, leaseUntil, usage, reason: 'it is over' },
  })
  expect(await reservationOf(task.taskId)).toMatchObject({ isOver: false })
})

test('of a record that was put back to an older moment none is freed, until its workflow knows no more than it', async () => {
  const { taskId } = await aRun()
  const before = (await storedFacts(setting.pool, `task/${taskId}`)).length
  const [lapsed] = await activities('completed').lapsedLeases()
  if (!lapsed) throw new Error('nothing has lapsed')
  const freed = { ...lapsed, usage, reason: 'it is over' }
  await activities('completed', before + 1).freeLease(freed)
  expect(await storedFacts(setting.pool, `task/${taskId}`)).toHaveLength(before)
  expect(await reservationOf(taskId)).toMatchObject({ isOver: false })
  await activities('completed', before).freeLease(freed)
  expect((await storedFacts(setting.pool, `task/${taskId}`)).at(-1)?.type).toBe('reservation_freed')
})

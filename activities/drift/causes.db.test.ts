import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cause } from '#domain/drift/task-diff-rules.ts'
import { newId } from '#domain/ids.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { type Described, differingOf, type SightDeps, sightsOfTasks } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const closedAt = '2026-11-24T12:00:00.000Z'
const closed = { status: 'terminated', runId: 'r', closedAt, attempt: 1, pauses: [] } as const
const cause: Cause = { by: 'theo', reason: 'by hand' }

/** Of two open tasks one has a workflow that runs, and one that was terminated; beside them two that no task has. */
async function looked(causeOf: (described: Described) => Promise<Cause | null>) {
  const [runs, ended] = [await setting.newTask(), await setting.newTask()]
  const [stray, over] = [newId('task'), newId('task')]
  await setting.pool.query(`update task set created_at = now() - interval '1 minute'`)
  await setting.pool.query(`update intent set status = 'delivered'`)
  const asked: string[] = []
  const workflows = {
    running: async () => [runs, stray, over],
    describe: async (taskId: string) => ({
      ...closed,
      ...{ taskId, status: taskId === ended || taskId === over ? 'terminated' : 'running' },
    }),
    causeOf: (described: Described) => {
      asked.push(described.taskId)
      return causeOf(described)
    },
  }
  const shown = async (streamId: string) => ({ streamId, begins: [], appends: [], packs: [] })
  const histories = { executions: async () => [], shown }
  const deps = { pool: setting.pool, workflows, histories } as unknown as SightDeps
  const env = new MockActivityEnvironment()
  const { sights } = (await env.run(() => sightsOfTasks(deps))) as Awaited<ReturnType<typeof sightsOfTasks>>
  const second = (await env.run(() => differingOf(deps, ended))) as Awaited<ReturnType<typeof differingOf>>
  return { ended, asked, sight: sights.sights.find(({ taskId }) => taskId === ended), second }
}

test('why it ended is asked of a workflow that should be open, and of no other', async () => {
  const { ended, asked, sight, second } = await looked(async () => cause)
  expect(new Set(asked)).toEqual(new Set([ended]))
  expect(sight).toMatchObject({ status: 'terminated', cause })
  expect(second?.theirs).toBe(`its workflow was terminated by theo (${closedAt}): by hand`)
})

test('that it ended is said also where why can’t be read', async () => {
  const { sight, second } = await looked(() => Promise.reject(new Error('Temporal is away')))
  expect(sight).toMatchObject({ status: 'terminated' })
  expect(sight).not.toHaveProperty('cause')
  expect(second?.theirs).toBe(`its workflow was terminated (${closedAt})`)
})

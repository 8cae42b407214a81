import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { type Cause, compareTasks } from '#domain/drift/task-diff-rules.ts'
import { newId, ownScope } from '#domain/ids.ts'
import { findFinding } from '#prisma/read/findings.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { createDriftActivities } from './drift-activities.ts'
import { type Described, differingOf, foundOf, type SightDeps, sightsOfTasks } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const closedAt = '2026-11-24T12:00:00.000Z'
const closed = { status: 'terminated', runId: 'r', closedAt, attempt: 1, pauses: [] } as const
const cause: Cause = { by: 'theo', reason: 'by hand' }

/** Of two open tasks one has a workflow that runs, and one that was terminated; beside them two that no task has. */
async function aSetting(causeOf: (described: Described) => Promise<Cause | null>) {
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
  return {
    ...{ ended, asked, deps },
    look: () => env.run(() => sightsOfTasks(deps)) as ReturnType<typeof sightsOfTasks>,
    second: () => env.run(() => differingOf(deps, ended)) as ReturnType<typeof differingOf>,
  }
}

async function looked(causeOf: (described: Described) => Promise<Cause | null>) {
  const { ended, asked, look, second } = await aSetting(causeOf)
  const { sights } = await look()
  return { ended, asked, sight: sights.sights.find(({ taskId }) => taskId === ended), second: await second() }
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

test('what is written down as it is keeps its words: why is not asked again', async () => {
  const { ended, asked, deps, look } = await aSetting(async () => cause)
  const { recordTaskLook } = createDriftActivities(deps)
  const { sights } = await look()
  const { rows, behind, lookedAt, compared } = sights
  const differing = compareTasks(rows, sights.sights, behind).filter(({ subject }) => subject.key === ended)
  await recordTaskLook({ lookedAt, compared, differing, unread: [] })
  const again = await look()
  expect(again.sights.sights.map(({ taskId }) => taskId)).toContain(ended)
  expect(asked.filter((taskId) => taskId === ended)).toEqual([ended])
  const finding = await findFinding(setting.pool, findingIdOf(ownScope, 'task', ended))
  expect(finding?.state.theirs?.text).toBe(`its workflow was terminated by theo (${closedAt}): by hand`)
  // Ignored until now it is written down anew.
  await setting.pool.query(
    `update finding set status = 'ignored', state = state::jsonb || $2::jsonb where id = $1`,
    [findingIdOf(ownScope, 'task', ended), { status: 'ignored', until: lookedAt }],
  )
  await look()
  expect(asked.filter((taskId) => taskId === ended)).toHaveLength(2)
})

test('what somebody says of it may be cut amidst a sign, and is written down all the same', () => {
  const theirs = `${'x'.repeat(299)}😀 and more`
  const about = { kind: 'task', difference: 'missing', subject: { key: 't', name: 'n', where: 'w' } } as const
  const side = foundOf({ ...about, projectId: null, ours: null, theirs, mark: 'm' }).theirs
  expect(side?.line).toHaveLength(300)
  expect(side?.line?.isWellFormed()).toBe(true)
})

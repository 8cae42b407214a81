import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'
import { unionOf } from './part.ts'
import { failedTasks } from './standing-tasks.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const hourMs = 3_600_000
const failed = (hoursAgo: number) =>
  aTaskThat(api, [
    {
      at: new Date(Date.now() - hoursAgo * hourMs).toISOString(),
      ...{ actor: 'system:control', type: 'task_failed', body: { error: 'It broke.' } },
    },
  ])
const keys = async (most?: string) =>
  (await api.pool.query(`${unionOf([failedTasks], most)} order by since`)).rows.map(({ key }) => key)

test('of what differs by its age alone only the oldest are read; what is due, or of a kept project, is not left out for them', async () => {
  const removed = await failed(9)
  const oldest = await failed(5)
  const next = await failed(4)
  const due = await failed(3)
  const young = await failed(2)
  await api.pool.query('update project set removed_at = now() where id = $1', [removed.projectId])
  await api.pool.query('update task set due_at = now() where id = $1', [due.taskId])
  const ids = (tasks: { taskId: string }[]) => tasks.map(({ taskId }) => taskId)
  expect(await keys('(select 2)')).toEqual(ids([oldest, next, due]))
  expect(await keys()).toEqual(ids([removed, oldest, next, due, young]))
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyTask } from '#test/copied-tasks.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { openWork } from './open-work.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

test('all that is open is told of, however much it is, and of some which are', async () => {
  const taskId = await setting.newTask()
  await setting.pool.query(`update intent set status = 'delivered'`)
  const owner = await setting.asOwner()
  const changed = { id: `'t_' || n`, created_at: `now() - (5200 - n) * interval '1 minute'` }
  await copyTask(owner, taskId, { count: 5_100, changed })
  const ids = (await openWork(setting.pool)).map((row) => row.taskId)
  expect(ids).toHaveLength(5_101)
  expect(ids).toContain('t_5100')
  expect((await openWork(setting.pool, ['t_1', 't_none'])).map((row) => row.taskId)).toEqual(['t_1'])
})

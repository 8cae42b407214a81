import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Stage } from '#domain/project/stages.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterEach(() => setStage('active'))
afterAll(() => setting.close())

const setStage = (stage: Stage, reason = '') => {
  const by = { operatorId: setting.operators.owner, at: new Date().toISOString() }
  return changeStage(setting.pool, setting.projectId, { stage, reason }, by)
}
const aTask = async () => aTaskRun(setting, await setting.newTask())

test('a paused project holds a run with its reason, and lets it go once when it is active again', async () => {
  const task = await aTask()
  await setStage('paused', 'no printer')
  const { run, ack } = await task.prepares()
  expect(run).toBeNull()
  const body = { kind: 'project', reason: 'Letter is paused: no printer', until: null }
  expect(ack.computed).toMatchObject([{ type: 'run_held', body }])
  const { hold, wait } = await task.state()
  expect(wait).toMatchObject({ kind: 'project', detail: body.reason })
  await releaseHeld(setting.pool)
  expect(await task.intents('releaseRun')).toEqual([])

  await setStage('active')
  await releaseHeld(setting.pool)
  await releaseHeld(setting.pool)
  const released = await task.intents('releaseRun')
  expect(released.map((intent) => intent.body)).toEqual([{ heldSince: hold?.since }])
  await task.records([released[0]?.id ?? ''])
  expect(await task.state()).toMatchObject({ hold: null, status: 'preparing' })
  expect((await task.prepares()).run).toMatchObject({ stepId: 's1' })
  expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
})

test('a run that is due while the stage changes waits for the outcome', async () => {
  const task = await aTask()
  const tx = await setting.pool.connect()
  await tx.query('begin')
  await tx.query(`update project set stage = 'paused' where id = $1`, [setting.projectId])
  const prepared = task.prepares()
  await sleep(150)
  await tx.query('commit')
  tx.release()
  expect((await prepared).run).toBeNull()
})

test('what was held is let go after its task ended: nothing is asked of it', async () => {
  const task = await aTask()
  await setStage('paused')
  await task.prepares()
  const ended = {
    type: 'task_cancelled',
    at: new Date().toISOString(),
    actor: 'system:x',
    body: { reason: '' },
  }
  await task.records([], ended as never)
  await setStage('active')
  await releaseHeld(setting.pool)
  expect(await task.intents('releaseRun')).toEqual([])
})

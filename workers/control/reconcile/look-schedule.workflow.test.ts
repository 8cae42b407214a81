import { setTimeout as sleep } from 'node:timers/promises'
import { ScheduleNotFoundError } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcileId } from '#domain/ids.ts'
import { testEnvironment } from '#test/servers.ts'
import { endLooks, triggerLook } from './look-schedule.ts'

let env: TestWorkflowEnvironment
beforeAll(async () => {
  env = await testEnvironment()
})
afterAll(() => env?.teardown())

const scheduleOf = (scope: string) => env.client.schedule.getHandle(reconcileId(scope))
/** The look that was begun: nobody works here, so it waits. */
async function begun(scope: string) {
  for (;;) {
    const [taken] = (await scheduleOf(scope).describe()).info.recentActions
    if (taken) return env.client.workflow.getHandle(taken.action.workflow.workflowId)
    await sleep(100)
  }
}

test('a retired executor is looked at no more: its schedule goes, and the look that waits for it ends', async () => {
  await triggerLook(env.client, 'mac-old', 300_000)
  await triggerLook(env.client, 'mac-mini', 300_000)
  const looks = [await begun('mac-old'), await begun('mac-mini')]
  const statuses = () => Promise.all(looks.map(async (look) => (await look.describe()).status.name))
  expect(await statuses()).toEqual(['RUNNING', 'RUNNING'])
  await endLooks(env.client, 'mac-old')
  await expect(scheduleOf('mac-old').describe()).rejects.toThrow(ScheduleNotFoundError)
  expect(await statuses()).toEqual(['TERMINATED', 'RUNNING'])
  expect((await scheduleOf('mac-mini').describe()).state.paused).toBe(false)
})

test('ended twice, or half before, it is ended; one that was never looked at is nothing to end', async () => {
  await triggerLook(env.client, 'mac-half', 300_000)
  await (await begun('mac-half')).terminate('as far as the first one came')
  await endLooks(env.client, 'mac-half')
  await expect(scheduleOf('mac-half').describe()).rejects.toThrow(ScheduleNotFoundError)
  await endLooks(env.client, 'mac-half')
  await endLooks(env.client, 'mac-never')
})

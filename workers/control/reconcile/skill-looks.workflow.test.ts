import { setTimeout as sleep } from 'node:timers/promises'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcileId } from '#domain/ids.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { createLogger } from '#platform/logger.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { testEnvironment } from '#test/servers.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { keepSkills } from './skill-looks.ts'

let env: TestWorkflowEnvironment
let setting: Setting
beforeAll(async () => {
  env = await testEnvironment()
  setting = await openSetting()
}, 60_000)
afterAll(async () => {
  await setting?.close()
  await env?.teardown()
})

const say = (skills: string[], version: number) =>
  changePolicy(
    setting.pool,
    { scopeId: setting.agentId, scope: 'agent', projectId: setting.projectId },
    { document: PolicyDocument.parse({ skills }), note: '', version },
    { operatorId: setting.operators.owner, at: new Date().toISOString() },
  )
/** How many looks were begun or wait: nobody works here. */
async function looks(): Promise<number> {
  const handle = env.client.schedule.getHandle(reconcileId('mac-mini'))
  const { info } = await handle.describe().catch(() => ({ info: null }))
  if (!info) return 0
  const { bufferSize } = (await handle.describe()).raw.info ?? {}
  return info.recentActions.length + Number(bufferSize ?? 0)
}

test('a list that a policy says is carried there by one look at once, and another list by another one', async () => {
  const stopping = new AbortController()
  const keeping = keepSkills({
    database: setting,
    client: env.client,
    logger: createLogger('test'),
    everyMs: 300_000,
    signal: stopping.signal,
  })
  await sleep(2_500)
  expect(await looks()).toBe(0)
  await say(['weather'], 0)
  await expect.poll(looks, { timeout: 20_000 }).toBe(1)
  // It stays due, as nobody sets it; the same list is no reason for another look.
  await sleep(5_000)
  expect(await looks()).toBe(1)
  await say(['weather', 'github'], 1)
  await expect.poll(looks, { timeout: 20_000 }).toBe(2)
  stopping.abort()
  await keeping
}, 90_000)

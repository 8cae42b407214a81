import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFindings } from '#prisma/read/findings.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

/** Names of the runs that are found by a look which a schedule makes so often. */
async function foundBy(lookEveryMs?: number): Promise<string[]> {
  const deps = { pool: setting.pool, ...(lookEveryMs !== undefined && { lookEveryMs }) } as SightDeps
  const startedAt = Date.now() - 60_000
  const run = { runId: 'nobody', sessionKey: 'agent:main:ghost', openclawAgentId: 'main', startedAt }
  const nothing = { differing: [], adopted: [], dropped: [], unread: [], isFirst: false }
  await createDriftActivities(deps).recordLook({
    ...{ ...nothing, scope: 'mac-mini', lookedAt: new Date().toISOString() },
    ...{ counts: { cron: 0, agents: 0, files: 0 }, runs: [run] },
  })
  const open = await listFindings(setting.pool, { view: 'open', limit: 9 })
  return open.flatMap(({ kind, subject }) => (kind === 'run' ? [subject.name] : []))
}

test('a run of a minute ago that no task has is a finding where looks are closer than that', async () => {
  expect(await foundBy(3_600_000)).toEqual([])
  expect(await foundBy()).toEqual([])
  expect(await foundBy(10_000)).toEqual(['Another client: ghost'])
})

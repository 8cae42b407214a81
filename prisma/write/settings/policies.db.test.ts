import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { changePolicy } from './policies.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

test('two changes of one version: the second is told of the first', async () => {
  const change = { document: emptyDocument, note: '', version: 0 }
  const scope = { scopeId: setting.agentId, scope: 'agent', projectId: setting.projectId } as const
  const by = { operatorId: setting.operators.owner, at: new Date().toISOString() }
  const results = await Promise.allSettled([1, 2].map(() => changePolicy(setting.pool, scope, change, by)))
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused.map(({ reason }) => reason.code)).toEqual(['policy_changed'])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { Rival } from '#domain/drift/gate-plugin-rules.ts'
import { findFinding, listFindings } from '#prisma/read/findings.ts'
import { listInbox } from '#prisma/read/inbox.ts'
import { append } from '#prisma/write/ledger.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, queued } from '#test/stories.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const activities = () => createDriftActivities({ pool: setting.pool } as SightDeps)
/** A look at the executor; null: its gateway does not show its plugins. */
async function look(rivals: Rival[] | null) {
  const { lookedAt, request } = await activities().planLook('mac-mini')
  const nothing = { differing: [], adopted: [], dropped: [], isFirst: false, unread: [], runs: [] }
  const counts = { cron: 0, agents: 0, files: 0 }
  await activities().recordLook({ ...nothing, scope: 'mac-mini', lookedAt, counts, rivals })
  return request.wantsRivals
}
const two: Rival = { pluginId: 'two', priority: 0, isAfter: false }
const typesOf = async (key: string) => {
  const id = findingIdOf('mac-mini', 'gate_plugin', key)
  return (await storedFacts(setting.pool, `finding/${id}`)).map(({ type }) => type.slice(8))
}
const stateOf = async (key: string) =>
  (await findFinding(setting.pool, findingIdOf('mac-mini', 'gate_plugin', key)))?.state

test('another plugin at the gate is a finding while it is there, and of one that is not shown nothing is said', async () => {
  expect(await look([two])).toBe(true)
  expect(await stateOf('plugin/two')).toMatchObject({
    ...{ status: 'open', difference: 'extra', subject: { name: 'two' } },
    theirs: { line: expect.stringContaining('before the gate') },
  })
  await look(null)
  await look([{ ...two, isAfter: true }])
  expect(await typesOf('plugin/two')).toEqual(['opened', 'changed'])
  await look([])
  expect(await typesOf('plugin/two')).toEqual(['opened', 'changed', 'gone'])
})

test('a call that ran otherwise than it was let pass is a finding from its entry on, until no plugin is at the gate', async () => {
  const streamId = `task/${await setting.newTask()}`
  const side = (hash: string, to: string) => ({ hash, parameters: { to } })
  const changed = aFact('call_changed', {
    ...{ stepId: 's1', itemId: 'c_1', tool: 'send_message' },
    ...{ allowed: side('a1', 'ada'), effective: side('b2', 'eve') },
  })
  const batch = { streamId, after: 1, firstSeq: 1, facts: [queued('s1', 1), changed] }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  const key = 'call/send_message'
  expect(await stateOf(key)).toMatchObject({
    ...{ status: 'open', difference: 'changed', projectId: setting.projectId },
    ours: { hash: 'a1', line: 'let pass: {"to":"ada"}' },
    theirs: { hash: 'b2', line: 'ran: {"to":"eve"}' },
  })
  const open = await listFindings(setting.pool, { view: 'open', limit: 9 })
  expect(open.map(({ kind }) => kind)).toContain('gate_plugin')
  await look([two])
  await look(null)
  expect(await typesOf(key)).toEqual(['opened'])
  await look([])
  expect(await typesOf(key)).toEqual(['opened', 'gone'])
})

test('a call that the gate had not let pass is a finding by its executor, in the inbox, until a person has seen to it', async () => {
  const streamId = `task/${await setting.newTask()}`
  const past = (itemId: string) => ({
    ...aFact('call_changed', {
      ...{ stepId: 's1', itemId, tool: 'exec', allowed: null, sessionKey: 'agent:main:fo:s1' },
      effective: { hash: 'b2', parameters: { command: 'date' } },
    }),
    actor: 'executor:mac-mini',
  })
  const batch = { streamId, after: 1, firstSeq: 1, facts: [queued('s1', 1), past('c_1')] }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  const key = 'past/exec'
  const findingId = findingIdOf('mac-mini', 'gate_plugin', key)
  expect(await stateOf(key)).toMatchObject({
    ...{ status: 'open', difference: 'ungated', projectId: setting.projectId },
    theirs: { line: expect.stringMatching(/^ran in agent:main:fo:s1 at .*: {"command":"date"}$/) },
  })
  const [opened] = await storedFacts(setting.pool, `finding/${findingId}`)
  expect(opened?.actor).toBe('executor:mac-mini')
  const items = await listInbox(setting.pool, new Date())
  expect(items.map(({ id }) => id)).toContain(`finding:${findingId}`)
  await look([two])
  await look([])
  await look(null)
  expect(await typesOf(key)).toEqual(['opened'])
  const next = { streamId, after: 3, firstSeq: 3, facts: [{ ...past('c_2'), at: new Date().toISOString() }] }
  await append(setting.pool, { runId: 'r1', batch: next, isCurrentRun: async () => true })
  expect(await typesOf(key)).toEqual(['opened', 'changed'])
})

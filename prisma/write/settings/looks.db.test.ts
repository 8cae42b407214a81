import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Seen } from '#domain/drift/diff-rules.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { applyFindingEntry, type FindingState } from '#domain/drift/finding-state.ts'
import type { Compared, Found } from '#domain/drift/look-rules.ts'
import { newId } from '#domain/ids.ts'
import { countFindings, findFinding, listFindings, listLooks } from '#prisma/read/findings.ts'
import { mirroredSides, mirrorOf } from '#prisma/read/mirrors.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { minutesOn } from '#test/stories.ts'
import { decideFinding, type FindingDecision } from './findings.ts'
import { type LookResult, recordLook } from './looks.ts'
import { mayRepair, settleRepair } from './repairs.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const scope = 'mac-mini'
const compared: Compared = { cron: 1, agents: 1, files: 0, tasks: 0, workflows: 0, unread: [] }
const side = (value: string) => ({ hash: `h-${value}`, line: value, text: value, isMasked: false })
const subjectOf = (key: string) => ({ key, name: key, where: 'main' })
const seen = (key: string, value: string): Seen => ({
  kind: 'cron',
  subject: subjectOf(key),
  side: side(value),
  isPassing: false,
  agentId: 'main',
  bornAt: 0,
})
const found = (key: string, change: Partial<Found> = {}): Found => ({
  kind: 'cron',
  difference: 'changed',
  subject: subjectOf(key),
  projectId: setting.projectId,
  ours: side('right'),
  theirs: side('wrong'),
  ...change,
})
let minute = 0
const look = (change: Partial<LookResult> = {}) =>
  recordLook(setting.pool, {
    ...{ scope, compared, found: [], unread: [], adopted: [], dropped: [], isFirst: false },
    lookedAt: minutesOn(++minute),
    at: minutesOn(minute),
    ...change,
  })
const decide = (key: string, change: Partial<FindingDecision> = {}, operator = setting.operators.operator) =>
  decideFinding(
    setting.pool,
    {
      findingId: findingIdOf(scope, 'cron', key),
      intentId: newId('intent'),
      verdict: 'ignore',
      seen: 'h-wrong',
      reason: '',
      until: null,
      ...change,
    },
    { operatorId: operator, at: minutesOn(++minute) },
  )
const stateOf = async (key: string) =>
  (await findFinding(setting.pool, findingIdOf(scope, 'cron', key)))?.state as FindingState
const typesOf = async (streamId: string) =>
  (await storedFacts(setting.pool, streamId)).map(({ type }) => type)
const streamOf = (key: string) => `finding/${findingIdOf(scope, 'cron', key)}`

test('a first look is written down once, however often it is tried', async () => {
  const first = { adopted: [seen('a', 'one'), seen('b', 'two')], isFirst: true }
  expect((await mirrorOf(setting.pool, scope)).expected.isFirst).toBe(true)
  await Promise.all([look(first), look(first)])
  await look(first)
  const types = (await typesOf('executor/mac-mini')).filter((type) => type !== 'executor_registered')
  expect(types).toEqual(['mirror_adopted', 'mirror_adopted', 'baseline_adopted'])
  const { expected, agentIds, projectOf } = await mirrorOf(setting.pool, scope)
  expect(expected).toMatchObject({ isFirst: false, requiredAgents: [{ key: 'main', where: 'used by Ines' }] })
  expect(expected.marks.map(({ subject, hash }) => [subject.key, hash])).toEqual([
    ['a', 'h-one'],
    ['b', 'h-two'],
  ])
  expect({ agentIds, projectOf }).toEqual({
    agentIds: ['main'],
    projectOf: new Map([['main', setting.projectId]]),
  })
})

test('the same look twice, or two at once, is one finding with one entry', async () => {
  const one = { found: [found('a')], lookedAt: minutesOn(50), at: minutesOn(50) }
  minute = 50
  await Promise.all([look(one), look(one), look(one)])
  expect(await typesOf(streamOf('a'))).toEqual(['finding_opened'])
  await look({ found: [found('a', { theirs: side('worse') })] })
  expect(await typesOf(streamOf('a'))).toEqual(['finding_opened', 'finding_changed'])
  await look()
  expect((await stateOf('a')).status).toBe('gone')
})

test('what could not be read ends nothing', async () => {
  await look({ found: [found('b')] })
  await look({ unread: [{ kind: 'cron', key: '*' }] })
  expect((await stateOf('b')).status).toBe('open')
})

test('a decision is about what was seen, and the same one twice is one', async () => {
  await expect(decide('b', { seen: 'h-other' })).rejects.toMatchObject({ code: 'finding_changed' })
  await expect(decide('zzz')).rejects.toMatchObject({ code: 'not_found' })
  const intentId = newId('intent')
  await decide('b', { verdict: 'repair', intentId })
  await decide('b', { verdict: 'repair', intentId })
  await expect(decide('b', { verdict: 'adopt' })).rejects.toMatchObject({ code: 'finding_settled' })
  const { rows } = await setting.pool.query('select command, workflow_id, status from intent where id = $1', [
    intentId,
  ])
  expect(rows).toEqual([{ command: 'repairFinding', workflow_id: streamOf('b'), status: 'pending' }])
  // A look that began before or after sees it still wrong, and does not disturb the repair.
  await look({ found: [found('b')] })
  expect((await stateOf('b')).status).toBe('repairing')
  const findingId = findingIdOf(scope, 'cron', 'b')
  const ended = {
    ...{ findingId, intentId, at: minutesOn(++minute) },
    outcome: { outcome: 'done', detail: 'Wrote it.' } as const,
    second: { isRight: true, seen: { hash: 'h-right', line: 'right' } },
  }
  expect(await mayRepair(setting.pool, { findingId, intentId: 'in_other', at: ended.at })).toBe(false)
  expect(await mayRepair(setting.pool, ended)).toBe(true)
  await settleRepair(setting.pool, { ...ended, intentId: 'in_other' })
  await settleRepair(setting.pool, ended)
  await settleRepair(setting.pool, { ...ended, second: { isRight: false, seen: null } })
  expect((await stateOf('b')).status).toBe('repaired')
  expect((await typesOf(streamOf('b'))).slice(1)).toEqual(['finding_repair_requested', 'finding_repaired'])
})

test('whoever lost the role meanwhile repairs nothing', async () => {
  await look({ found: [found('c')] })
  const intentId = newId('intent')
  await decide('c', { verdict: 'repair', intentId }, setting.operators.viewer)
  const asked = { findingId: findingIdOf(scope, 'cron', 'c'), intentId, at: minutesOn(++minute) }
  expect(await mayRepair(setting.pool, asked)).toBe(false)
  expect(await stateOf('c')).toMatchObject({
    status: 'open',
    repair: { detail: expect.stringContaining('may not settle') },
  })
})

test('adopting changes the mirror: to what is there, or to nothing', async () => {
  await decide('c', { verdict: 'adopt', reason: 'It is better.' })
  const held = await mirroredSides(setting.pool, scope)
  expect(held.get('cron c')).toEqual(side('wrong'))
  await look({ found: [found('a', { difference: 'missing', theirs: null })] })
  await decide('a', { verdict: 'adopt', seen: null })
  expect((await mirroredSides(setting.pool, scope)).has('cron a')).toBe(false)
  expect((await typesOf('executor/mac-mini')).slice(-2)).toEqual(['mirror_adopted', 'mirror_dropped'])
})

test('findings and mirrors are what a rebuild makes of their streams', async () => {
  const { rows } = await setting.pool.query('select id, status, since, first_seen, state from finding')
  expect(rows.length).toBe(3)
  for (const row of rows) {
    const facts = await storedFacts(setting.pool, `finding/${row.id}`)
    const state = facts.reduce<FindingState | null>(applyFindingEntry, null)
    expect(row.state).toEqual(state)
    expect([row.status, row.since.toISOString(), row.first_seen.toISOString()]).toEqual([
      state?.status,
      state?.since,
      state?.firstSeen,
    ])
  }
  const mirror = new Map()
  for (const fact of await storedFacts(setting.pool, 'executor/mac-mini')) {
    if (fact.type === 'mirror_adopted')
      mirror.set(`${fact.body.kind} ${fact.body.subject.key}`, fact.body.side)
    if (fact.type === 'mirror_dropped') mirror.delete(`${fact.body.kind} ${fact.body.subject.key}`)
  }
  expect(await mirroredSides(setting.pool, scope)).toEqual(mirror)
})

test('the list: what stops work first, counts, and when was last looked', async () => {
  await look({
    found: [
      found('d'),
      found('e', { difference: 'duplicate' }),
      found('f', { difference: 'missing', theirs: null }),
    ],
  })
  const open = await listFindings(setting.pool, { view: 'open', limit: 10 })
  expect(open.map(({ subject }) => subject.key).sort()).toEqual(['d', 'e', 'f'])
  expect(open[0]?.difference).toBe('duplicate')
  expect(open[0]).toMatchObject({ oursLine: 'right', theirsLine: 'wrong', projectName: 'Letter', count: 1 })
  expect(open[0]?.lastSeen).toBe(minutesOn(minute))
  await decide('d', { reason: 'known' })
  expect(await countFindings(setting.pool)).toEqual({ open: 2, ignored: 1, settled: 3 })
  const only = { view: 'all', limit: 10, projectId: 'pr_other' } as const
  expect(await listFindings(setting.pool, only)).toEqual([])
  expect(await listLooks(setting.pool, { scope: 'front-office', name: 'Tasks' })).toMatchObject([
    { scope, name: 'Mac mini', lookedAt: minutesOn(minute - 1), compared },
    { scope: 'front-office', name: 'Tasks', lookedAt: null, baselineAt: null, compared: null },
  ])
})

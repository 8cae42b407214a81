import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Seen } from '#domain/drift/diff-rules.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { Compared, Found } from '#domain/drift/look-rules.ts'
import { newId } from '#domain/ids.ts'
import { findFinding, listLooks } from '#prisma/read/findings.ts'
import { gatewayDoors } from '#prisma/read/gateway-doors.ts'
import { mirroredSides, mirrorOf } from '#prisma/read/mirrors.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { minutesOn } from '#test/stories.ts'
import { decideFinding } from './findings.ts'
import { type LookResult, recordLook } from './looks.ts'
import { type ClosedPermission, closePermission } from './permissions.ts'
import { mayRepair, settleRepair } from './repairs.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const scope = 'mac-mini'
const use = { times: 3, lastAt: '2026-11-20T11:00:00.000Z', until: null }
const compared: Compared = {
  ...{ cron: 0, agents: 1, files: 0, tasks: 0, workflows: 0, unread: [] },
  uses: { 'allow/main/a': use },
}
const side = (value: string) => ({ hash: `h-${value}`, line: value, text: value, isMasked: false })
const subjectOf = (key: string) => ({ key, name: key, where: 'main' })
const seen = (key: string): Seen => ({
  ...{ kind: 'permission', subject: subjectOf(key), side: side(key), isPassing: true },
  ...{ agentId: 'main', bornAt: 0 },
})
const found = (key: string): Found => ({
  ...{ kind: 'permission', difference: 'extra', subject: subjectOf(key), projectId: setting.projectId },
  ...{ ours: null, theirs: side(key) },
})
let minute = 0
const look = (change: Partial<LookResult> = {}) =>
  recordLook(setting.pool, {
    ...{ scope, compared, found: [], unread: [], adopted: [], dropped: [], isFirst: false },
    ...{ lookedAt: minutesOn(++minute), at: minutesOn(minute) },
    ...change,
  })
const close = (key: string, change: Partial<ClosedPermission> = {}) =>
  closePermission(
    setting.pool,
    { executorId: scope, key, seen: `h-${key}`, intentId: newId('intent'), ...change },
    { operatorId: setting.operators.operator, at: minutesOn(++minute) },
  )
const idOf = (key: string) => findingIdOf(scope, 'permission', key)
const stateOf = async (key: string) => (await findFinding(setting.pool, idOf(key)))?.state
const typesOf = async (key: string) =>
  (await storedFacts(setting.pool, `finding/${idOf(key)}`)).map(({ type }) => type)
const doors = async () =>
  (await gatewayDoors(setting.pool)).map(({ name, finding }) => `${name} ${finding?.status ?? 'right'}`)
const settle = (key: string, intentId: string, isRight: boolean) =>
  settleRepair(setting.pool, {
    ...{ findingId: idOf(key), intentId, at: minutesOn(++minute) },
    outcome: { outcome: 'done', detail: 'Took it off.' },
    second: { isRight, seen: isRight ? null : { hash: `h-${key}`, line: key } },
  })

const [a, b, c] = ['allow/main/a', 'allow/main/b', 'grant/c']

test('what was there at the first look is told with its use, and not as a part of the looks', async () => {
  await look({ adopted: [seen('commands'), seen(a), seen(b)], isFirst: true })
  await look()
  expect(await doors()).toEqual([`${a} right`, `${b} right`, 'commands right'])
  expect((await gatewayDoors(setting.pool)).map((one) => one.use)).toEqual([use, null, null])
  const [first] = await listLooks(setting.pool, { scope: 'front-office', name: 'Own' })
  expect(first?.compared).toMatchObject({ agents: 1 })
  expect(first?.compared).not.toHaveProperty('uses')
})

test('one that was adopted is closed: wrong from now on, a finding under repair, and gone once that is seen', async () => {
  const intentId = newId('intent')
  await close(a, { intentId })
  await close(a, { intentId })
  expect(await typesOf(a)).toEqual(['finding_opened', 'finding_repair_requested'])
  expect(await stateOf(a)).toMatchObject({
    ...{ scope, kind: 'permission', difference: 'extra', status: 'repairing', ours: null },
    theirs: { hash: `h-${a}` },
  })
  expect((await mirroredSides(setting.pool, scope)).get(`permission ${a}`)).toBeNull()
  const { expected } = await mirrorOf(setting.pool, scope)
  expect(expected.marks).toContainEqual({
    ...{ kind: 'permission', subject: subjectOf(a), hash: null, isPassing: true },
  })
  const { rows } = await setting.pool.query('select command, body, workflow_id from intent where id = $1', [
    intentId,
  ])
  expect(rows).toEqual([
    { command: 'repairFinding', body: { findingId: idOf(a) }, workflow_id: `finding/${idOf(a)}` },
  ])
  expect(await doors()).toEqual([`${a} repairing`, `${b} right`, 'commands right'])
  await expect(close(a)).rejects.toMatchObject({ code: 'finding_settled' })
  const asked = { findingId: idOf(a), intentId, at: minutesOn(++minute) }
  expect(await mayRepair(setting.pool, asked)).toBe(true)
  await settle(a, intentId, true)
  expect(await doors()).toEqual([`${b} right`, 'commands right'])
  await expect(close(a)).rejects.toMatchObject({ code: 'not_found' })
})

test('where the gateway has it still it stays a finding, which can be closed again or adopted', async () => {
  const intentId = newId('intent')
  await close(b, { intentId })
  await settle(b, intentId, false)
  expect(await doors()).toEqual([`${b} open`, 'commands right'])
  await close(b)
  expect(await typesOf(b)).toEqual([
    ...['finding_opened', 'finding_repair_requested', 'finding_repair_failed', 'finding_repair_requested'],
  ])
  await settle(b, (await stateOf(b))?.repair?.intentId ?? '', false)
  const decision = { findingId: idOf(b), intentId: newId('intent'), verdict: 'adopt', reason: '' } as const
  const by = { operatorId: setting.operators.operator, at: minutesOn(++minute) }
  await decideFinding(setting.pool, { ...decision, seen: `h-${b}`, until: null }, by)
  expect(await doors()).toEqual([`${b} right`, 'commands right'])
  await close(b)
  expect((await typesOf(b)).at(-2)).toBe('finding_reopened')
})

test('one that appeared and was never adopted is closed as the finding that it is', async () => {
  await look({ found: [found(c)] })
  expect((await doors())[0]).toBe(`${b} repairing`)
  expect(await doors()).toContain(`${c} open`)
  await close(c)
  expect(await typesOf(c)).toEqual(['finding_opened', 'finding_repair_requested'])
  expect(await stateOf(c)).toMatchObject({ projectId: setting.projectId, status: 'repairing' })
})

test('what is unknown, changed meanwhile, or a setting of the gateway is not closed', async () => {
  await expect(close('allow/main/nobody')).rejects.toMatchObject({ code: 'not_found' })
  await expect(close('commands')).rejects.toMatchObject({ code: 'finding_by_hand' })
  await look({ adopted: [seen('mcp/main/crm/x')] })
  await expect(close('mcp/main/crm/x', { seen: 'h-other' })).rejects.toMatchObject({
    code: 'finding_changed',
  })
  expect(await doors()).toContain('mcp/main/crm/x right')
})

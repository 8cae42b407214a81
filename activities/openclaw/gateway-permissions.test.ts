import { beforeEach, expect, test } from 'vitest'
import type { RepairRequest } from '#domain/drift/repair.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayRefusal } from './gateway-errors.ts'
import { permissionsOf, removePermission } from './gateway-permissions.ts'

const masking = { masked: (text: string) => text, maskedValue: <T>(value: T) => value }
const now = Date.parse('2026-11-27T00:00:00.000Z')
const grant = {
  ...{ grantId: 'g1', mintedByApprovalId: 'a1', agentId: 'main', cronJobId: 'j1', cronJobName: 'Nightly' },
  ...{ command: 'git pull', cwd: null, createdAtMs: 1, expiresAtMs: now + 1_000, revokedAtMs: null },
  ...{ revokedBy: null, lastUsedAtMs: null, useCount: 3 },
}
const file = {
  version: 1,
  defaults: { security: 'allowlist', ask: 'on-miss' },
  agents: {
    main: {
      allowlist: [{ id: 'e1', pattern: '/usr/bin/git', lastUsedAt: 5 }, { pattern: 'ls' }],
      mcpTools: [{ server: 'crm', tool: 'export', source: 'allow-always', addedAt: 1 }],
    },
  },
}

let gateway: ScriptedGateway
const deps = () => ({ gateway: gateway.asGateway(), ...masking })
const says = (kept: object = file, grants: object[] = [grant]) => {
  gateway.next('exec.approvals.get', { path: 'x', exists: true, hash: 'h1', file: kept })
  gateway.next('exec.approval.grants.list', { grants })
}
beforeEach(() => {
  gateway = new ScriptedGateway()
})
const keys = async () => (await permissionsOf(deps(), now)).seen.map(({ subject }) => subject.key)
const request = (key: string, theirsHash: string | null): RepairRequest => ({
  kind: 'permission',
  difference: 'extra',
  subject: { key, name: key, where: 'main' },
  ...{ ours: null, theirsHash },
})
async function hashOf(key: string): Promise<string> {
  says()
  const found = (await permissionsOf(deps(), now)).seen.find(({ subject }) => subject.key === key)
  return found?.side?.hash ?? ''
}

test('what passes there is told: how commands are allowed, each entry of a list, tools, and grants of jobs', async () => {
  says()
  const { seen, uses } = await permissionsOf(deps(), now)
  expect(seen.map(({ subject, side }) => [subject.name, subject.where, side?.line])).toEqual([
    ['commands', 'all agents of the gateway', 'security allowlist, asks on-miss'],
    ['/usr/bin/git', 'main', '/usr/bin/git'],
    ['ls', 'main', 'ls'],
    ['export', 'main', 'export of crm'],
    ['git pull', 'main', 'git pull, in the job Nightly, until 2026-11-27T00:00:01.000Z'],
  ])
  expect(seen.every(({ isPassing }) => isPassing)).toBe(true)
  expect(uses).toEqual({
    'allow/main/e1': { times: null, lastAt: '1970-01-01T00:00:00.005Z', until: null },
    [seen[2]?.subject.key ?? '']: { times: null, lastAt: null, until: null },
    'mcp/main/crm/export': { times: null, lastAt: null, until: null },
    'grant/g1': { times: 3, lastAt: null, until: '2026-11-27T00:00:01.000Z' },
  })
})

test('where more passes than by itself it is told, of all agents and of one; where it does not, the value is as before', async () => {
  const byItself = { security: 'full', ask: 'off', askFallback: 'deny', autoAllowSkills: false }
  const looser = { askFallback: 'full', autoAllowSkills: true }
  const answer = (defaults: object, agents: object = {}) => {
    gateway.next('exec.approvals.get', { hash: 'h', file: { agents }, resolvedDefaults: defaults })
    gateway.next('exec.approval.grants.list', { grants: [] })
    return permissionsOf(deps(), now)
  }
  const usual = (await answer(byItself)).seen[0]?.side
  expect(usual?.line).toBe('security full, asks off')
  expect((await answer({ security: 'full', ask: 'off' })).seen[0]?.side).toEqual(usual)
  const { seen } = await answer({ ...byItself, ...looser }, { main: looser, '*': { autoAllowSkills: false } })
  expect(seen.map(({ side }) => side?.line)).toEqual([
    'security full, asks off, full where nobody can be asked, programs of skills pass',
    'security as for all, asks as for all, full where nobody can be asked, programs of skills pass',
  ])
})

test('a use of one is no difference, and what is revoked or expired there is not told', async () => {
  const before = await hashOf('grant/g1')
  says(file, [{ ...grant, useCount: 9, lastUsedAtMs: 7 }])
  const after = (await permissionsOf(deps(), now)).seen.find(({ subject }) => subject.key === 'grant/g1')
  expect(after?.side?.hash).toBe(before)
  says({ version: 1 }, [
    { ...grant, revokedAtMs: 1 },
    { ...grant, grantId: 'g2', expiresAtMs: now },
  ])
  expect(await keys()).toEqual(['commands'])
})

test('an older gateway that knows no such lists lets nothing pass by them; any other refusal is told', async () => {
  const unknown = new GatewayRefusal('INVALID_REQUEST', 'unknown method: x', false, 0)
  gateway.next('exec.approvals.get', unknown)
  gateway.next('exec.approval.grants.list', unknown)
  expect(await keys()).toEqual([])
  gateway.next('exec.approvals.get', new GatewayRefusal('FORBIDDEN', 'may not', false, 0))
  await expect(permissionsOf(deps(), now)).rejects.toThrow('may not')
})

test('one is taken off its list and the others stay', async () => {
  const key = 'allow/main/e1'
  const hash = await hashOf(key)
  says()
  says()
  gateway.next('exec.approvals.set', {})
  expect(await removePermission(deps(), request(key, hash))).toMatchObject({ outcome: 'done' })
  expect(gateway.paramsOf('exec.approvals.set')).toEqual([
    {
      baseHash: 'h1',
      file: { ...file, agents: { main: { ...file.agents.main, allowlist: [{ pattern: 'ls' }] } } },
    },
  ])
})

test('what changed since it was decided, and how commands are allowed at all, is let alone', async () => {
  says()
  expect(await removePermission(deps(), request('allow/main/e1', 'other'))).toMatchObject({
    outcome: 'refused',
    detail: expect.stringMatching(/changed again/),
  })
  const hash = await hashOf('commands')
  expect(await removePermission(deps(), request('commands', hash))).toMatchObject({ outcome: 'refused' })
  says({ version: 1 }, [])
  expect(await removePermission(deps(), request('allow/main/e1', 'x'))).toMatchObject({ outcome: 'done' })
})

test('lists that changed between reading and writing are read again, and not for ever; any other refusal is told', async () => {
  const moved = new GatewayRefusal('INVALID_REQUEST', 'exec approvals changed since last load', false, 0)
  const key = 'mcp/main/crm/export'
  const hash = await hashOf(key)
  says()
  gateway.next('exec.approvals.get', { hash: 'h1', file }, { hash: 'h2', file })
  gateway.next('exec.approvals.set', moved, {})
  expect(await removePermission(deps(), request(key, hash))).toMatchObject({ outcome: 'done' })
  expect(gateway.paramsOf('exec.approvals.set').map(({ baseHash }) => baseHash)).toEqual(['h1', 'h2'])
  says()
  const read = { hash: 'h', file }
  gateway.next('exec.approvals.get', ...Array<typeof read>(9).fill(read))
  gateway.next('exec.approvals.set', ...Array<GatewayRefusal>(9).fill(moved))
  await expect(removePermission(deps(), request(key, hash))).rejects.toThrow('changed since last load')
  expect(gateway.paramsOf('exec.approvals.set')).toHaveLength(7)
})

test('a grant is revoked by its id', async () => {
  const hash = await hashOf('grant/g1')
  // A grant that has ended by now is gone already.
  const open = { ...grant, expiresAtMs: null }
  expect(hash).not.toBe('')
  says(file, [open])
  const { seen } = await permissionsOf(deps(), now)
  const theirs = seen.find(({ subject }) => subject.key === 'grant/g1')?.side?.hash ?? null
  says(file, [open])
  gateway.next('exec.approval.grants.revoke', { outcome: 'revoked' })
  expect(await removePermission(deps(), request('grant/g1', theirs))).toEqual({
    ...{ outcome: 'done', detail: 'Revoked the gateway’s grant for grant/g1.' },
  })
  expect(gateway.paramsOf('exec.approval.grants.revoke')).toEqual([{ grantId: 'g1' }])
})

test('a time that is none is an odd answer, and no failure of the look', async () => {
  for (const [kept, grants] of [
    [{ agents: { main: { allowlist: [{ pattern: 'ls', lastUsedAt: 1e300 }] } } }, []],
    [{ version: 1 }, [{ ...grant, expiresAtMs: 9e15 }]],
    [{ version: 1 }, [{ ...grant, useCount: 0.5 }]],
  ] as const) {
    gateway = new ScriptedGateway()
    says(kept, [...grants])
    await expect(permissionsOf(deps(), now)).rejects.toMatchObject({ name: 'ZodError' })
  }
})

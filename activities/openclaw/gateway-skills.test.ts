import { beforeEach, expect, test } from 'vitest'
import type { RepairRequest } from '#domain/drift/repair.ts'
import { skillsSide } from '#domain/drift/skills-side.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import { repairOn } from './gateway-repair.ts'
import { takeSnapshot } from './gateway-snapshot.ts'

const masking = { masked: (text: string) => text, maskedValue: <T>(value: T) => value }
const rows = { agents: [{ id: 'main', workspace: '/work' }, { id: 'writer' }] }
interface Agents {
  defaults?: { skills?: string[] }
  entries?: Record<string, { skills?: string[]; name?: string }>
}
const configured = (hash: string, agents?: Agents) => ({ hash, config: agents ? { agents } : {} })
const stale = new GatewayRefusal(
  'INVALID_REQUEST',
  'config changed since last load; re-run config.get and retry',
  false,
  0,
)

let gateway: ScriptedGateway
beforeEach(() => {
  gateway = new ScriptedGateway()
})
const deps = () => ({ gateway: gateway.asGateway(), ...masking })
const order = (names: string[], agentId = 'main'): RepairRequest => ({
  ...{ kind: 'agent_skills', difference: 'changed', theirsHash: null },
  ...{ subject: { key: agentId, name: agentId, where: 'used by Ines' }, ours: skillsSide(names) },
})
function set(names: string[], ...configs: object[]) {
  gateway.next('agents.list', rows)
  gateway.next('config.get', ...configs)
  return repairOn(deps(), order(names))
}
const patches = () =>
  gateway
    .paramsOf('config.patch')
    .map(({ raw, baseHash, replacePaths }) => ({ baseHash, replacePaths, patch: JSON.parse(String(raw)) }))

async function seen(agents: Agents | undefined, skillAgents = ['main']) {
  gateway.next('agents.list', rows)
  gateway.next('config.get', configured('h', agents))
  return takeSnapshot(deps(), { kinds: ['agent_skills'], agentIds: [], known: {}, skillAgents })
}
const line = async (agents?: Agents) => (await seen(agents)).seen[0]?.side?.line

test('an agent’s own list replaces that of all; without either it may use every skill', async () => {
  expect(await line()).toBe('every skill')
  expect(await line({ defaults: { skills: ['b', 'a'] }, entries: { writer: { skills: [] } } })).toBe('a, b')
  expect(await line({ defaults: { skills: ['a'] }, entries: { Main: { skills: [] } } })).toBe('no skill')
})

test('the same names in another order are the same list, by the same hash as the policy’s', async () => {
  const [found] = (await seen({ entries: { main: { skills: ['b', 'a'] } } })).seen
  expect(found?.side).toEqual(skillsSide(['a', 'b']))
})

test('only the agents that are asked for and there are read; nobody asked, nothing is', async () => {
  expect((await seen(undefined, ['writer', 'gone'])).seen.map(({ subject }) => subject.key)).toEqual([
    'writer',
  ])
  const before = gateway.methods().length
  expect((await takeSnapshot(deps(), { kinds: ['agent_skills'], agentIds: [], known: {} })).seen).toEqual([])
  expect(gateway.methods()).toHaveLength(before)
})

test('a list is written under the hash that was read, and nothing else of the entry', async () => {
  gateway.next('config.patch', {})
  const entries = { main: { skills: ['x'], name: 'Main' } }
  expect(await set(['b', 'a'], configured('h1', { entries }))).toEqual({
    outcome: 'done',
    detail: 'Set the skills of main to a, b. Before: x.',
  })
  expect(patches()).toEqual([
    {
      baseHash: 'h1',
      replacePaths: ['agents.entries.main.skills'],
      patch: { agents: { entries: { main: { skills: ['a', 'b'] } } } },
    },
  ])
})

test('an entry that a person wrote in capitals is that agent’s, and no second one is made', async () => {
  gateway.next('config.patch', {})
  await set([], configured('h', { entries: { Main: {} } }))
  expect(patches()).toMatchObject([
    {
      replacePaths: ['agents.entries.Main.skills'],
      patch: { agents: { entries: { Main: { skills: [] } } } },
    },
  ])
})

test('what is right already is not written, also where it comes from the list of all', async () => {
  const already = { outcome: 'done', detail: 'It was right already.' }
  expect(await set(['a', 'b'], configured('h', { entries: { main: { skills: ['b', 'a'] } } }))).toEqual(
    already,
  )
  expect(await set(['a'], configured('h', { defaults: { skills: ['a'] } }))).toEqual(already)
  expect(patches()).toEqual([])
})

test('the configuration as it is written counts, not what the gateway makes of it', async () => {
  gateway.next('config.patch', {})
  const made = configured('h', { entries: { main: { skills: ['a'] } } })
  const written = { ...made, sourceConfig: { agents: { entries: { main: {} } } } }
  expect((await set(['a'], written)).detail).toBe('Set the skills of main to a. Before: every skill.')
})

test('no list there is not the same as a list of nothing', async () => {
  gateway.next('config.patch', {})
  expect((await set([], configured('h'))).detail).toBe(
    'Set the skills of main to no skill. Before: every skill.',
  )
})

test('who was faster is read again; after five times it is left for another look', async () => {
  gateway.next('config.patch', stale, {})
  expect((await set(['a'], configured('h1'), configured('h2'))).outcome).toBe('done')
  expect(patches().map(({ baseHash }) => baseHash)).toEqual(['h1', 'h2'])
  gateway.next('config.patch', stale, stale, stale, stale, stale)
  const configs = [1, 2, 3, 4, 5].map((n) => configured(`n${n}`))
  expect(await set(['a'], ...configs)).toEqual({
    outcome: 'refused',
    detail: 'The gateway’s configuration changed each time that it was written.',
  })
})

test('an agent that is not there is not made by its list', async () => {
  gateway.next('agents.list', rows)
  expect(await repairOn(deps(), order(['a'], 'gone'))).toEqual({
    outcome: 'refused',
    detail: 'OpenClaw has no agent gone.',
  })
  expect(gateway.methods()).toEqual(['agents.list'])
})

test('what no policy says any more is let alone', async () => {
  expect((await repairOn(deps(), { ...order([]), ours: null })).outcome).toBe('done')
  expect(gateway.methods()).toEqual([])
})

test('a gateway that refuses says why; one that goes away is asked anew', async () => {
  gateway.next('config.patch', new GatewayRefusal('INVALID_REQUEST', 'invalid config', false, 0))
  expect(await set(['a'], configured('h'))).toEqual({
    outcome: 'refused',
    detail: 'The gateway refused: invalid config',
  })
  gateway.next('config.patch', new GatewayLost('closed'))
  await expect(set(['a'], configured('h'))).rejects.toThrow('closed')
})

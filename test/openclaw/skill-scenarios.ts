import { expect } from 'vitest'
import { findingsContract } from '#api/findings/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Skills } from '#domain/policy/skill-rules.ts'
import { decide, listed, look, untilThere } from './drift-scenarios.ts'
import type { Scenario, World } from './world.ts'

interface Agents {
  entries?: Record<string, { skills?: string[] }>
}
interface Told {
  hash: string
  sourceConfig: { agents?: Agents }
}
const told = (world: World) => world.byHand<Told>('config.get', {})
const listOf = async (world: World) =>
  [...((await told(world)).sourceConfig.agents?.entries?.main?.skills ?? ['every skill'])].sort()

async function patch(world: World, skills: string[] | null) {
  const raw = JSON.stringify({ agents: { entries: { main: { skills } } } })
  const { hash: baseHash } = await told(world)
  await world.byHand('config.patch', { raw, baseHash, replacePaths: ['agents.entries.main.skills'] })
}

async function say(world: World, scopeId: string, skills: Skills) {
  const params = { scopeId }
  const { version, document } = await world.ask(policiesContract.getPolicy, { params })
  const body = { document: PolicyDocument.parse({ ...document, skills }), note: '', version }
  await world.ask(policiesContract.changePolicy, { params, body })
}

/** Of the gateway's skills, by its own word: those that it shows the agent, of these. */
async function shown(world: World, names: string[]): Promise<string[]> {
  const { skills } = await world.byHand<{ skills: { name: string; blockedByAgentFilter: boolean }[] }>(
    'skills.status',
    { agentId: 'main' },
  )
  const seen = skills.filter(({ name }) => names.includes(name))
  expect(seen.map(({ name }) => name).sort()).toEqual(names)
  return seen
    .filter(({ blockedByAgentFilter }) => !blockedByAgentFilter)
    .map(({ name }) => name)
    .sort()
}

const findingOf = async (world: World) =>
  (await listed(world)).items.find(({ kind, subject }) => kind === 'agent_skills' && subject.key === 'main')

const streamId = 'executor/mac-mini'
/** The list is that, without anybody asking for a look; and so it is recorded, from when on another one is a finding. */
async function untilListed(world: World, names: string[]) {
  await untilThere(`the list ${names}`, async () => (await listOf(world)).join() === names.join() || null)
  await untilThere(`an entry of ${names}`, async () => {
    const query = { streamId, type: 'mirror_adopted', limit: 200 } as const
    const { items } = await world.ask(ledgerContract.listEntries, { query })
    return items.some(({ body }) => JSON.stringify(body).includes(`to ${names.join(', ')}. Before: `))
  })
}

const skillScenario: Scenario = {
  name: 'the skills that a policy says are the gateway’s list and follow it; one that is added there is found and taken off',
  async run(world) {
    const both = ['github', 'weather']
    const { agentId } = await world.aProject()
    await say(world, agentId, ['weather'])
    await untilListed(world, ['weather'])
    expect(await shown(world, both)).toEqual(['weather'])

    await patch(world, ['weather', 'github'])
    await look(world)
    const row = await findingOf(world)
    expect(row).toMatchObject({ status: 'open', difference: 'changed', theirsLine: 'github, weather' })
    const finding = await world.ask(findingsContract.getFinding, { params: { findingId: String(row?.id) } })
    expect(finding.ours?.line).toBe('weather')
    await decide(world, finding, 'repair')
    expect([await listOf(world), await shown(world, both)]).toEqual([['weather'], ['weather']])

    await say(world, agentId, both)
    await untilListed(world, both)
    expect(await shown(world, both)).toEqual(both)
    await look(world)
    expect((await findingOf(world))?.status).not.toBe('open')

    await say(world, agentId, null)
    await patch(world, null)
    await look(world)
    expect((await findingOf(world))?.status).not.toBe('open')
    expect(await listOf(world)).toEqual(['every skill'])
  },
}

export const skillScenarios = [skillScenario]

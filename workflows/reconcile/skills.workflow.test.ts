import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Skills } from '#domain/policy/skill-rules.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'

// A busy machine looks slowly.
vi.setConfig({ testTimeout: 240_000 })

let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld()
}, 90_000)
afterAll(() => world?.stop())

let version = 0
const say = (skills: Skills) =>
  changePolicy(
    world.plane.database.pool,
    { scopeId: world.plane.agentId, scope: 'agent', projectId: world.plane.projectId },
    { document: PolicyDocument.parse({ skills }), note: '', version: version++ },
    { operatorId: world.plane.operators.owner, at: new Date().toISOString() },
  )
interface Told {
  hash: string
  config: { agents?: { entries?: Record<string, { skills?: string[] }> } }
}
const told = () => world.byHand<Told>('config.get', {})
const listed = async () => (await told()).config.agents?.entries?.main?.skills
async function setByHand(skills: string[]) {
  const raw = JSON.stringify({ agents: { entries: { main: { skills } } } })
  const { hash: baseHash } = await told()
  await world.byHand('config.patch', { raw, baseHash, replacePaths: ['agents.entries.main.skills'] })
}
const writes = async () =>
  world.plane.database.pool
    .query(`select body->>'detail' as detail from entry where type = 'mirror_adopted' and body->>'kind' = 'agent_skills'
             order by stream_seq`)
    .then(({ rows }) => rows.map(({ detail }) => detail))

test('without a word of skills in any policy the gateway’s own list stays as it is', async () => {
  await setByHand(['github'])
  await world.look()
  expect([await listed(), await world.open()]).toEqual([['github'], []])
})

test('what a policy says is set by a look, and follows each change of it', async () => {
  await say(['weather'])
  await world.look()
  expect([await listed(), await world.open()]).toEqual([['weather'], []])
  await say(['weather', 'release-notes'])
  await world.look()
  expect([await listed(), await world.open()]).toEqual([['release-notes', 'weather'], []])
  const details = [
    'Set the skills of main to weather. Before: github.',
    'Set the skills of main to release-notes, weather. Before: weather.',
  ]
  expect(await writes()).toEqual(details)
  await world.look()
  expect(await writes()).toEqual(details)
})

test('a foreign change is found, written back when it is asked for, and proven by a second look', async () => {
  await setByHand(['github', 'release-notes', 'weather'])
  await world.look()
  expect(await world.open()).toEqual(['changed agent_skills main'])
  expect(await listed()).toEqual(['github', 'release-notes', 'weather'])
  await expect(world.decide('main', { verdict: 'adopt' })).rejects.toThrow(/Change the policy/)
  const findingId = await world.decide('main', { verdict: 'repair' })
  const { repair } = await world.until(findingId, 'repaired')
  expect(repair?.detail).toMatch(/^Set the skills of main to release-notes, weather/)
  expect(await listed()).toEqual(['release-notes', 'weather'])
  await world.look()
  expect(await world.open()).toEqual([])
})

test('a gateway that is away has its list once it is back', async () => {
  await world.stopGateway()
  await say([])
  const looking = world.look()
  await world.startGateway()
  await looking
  expect([await listed(), await world.open()]).toEqual([[], []])
})

test('taken out of the policy, the list stays, and whoever changes it then may', async () => {
  await say(null)
  await world.look()
  expect([await listed(), await world.open()]).toEqual([[], []])
  await setByHand(['github'])
  await world.look()
  expect([await listed(), await world.open()]).toEqual([['github'], []])
})

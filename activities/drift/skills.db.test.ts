import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare, type Seen } from '#domain/drift/diff-rules.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { RepairOutcome } from '#domain/drift/repair.ts'
import { skillsSide } from '#domain/drift/skills-side.ts'
import { newId } from '#domain/ids.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Skills } from '#domain/policy/skill-rules.ts'
import { findFinding } from '#prisma/read/findings.ts'
import { policyInForce, policyOwner } from '#prisma/read/policies.ts'
import { executorsDue, skillListsOf } from '#prisma/read/skill-lists.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { decideFinding } from '#prisma/write/settings/findings.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const activities = () => createDriftActivities({ pool: setting.pool } as SightDeps)
const by = () => ({ operatorId: setting.operators.owner, at: new Date().toISOString() })
async function say(scopeId: string, skills: Skills) {
  const owner = await policyOwner(setting.pool, scopeId)
  if (!owner) throw new Error(`nobody is ${scopeId}`)
  const { version } = await policyInForce(setting.pool, owner)
  const document = PolicyDocument.parse({ skills })
  await changePolicy(setting.pool, owner, { document, note: '', version }, by())
}
const set = (detail: string): RepairOutcome => ({ outcome: 'done', detail })

/** A look at a gateway whose agent main has this list; what is due is set, unless it refuses. */
async function look(there: Skills, outcome: RepairOutcome = set('Set it.')) {
  const { lookedAt, expected, request, due = [] } = await activities().planLook('mac-mini')
  const isSet = due.length > 0 && outcome.outcome === 'done'
  const side = isSet ? (due[0]?.ours ?? null) : skillsSide(there)
  const subject = { key: 'main', name: 'main', where: '/work' }
  const asked = request.skillAgents ?? []
  const seen: Seen[] = asked.map(() => ({
    ...{ kind: 'agent_skills', subject, side, isPassing: false, agentId: 'main', bornAt: 0 },
  }))
  const agent: Seen = {
    ...{ kind: 'agent', subject, side: skillsSide([]), isPassing: false, agentId: 'main', bornAt: 0 },
  }
  await activities().recordLook({
    ...compare(expected, { seen: [agent, ...seen], unread: [] }),
    ...{ scope: 'mac-mini', lookedAt, isFirst: expected.isFirst, unread: [], runs: [], rivals: [] },
    counts: { cron: 0, agents: 1, files: 0 },
    set: due.map(({ subject: { key } }) => ({ agentId: key, outcome })),
  })
  return { asked, due: due.map(({ ours }) => ours?.line) }
}
const findingId = () => findingIdOf('mac-mini', 'agent_skills', 'main')
const finding = async () => (await findFinding(setting.pool, findingId()))?.state
const held = async () =>
  (await setting.pool.query(`select owner, side->>'line' as line from mirror where kind = 'agent_skills'`))
    .rows

test('where no policy speaks of skills nothing is read, set or held', async () => {
  expect(await look(['github'])).toEqual({ asked: [], due: [] })
  expect([await held(), await executorsDue(setting.pool), await finding()]).toEqual([[], [], undefined])
})

test('a list that a policy says is due until a look has set it, and is recorded with what was done', async () => {
  await say(setting.projectId, ['weather', 'github'])
  expect(await executorsDue(setting.pool)).toMatchObject([{ executorId: 'mac-mini' }])
  expect(await look(null, set('Set the skills of main.'))).toEqual({
    asked: ['main'],
    due: ['github, weather'],
  })
  expect(await held()).toEqual([{ owner: 'front_office', line: 'github, weather' }])
  const adopted = (await storedFacts(setting.pool, 'executor/mac-mini')).filter(
    ({ type, body }) => type === 'mirror_adopted' && (body as { kind: string }).kind === 'agent_skills',
  )
  expect(adopted).toMatchObject([{ actor: 'system:reconciler', body: { detail: 'Set the skills of main.' } }])
  expect([await executorsDue(setting.pool), await finding()]).toEqual([[], undefined])
  expect(await look(['weather', 'github'])).toEqual({ asked: ['main'], due: [] })
  expect(await finding()).toBeUndefined()
})

test('a list that somebody changes there is a finding, which can’t be adopted, and goes with the change', async () => {
  expect((await look(['github', 'shell', 'weather'])).due).toEqual([])
  expect(await finding()).toMatchObject({
    ...{ status: 'open', difference: 'changed', projectId: setting.projectId, subject: { name: 'main' } },
    ...{ ours: { line: 'github, weather' }, theirs: { line: 'github, shell, weather' } },
  })
  const seen = (await finding())?.theirs?.hash ?? null
  const decision = { findingId: findingId(), intentId: newId('intent'), reason: '', until: null, seen }
  await expect(decideFinding(setting.pool, { ...decision, verdict: 'adopt' }, by())).rejects.toThrow(
    /Change the policy, or repair it/,
  )
  await look(['github', 'weather'])
  expect((await finding())?.status).toBe('gone')
})

test('a repair writes what policies say by then, and not what they said when it was found', async () => {
  await look(null)
  const seen = (await finding())?.theirs?.hash ?? null
  const intentId = newId('intent')
  const decision = { findingId: findingId(), intentId, reason: '', until: null, seen }
  await decideFinding(setting.pool, { ...decision, verdict: 'repair' }, by())
  await say(setting.agentId, ['weather'])
  const plan = await activities().planRepair({ findingId: findingId(), intentId })
  expect(plan?.repair).toMatchObject({ kind: 'agent_skills', ours: { line: 'weather' } })
  expect(plan?.request).toMatchObject({ kinds: ['agent_skills'], skillAgents: ['main'] })
  const second = { isRight: true, seen: null }
  await activities().settleRepair({ findingId: findingId(), intentId, outcome: set('Set it.'), second })
  expect((await finding())?.status).toBe('repaired')
})

test('a gateway that refuses: the look says so, the difference is a finding, and it stays due', async () => {
  const refused: RepairOutcome = { outcome: 'refused', detail: 'The gateway refused: invalid config' }
  expect((await look(['github'], refused)).due).toEqual(['weather'])
  expect(await finding()).toMatchObject({ status: 'open', ours: { line: 'weather' } })
  const { rows } = await setting.pool.query(`select compared from look where scope = 'mac-mini'`)
  expect(rows[0]?.compared.unread).toContain('the skills of main: The gateway refused: invalid config')
  expect(await executorsDue(setting.pool)).toHaveLength(1)
  expect((await look(['github'])).due).toEqual(['weather'])
  expect((await finding())?.status).toBe('gone')
})

test('of several agents on one agent of OpenClaw all lists hold, those of wider scopes too', async () => {
  const agent = { projectId: setting.projectId, name: 'Otto', role: '', charter: '', executorId: 'mac-mini' }
  const body = { ...agent, openclawAgentId: 'main' }
  const otto = newId('agent')
  const who = { at: new Date().toISOString(), actor: `operator:${setting.operators.owner}` }
  await createAgent(setting.pool, otto, { ...who, type: 'agent_created', body })
  await say(setting.agentId, null)
  await say(otto, ['release-notes', 'github'])
  await say('portfolio', ['release-notes', 'weather', 'github'])
  expect((await look(null)).due).toEqual(['github'])
  await say(otto, [])
  expect((await look(null)).due).toEqual(['no skill'])
})

test('what no policy says any more is let alone and held no longer; said again, it is set again', async () => {
  for (const scopeId of ['portfolio', setting.projectId, setting.agentId]) await say(scopeId, null)
  const others = await setting.pool.query(
    `select scope_id as id from policy where document->'skills' <> 'null'`,
  )
  for (const { id } of others.rows) await say(id, null)
  expect(await look(['shell'])).toEqual({ asked: [], due: [] })
  expect([await held(), (await finding())?.status]).toEqual([[], 'gone'])
  await say(setting.agentId, ['weather'])
  expect((await look(['shell'])).due).toEqual(['weather'])
})

test('what a project was created with counts until it has a document of its own', async () => {
  const other = await openSetting({ ...defaultPolicy, skills: ['weather'] })
  const lists = async () => (await skillListsOf(other.pool, 'mac-mini')).map(({ side }) => side.line)
  expect(await lists()).toEqual(['weather'])
  const scope = { scopeId: other.projectId, scope: 'project', projectId: other.projectId } as const
  const document = PolicyDocument.parse({})
  const who = { operatorId: other.operators.owner, at: new Date().toISOString() }
  await changePolicy(other.pool, scope, { document, note: '', version: 0 }, who)
  expect(await lists()).toEqual([])
  await other.close()
})

test('an agent that is retired, or whose project is removed, says nothing more', async () => {
  await setting.pool.query('update agent set retired_at = now() where id = $1', [setting.agentId])
  expect((await look(['shell'])).asked).toEqual([])
  await setting.pool.query('update agent set retired_at = null where id = $1', [setting.agentId])
  expect((await look(['shell'])).asked).toEqual(['main'])
  await setting.pool.query('update project set removed_at = now() where id = $1', [setting.projectId])
  expect((await look(['shell'])).asked).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentState, applyAgentEntry } from '#domain/agent/agent-state.ts'
import { taskStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { takeBeat } from '#prisma/write/beats.ts'
import { type ApiServer, aProject, aTaskThat, placeAll, startApi } from '#test/api-server.ts'
import { storedFacts } from '#test/setting.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const timing = { rhythm: { everySeconds: 1_800 }, timeZone: 'UTC', activeHours: null }
const settings = { ...timing, rule: 'when_new', instruction: 'Look.' }
const send = async (method: string, path: string, body?: unknown) =>
  api.call(method, `/api${path}`, { cookie: await api.signIn('operator'), body })
const set = (agentId: string, change: object = {}) =>
  send('PUT', `/agents/${agentId}/heartbeat`, { ...settings, ...change })
const read = async (agentId: string) => (await send('GET', `/agents/${agentId}/heartbeat`)).json
const types = async (agentId: string) =>
  (await storedFacts(api.pool, `agent/${agentId}`)).map(({ type }) => type)

/** The row as the fold of the stream has it. */
async function heartbeatIsFold(agentId: string): Promise<void> {
  const facts = await storedFacts(api.pool, `agent/${agentId}`)
  const state = facts.reduce<AgentState | null>(
    (one, { runId: _, ...fact }) => applyAgentEntry(one, fact as Fact),
    null,
  )
  const { rows } = await api.pool.query(
    `select settings, set_at as "setAt", paused_at as "pausedAt", paused_by as "pausedBy", pause_note as "pauseNote",
            resumed_at as "resumedAt", asked_at as "askedAt", asked_by as "askedBy", asked_note as "askedNote"
       from heartbeat where agent_id = $1`,
    [agentId],
  )
  expect(JSON.parse(JSON.stringify(rows[0] ?? null))).toEqual(state?.heartbeat ?? null)
}

test('set, paused, resumed, asked and removed: each is an entry by who did it, and read back', async () => {
  const { agentId } = await aProject(api)
  expect(await read(agentId)).toEqual({ heartbeat: null, beats: [] })
  expect((await set(agentId)).status).toBe(204)
  const { heartbeat } = await read(agentId)
  expect(heartbeat).toMatchObject({ settings, pausedAt: null, appliedAt: null, problem: null })
  expect(heartbeat.next).toHaveLength(3)
  expect(heartbeat.next.every((at: string) => /:(00|30):00\.000Z$/.test(at))).toBe(true)
  expect(heartbeat.temporalUrl).toMatch(/schedules\/heartbeat%2Fag_/)
  const path = `/agents/${agentId}/heartbeat`
  await send('POST', `${path}/pause`, { note: 'Holidays' })
  await send('POST', `${path}/pause`, {})
  expect((await read(agentId)).heartbeat).toMatchObject({
    ...{ pausedByName: 'The operator', pauseNote: 'Holidays', next: [] },
  })
  await heartbeatIsFold(agentId)
  await send('POST', `${path}/beat`, { note: 'the reviews' })
  await heartbeatIsFold(agentId)
  expect((await read(agentId)).heartbeat).toMatchObject({ askedByName: 'The operator' })
  await send('POST', `${path}/resume`, {})
  await takeBeat(api.pool, agentId, '2026-11-24T12:00:00.000Z')
  await heartbeatIsFold(agentId)
  await set(agentId, { rule: 'always' })
  await heartbeatIsFold(agentId)
  expect((await send('DELETE', path)).status).toBe(204)
  expect((await read(agentId)).heartbeat).toBeNull()
  await heartbeatIsFold(agentId)
  expect(await types(agentId)).toEqual([
    ...['agent_created', 'heartbeat_set', 'heartbeat_paused', 'beat_asked', 'heartbeat_resumed'],
    ...['beat_started', 'heartbeat_set', 'heartbeat_removed'],
  ])
  const { status, json } = await send('POST', `${path}/beat`, {})
  expect({ status, code: json.code }).toEqual({ status: 409, code: 'no_heartbeat' })
})

test.each([
  ['rhythm.cron', { rhythm: { cron: '0 9 * *' } }, /must have five fields/],
  ['rhythm.cron', { rhythm: { cron: '' } }, /must have five fields/],
  ['rhythm.cron', { rhythm: { cron: '0 0 9 * * *' } }, /five fields.*this has 6/],
  ['rhythm.cron', { rhythm: { cron: '61 9 * * *' } }, /is not right: there is no minute 61/],
  ['rhythm.cron', { rhythm: { cron: '@daily x x x x' } }, /@DAILY is none of them/],
  ['rhythm.cron', { rhythm: { cron: '0 9 L * *' } }, /L is none of them/],
  ['rhythm.cron', { rhythm: { cron: '0 9 * * 7' } }, /7 is none of them/],
  ['rhythm.cron', { rhythm: { cron: '0 9 1 * 1' } }, /not both/],
  ['rhythm.cron', { rhythm: { cron: '0 9 30 2 *' } }, /never comes/],
  ['rhythm.everySeconds', { rhythm: { everySeconds: 5 } }, /between 1 minute and 30 days/],
  ['timeZone', { timeZone: 'Mars/Base' }, /is not a time zone: Mars\/Base/],
  ['timeZone', { timeZone: '<script>' }, /is not a time zone/],
  ['activeHours.from', { activeHours: { from: '25:00', to: '09:00', days: [1] } }, /must be a time/],
  ['activeHours.to', { activeHours: { from: '09:00', to: '09:00', days: [1] } }, /must differ/],
  ['activeHours.days', { activeHours: { from: '09:00', to: '10:00', days: [] } }, /choose a day/],
  [
    'activeHours.from',
    { rhythm: { cron: '0 3 * * *' }, activeHours: { from: '09:00', to: '17:00', days: [1] } },
    /no planned time/,
  ],
  ['instruction', { instruction: ' ' }, /must not be empty/],
])('%s as in %j is refused at the field, and nothing is kept', async (field, change, message) => {
  const { agentId } = await aProject(api)
  const { status, json } = await set(agentId, change)
  expect(status).toBe(400)
  expect(json.errors).toContainEqual({ path: `body.${field}`, message: expect.stringMatching(message) })
  expect(await types(agentId)).toEqual(['agent_created'])
})

test('a time zone is kept as it is spelt, an expression tidied, and the next times shown before', async () => {
  const { agentId } = await aProject(api)
  await set(agentId, { rhythm: { cron: '  30  9 * * mon-fri ' }, timeZone: 'europe/berlin' })
  expect((await read(agentId)).heartbeat.settings).toMatchObject({
    ...{ rhythm: { cron: '30 9 * * MON-FRI' }, timeZone: 'Europe/Berlin' },
  })
  const { json } = await send('POST', '/heartbeats/preview', { ...timing, rhythm: { cron: '30 9 * * *' } })
  expect(json.next.map((at: string) => at.slice(11))).toEqual(Array(3).fill('09:30:00.000Z'))
})

test('a beat is recorded once, whoever looks twice; a repeat answers the same task', async () => {
  const { agentId } = await aProject(api)
  await set(agentId, { rule: 'always' })
  const at = '2026-11-24T12:00:00.000Z'
  const both = await Promise.all([takeBeat(api.pool, agentId, at), takeBeat(api.pool, agentId, at)])
  expect(both[0]).toEqual(both[1])
  const taskId = both[0]?.taskId ?? ''
  expect(await takeBeat(api.pool, agentId, '2026-11-24T12:30:00.000Z')).toEqual({
    outcome: 'coalesced',
    taskId,
  })
  const { beats } = await read(agentId)
  expect(beats).toMatchObject([
    { outcome: 'coalesced', taskId, taskStatus: 'requested' },
    { outcome: 'started', taskId, scheduledAt: at },
  ])
  const [request] = await storedFacts(api.pool, taskStreamId(taskId))
  expect(request).toMatchObject({
    actor: 'system:heartbeat',
    body: { title: 'Heartbeat of Ines, 2026-11-24 12:00 UTC' },
  })
})

test('in a project that is not active a beat makes no task; what was new comes with the next one once it is', async () => {
  const by = { at: new Date().toISOString(), actor: 'system:control' }
  const { agentId, projectId, story } = await aTaskThat(api)
  const stage = async (name: string) =>
    expect((await send('POST', `/projects/${projectId}/stage`, { stage: name })).status).toBe(200)
  await set(agentId)
  await placeAll(api)
  await story({ ...by, type: 'task_failed', body: { error: 'It broke.' } })
  await placeAll(api)
  const tasks = async () => (await send('GET', `/tasks?projectId=${projectId}`)).json.items.length
  for (const [minute, name] of ['paused', 'idea'].entries()) {
    await stage(name)
    const asked = await send('POST', `/agents/${agentId}/heartbeat/beat`, {})
    expect([asked.status, asked.json.code]).toEqual([409, 'project_not_active'])
    expect(await takeBeat(api.pool, agentId, `2026-11-24T12:0${minute}:00.000Z`)).toEqual({
      outcome: 'skipped',
      taskId: null,
    })
    const facts = await storedFacts(api.pool, `agent/${agentId}`)
    expect(facts.at(-1)).toMatchObject({ type: 'beat_skipped', body: { reason: 'project_not_active' } })
  }
  expect(await tasks()).toBe(1)
  await stage('active')
  expect(await takeBeat(api.pool, agentId, '2026-11-24T12:05:00.000Z')).toMatchObject({ outcome: 'started' })
  const facts = await storedFacts(api.pool, `agent/${agentId}`)
  expect(facts.at(-1)?.body).toMatchObject({ news: ['“Write” failed: It broke.'] })
  expect(await tasks()).toBe(2)
})

test('news is what happened in the project since the last started beat, and not in beats', async () => {
  const by = { at: new Date().toISOString(), actor: 'system:control' }
  const failed = { ...by, type: 'task_failed', body: { error: 'It broke.' } } as const
  const { agentId, story } = await aTaskThat(api)
  await set(agentId)
  await placeAll(api)
  const take = (minute: number) => takeBeat(api.pool, agentId, `2026-11-24T12:0${minute}:00.000Z`)
  expect(await take(0)).toMatchObject({ outcome: 'skipped' })
  await story(failed)
  // Without its place in the ledger it may still be preceded by others: the next beat looks.
  expect(await take(1)).toMatchObject({ outcome: 'skipped' })
  await placeAll(api)
  const started = await take(2)
  expect(started.outcome).toBe('started')
  const facts = await storedFacts(api.pool, `agent/${agentId}`)
  expect(facts.at(-1)?.body).toMatchObject({ news: ['“Write” failed: It broke.'] })
})

test('a note that meets an open task of an earlier beat is recorded as told to nobody', async () => {
  const { agentId } = await aProject(api)
  await set(agentId, { rule: 'always' })
  const take = (minute: number) => takeBeat(api.pool, agentId, `2026-11-24T12:0${minute}:00.000Z`)
  const { taskId } = await take(0)
  await send('POST', `/agents/${agentId}/heartbeat/beat`, { note: 'the reviews' })
  expect(await take(1)).toEqual({ outcome: 'coalesced', taskId })
  await send('POST', `/agents/${agentId}/heartbeat/beat`, { note: '' })
  await take(2)
  const { beats } = await read(agentId)
  expect(beats.map(({ reason }: { reason: string | null }) => reason)).toEqual([null, 'the reviews', null])
  const facts = await storedFacts(api.pool, `agent/${agentId}`)
  const bodies = facts.flatMap((fact) => (fact.type === 'beat_coalesced' ? [fact.body] : []))
  expect(bodies).toMatchObject([{ taskId, untold: 'the reviews' }, { taskId }])
  expect(bodies[1]).not.toHaveProperty('untold')
  await heartbeatIsFold(agentId)
})

test('a change of the heartbeat keeps what is new; one that is set anew is not told of what was before it', async () => {
  const by = { at: new Date().toISOString(), actor: 'system:control' }
  const { agentId, story } = await aTaskThat(api)
  const take = (minute: number) => takeBeat(api.pool, agentId, `2026-11-24T12:0${minute}:00.000Z`)
  await set(agentId)
  await placeAll(api)
  await story({ ...by, type: 'task_failed', body: { error: 'It broke.' } })
  await send('DELETE', `/agents/${agentId}/heartbeat`)
  await set(agentId)
  expect(await take(0)).toMatchObject({ outcome: 'skipped' })
  await placeAll(api)
  expect(await take(1)).toMatchObject({ outcome: 'skipped' })
  await story({
    ...by,
    type: 'learning_recorded',
    body: { stepId: 's', itemId: 'i', text: 'Glue holds.', about: null },
  })
  await set(agentId, { instruction: 'Look twice.' })
  await placeAll(api)
  expect(await take(2)).toMatchObject({ outcome: 'started' })
  const facts = await storedFacts(api.pool, `agent/${agentId}`)
  expect(facts.at(-1)?.body).toMatchObject({ news: ['“Write” learned: Glue holds.'] })
})

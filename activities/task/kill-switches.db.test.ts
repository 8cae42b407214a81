import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { ordersFor, shownSwitches } from '#prisma/read/kill-switches.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { liftKillSwitch, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { createProject, removeProject } from '#prisma/write/settings/projects.ts'
import { stopOpenRuns } from '#prisma/write/stops.ts'
import { aHash } from '#test/builders.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterEach(async () => {
  for (const { scopeId } of await shownSwitches(setting.pool)) await lift(scopeId)
})
afterAll(() => setting.close())

const by = () => ({ actor: actorOf('operator', setting.operators.owner), at: new Date().toISOString() })
const set = (scopeId: string, reason = 'wrong list') => setKillSwitch(setting.pool, { scopeId, reason }, by())
const lift = (scopeId: string) => liftKillSwitch(setting.pool, { scopeId, note: '' }, by())
const aTask = async () => aTaskRun(setting, await setting.newTask())

test('each scope holds a run that is due, and lets it go once it is lifted', async () => {
  const words = {
    everything: 'The owner stopped everything: wrong list',
    [setting.projectId]: 'The owner stopped this project: wrong list',
    [setting.agentId]: 'The owner stopped this agent: wrong list',
  }
  for (const [scopeId, reason] of Object.entries(words)) {
    const task = await aTask()
    await set(scopeId)
    expect((await task.prepares()).ack.computed).toMatchObject([
      { type: 'run_held', body: { kind: 'kill_switch', reason, until: null } },
    ])
    await releaseHeld(setting.pool)
    expect(await task.intents('releaseRun')).toEqual([])
    await lift(scopeId)
    await releaseHeld(setting.pool)
    const [released] = await task.intents('releaseRun')
    await task.records([released?.id ?? ''])
    expect((await task.prepares()).run).toMatchObject({ stepId: 's1' })
  }
})

test('another project’s switch holds nothing', async () => {
  const task = await aTask()
  const other = newId('project')
  const body = { name: 'Press', mission: '', isSample: false, policy: defaultPolicy }
  const fact = { type: 'project_created', at: by().at, actor: 'system:test', body } as const
  await createProject(setting.pool, other, fact)
  await set(other)
  expect((await task.prepares()).run).not.toBeNull()
  await stopOpenRuns(setting.pool)
  expect(await task.intents('stopRun')).toEqual([])
})

test('an open run is told to end once, by whoever set it, and goes on as the next one when it is lifted', async () => {
  const task = await aTask()
  await task.prepares()
  await set(setting.agentId)
  await set('everything', 'all of it')
  await stopOpenRuns(setting.pool)
  await stopOpenRuns(setting.pool)
  const stops = await task.intents('stopRun')
  const reason = 'The owner stopped everything: all of it'
  expect(stops.map(({ body }) => body)).toEqual([{ stepId: 's1', reason }])
  const { ack } = await task.records([stops[0]?.id ?? ''])
  expect(ack.computed).toMatchObject([
    { type: 'run_stop_ordered', actor: `operator:${setting.operators.owner}` },
  ])
  expect((await task.state()).runs[0]).toMatchObject({ stopReason: reason, endedAt: null })
  await task.records([], ended(reason))
  expect(await task.state()).toMatchObject({
    status: 'waiting',
    wait: { kind: 'kill_switch', detail: reason },
  })
  await lift('everything')
  await releaseHeld(setting.pool)
  expect(await task.intents('releaseRun')).toEqual([])
  await lift(setting.agentId)
  await releaseHeld(setting.pool)
  const [released] = await task.intents('releaseRun')
  await task.records([released?.id ?? ''])
  const { run } = await task.prepares()
  expect(run).toMatchObject({ stepId: 's2' })
  expect(run?.message).toContain('stopped by an operator in the middle')
  expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
})

test('an open run that a script’s switch counts is stopped by its API key, by name', async () => {
  const task = await aTask()
  await task.prepares()
  const key = { apiKeyId: newId('apiKey'), name: 'Bounces', actions: ['setKillSwitch' as const] }
  const madeBy = { operatorId: setting.operators.owner, at: by().at }
  await createApiKey(setting.pool, { ...key, projectIds: [setting.projectId] }, madeBy)
  const actor = actorOf('api-key', key.apiKeyId)
  const asked = { scopeId: setting.projectId, reason: 'over 5 % bounced' }
  await setKillSwitch(setting.pool, asked, { actor, at: by().at })
  await stopOpenRuns(setting.pool)
  const [stop] = await task.intents('stopRun')
  const reason = 'The API key Bounces stopped this project: over 5 % bounced'
  expect(stop?.body).toEqual({ stepId: 's1', reason })
  const { ack } = await task.records([stop?.id ?? ''])
  expect(ack.computed).toMatchObject([{ type: 'run_stop_ordered', actor }])
  expect((await task.state()).runs[0]).toMatchObject({ stopReason: reason })
})

test('a run that is due while the switch is set is held as soon as its project can be read', async () => {
  const task = await aTask()
  const tx = await setting.pool.connect()
  await tx.query('begin')
  await tx.query('select 1 from project where id = $1 for no key update', [setting.projectId])
  const preparing = task.prepares()
  await sleep(100)
  await set('everything')
  await tx.query('commit')
  tx.release()
  expect((await preparing).run).toBeNull()
})

test('nothing is approved while it is on; rejected it may be, and approved once it is lifted', async () => {
  const proposed = async () => {
    const task = await aTask()
    const proposalId = `p_${task.taskId}`
    await task.records(
      [],
      aFact('approval_requested', {
        ...{ stepId: 's1', proposalId, tool: 'send_message', parameters: {}, hash: aHash, via: 'invoke' },
        ...{ effectClass: 'send', effectKey: `task/${task.taskId}/s1/${proposalId}` },
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    )
    const decides = (verdict: 'approved' | 'rejected') => {
      const decision = { proposalId, verdict, reason: '', hash: aHash }
      return task.decides(`operator:${setting.operators.owner}`, decision)
    }
    return decides
  }
  const [decides, rejects] = [await proposed(), await proposed()]
  await set(setting.agentId)
  expect(await decides('approved')).toMatchObject([
    {
      type: 'decision_refused',
      body: { code: 'kill_switch_on', message: expect.stringContaining('The owner stopped this agent') },
    },
  ])
  expect(await rejects('rejected')).toMatchObject([{ type: 'approval_decided' }])
  await lift(setting.agentId)
  expect(await decides('approved')).toMatchObject([{ type: 'approval_decided' }, { type: 'effect_claimed' }])
})

test('of two who set it at once one is refused, naming the other; and of two who lift it', async () => {
  const outcomes = await Promise.allSettled([set('everything', 'one'), set('everything', 'two')])
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused.map(({ reason }) => reason)).toMatchObject([{ code: 'kill_switch_on' }])
  await lift('everything')
  await expect(lift('everything')).rejects.toMatchObject({ code: 'kill_switch_off' })
  await expect(set('pr_nobody')).rejects.toMatchObject({ code: 'not_found' })
})

test('a removed project takes no switch, and one that was on can still be lifted', async () => {
  const projectId = newId('project')
  const body = { name: 'Old', mission: '', isSample: false, policy: defaultPolicy }
  const fact = { type: 'project_created', at: by().at, actor: 'system:test', body } as const
  await createProject(setting.pool, projectId, fact)
  await set(projectId)
  const removal = {
    type: 'project_removed',
    at: by().at,
    actor: 'system:test',
    body: { reason: '' },
  } as const
  await removeProject(setting.pool, projectId, removal)
  await lift(projectId)
  await expect(set(projectId)).rejects.toMatchObject({ code: 'project_removed' })
})

test('an executor is told of its own agents by their names there', async () => {
  expect(await ordersFor(setting.pool, 'mac-mini')).toEqual({ everything: null, scopes: {}, agents: {} })
  await set(setting.projectId)
  expect(await ordersFor(setting.pool, 'mac-mini')).toEqual({
    everything: null,
    scopes: { [setting.projectId]: 'The owner stopped this project: wrong list' },
    agents: { main: 'The owner stopped this project: wrong list' },
  })
  expect(await ordersFor(setting.pool, 'another-mac')).toEqual({ everything: null, scopes: {}, agents: {} })
})

test('the rows are the fold of their entries', async () => {
  await set('everything')
  await lift('everything')
  await set(setting.projectId)
  const { differences, tables } = await checkRebuild(setting.pool, { after: '', limit: 1_000 })
  expect(differences).toEqual([])
  expect(tables).toContainEqual({
    table: 'kill_switch',
    folded: expect.any(Number),
    kept: expect.any(Number),
    differing: 0,
  })
})

const ended = (error: string) =>
  aFact('run_ended', {
    ...{ stepId: 's1', outcome: 'killed', text: '', error, isRetryable: false },
    ...{ startedAt: by().at, usage: null, gateway: null, adoptedRunIds: [] },
  })

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Adoption } from '#domain/run/adoption.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { sayPolicy } from '#test/policies.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'
import { budgetStates, termsOf } from '../../read/run-terms.ts'
import { adoptRun } from './foreign-runs.ts'
import { liftKillSwitch, setKillSwitch } from './kill-switches.ts'
import { changeStage } from './projects.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())
beforeEach(async () => {
  await setting.pool.query('update run_reservation set ended_at = now() where ended_at is null')
  await say({})
})

const by = () => ({ operatorId: setting.operators.owner, at: new Date().toISOString() })
const asActor = () => ({ actor: `operator:${setting.operators.owner}`, at: new Date().toISOString() })

const say = (document: object) => sayPolicy(setting, document)

async function adopted(change: Partial<ForeignRun> = {}): Promise<Adoption> {
  const run: ForeignRun = {
    ...{ runId: newId('task'), sessionKey: 'agent:main:main', openclawAgentId: 'main', message: 'Sales?' },
    ...{ starter: { kind: 'chat', name: '' }, startedAt: null, ...change },
  }
  const { adoption } = await adoptRun(setting.pool, 'mac-mini', run)
  if (!adoption) throw new Error('no agent works on it')
  return adoption
}
/** As policies number the days of a week. */
const inTwoDays = () => ((new Date().getUTCDay() + 1) % 7) + 1
const day = { metric: 'tokens', period: 'day' } as const
async function spent() {
  const { effective } = await termsOf(setting.pool, setting, false)
  const [one] = await budgetStates(setting.pool, effective, setting, new Date())
  return one?.spent
}

test('where nothing holds runs and no budget counts them it goes on', async () => {
  const adoption = await adopted()
  expect(adoption).not.toHaveProperty('held')
  expect(adoption).not.toHaveProperty('reserved')
})

test.each<[string, () => Promise<unknown>, RegExp, () => Promise<unknown>]>([
  [
    'its project is paused',
    () => changeStage(setting.pool, setting.projectId, { stage: 'paused', reason: 'holiday' }, by()),
    /^Runs are held now: Letter is paused: holiday$/,
    () => changeStage(setting.pool, setting.projectId, { stage: 'active', reason: '' }, by()),
  ],
  [
    'it is outside of the hours',
    () => say({ hours: { timeZone: 'UTC', days: [inTwoDays()], from: '00:00', to: '00:05' } }),
    /^Runs are held now: runs start \w{3} 00:00–00:05 UTC$/,
    () => say({}),
  ],
  [
    'a kill switch is on',
    () => setKillSwitch(setting.pool, { scopeId: setting.agentId, reason: 'wrong list' }, asActor()),
    /^Runs are held now: The owner stopped this agent: wrong list$/,
    () => liftKillSwitch(setting.pool, { scopeId: setting.agentId, note: '' }, asActor()),
  ],
  [
    'the loop breaker has paused its agent',
    () =>
      setting.pool.query('update agent set pause = $2 where id = $1', [
        setting.agentId,
        JSON.stringify({ loop: { kind: 'failure', what: 'Boom', times: 3, seen: [] }, at: by().at }),
      ]),
    /^Runs are held now: the agent is paused: the same failure 3 times in a row: Boom$/,
    () => setting.pool.query('update agent set pause = null where id = $1', [setting.agentId]),
  ],
])('it is held where %s, and goes on where that is over', async (_, hold, words, over) => {
  await hold()
  try {
    const adoption = await adopted()
    expect(adoption.held).toMatch(words)
    expect(adoption).not.toHaveProperty('reserved')
  } finally {
    await over()
  }
  expect(await adopted()).not.toHaveProperty('held')
})

test('its share of the budgets is reserved, told the same again, and what it used counts in its place', async () => {
  const before = (await spent())?.used ?? 0
  await say({ budgets: [{ ...day, limit: before + 1_000_000, perRun: 400 }] })
  const used = (await spent())?.used ?? 0
  const runId = newId('task')
  const first = await adopted({ runId })
  expect(first.reserved).toEqual({ tokens: 400, costNanoUsd: null })
  expect(await adopted({ runId })).toEqual(first)
  expect(await spent()).toMatchObject({ used, reserved: 400 })
  const task = await aTaskRun(setting, first.taskId)
  const end = {
    ...({ stepId: 's1', outcome: 'aborted', text: '', error: 'Held.', isRetryable: false } as const),
    ...{ startedAt: by().at, gateway: null, adoptedRunIds: [] },
    usage: { input: 70, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: null },
  }
  await task.records([], { ...aFact('run_ended', end), at: by().at })
  expect(await spent()).toMatchObject({ used: used + 70, reserved: 0 })
})

test('a budget that is spent, or reserved by others, holds it; told again, its own reservation does not', async () => {
  await say({ budgets: [{ ...day, limit: 1_000_000_000, perRun: 1_000_000_000 }] })
  const runId = newId('task')
  const first = await adopted({ runId })
  expect(first).toMatchObject({ reserved: { tokens: expect.any(Number) } })
  expect((await adopted()).held).toMatch(/^Runs are held now: the project’s budget of .* a day is spent: /)
  expect(await adopted({ runId })).toEqual(first)
})

test('two that begin at once never share what is left', async () => {
  const used = (await spent())?.used ?? 0
  await say({ budgets: [{ ...day, limit: 2_000_000_000 + used, perRun: 900_000_000 }] })
  const all = await Promise.all([adopted(), adopted(), adopted(), adopted()])
  const left = 2_000_000_000 + used - ((await spent())?.used ?? 0)
  const reserved = all.reduce((sum, one) => sum + (one.reserved?.tokens ?? 0), 0)
  expect(reserved).toBeLessThanOrEqual(left)
  expect(all.some(({ held }) => held !== undefined)).toBe(true)
})

test('limits of runs at once count it and do not hold it', async () => {
  await say({ wipLimit: 1 })
  expect(await adopted()).not.toHaveProperty('held')
  expect(await adopted()).not.toHaveProperty('held')
  const task = await aTaskRun(setting, await setting.newTask())
  expect((await task.prepares()).run).toBeNull()
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Usage } from '#domain/run/run.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())
beforeEach(async () => {
  await setting.pool.query(`update run_reservation set ended_at = now() where ended_at is null`)
  await say({})
  await say({}, 'portfolio')
})

async function say(document: object, scopeId = setting.projectId) {
  const scope = scopeId === 'portfolio' ? 'portfolio' : 'project'
  const { rows } = await setting.pool.query('select version from policy where scope_id = $1', [scopeId])
  const projectId = scope === 'project' ? scopeId : null
  await changePolicy(
    setting.pool,
    { scopeId, scope, projectId },
    { document: PolicyDocument.parse(document), note: '', version: rows[0]?.version ?? 0 },
    { operatorId: setting.operators.owner, at: new Date().toISOString() },
  )
}
const someTasks = async (count: number) => {
  const tasks = []
  for (let i = 0; i < count; i++) tasks.push(await aTaskRun(setting, await setting.newTask()))
  return tasks
}
const usageOf = (tokens: number, costNanoUsd: number | null = 1_000): Usage => ({
  input: tokens,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  costNanoUsd,
})
const ended = (usage: Usage | null, outcome: 'ok' | 'over_budget' = 'ok') =>
  aFact('run_ended', {
    stepId: 's1',
    outcome,
    text: '',
    error: outcome === 'ok' ? null : 'It used all that was reserved for it',
    isRetryable: false,
    startedAt: new Date().toISOString(),
    usage,
    gateway: null,
    adoptedRunIds: [],
  })

describe('many runs that are due at once', () => {
  test('never take more places than there are, and the next one gets the place of who ended', async () => {
    await say({ wipLimit: 2 })
    const tasks = await someTasks(6)
    const answers = await Promise.all(tasks.map((task) => task.prepares()))
    const running = tasks.filter((_, i) => answers[i]?.run !== null)
    const held = tasks.filter((_, i) => answers[i]?.run === null)
    expect([running.length, held.length]).toEqual([2, 4])
    expect((await held[0]?.state())?.hold).toMatchObject({
      kind: 'limit',
      reason: '2 of at most 2 runs at once in this project',
    })
    expect(await releaseHeld(setting.pool)).toBe(0)
    await running[0]?.records([], ended(usageOf(5)))
    expect(await releaseHeld(setting.pool)).toBe(1)
    expect(await releaseHeld(setting.pool)).toBe(0)
  })

  test('never reserve more than a budget has', async () => {
    const used = await usedToday('tokens')
    await say({ budgets: [{ metric: 'tokens', period: 'day', limit: used + 250, perRun: 100 }] }, 'portfolio')
    const tasks = await someTasks(6)
    const answers = await Promise.all(tasks.map((task) => task.prepares()))
    const reserved = answers.flatMap(({ run }) => run?.reserved?.tokens ?? [])
    expect(reserved.sort((a, b) => a - b)).toEqual([50, 100, 100])
    const held = await tasks[answers.findIndex(({ run }) => run === null)]?.state()
    expect(held?.wait).toMatchObject({ kind: 'budget', until: expect.any(String) })
    expect(held?.wait?.detail).toMatch(/the budget of all projects of .* tokens a day is spent/)
  })
})

async function usedToday(metric: 'tokens' | 'nano_usd') {
  const { rows } = await setting.pool.query(
    `select coalesce(sum(coalesce(${metric}_used, ${metric}_reserved, 0)), 0)::float8 as used from run_reservation`,
  )
  return rows[0].used as number
}

test('what a run did not use is free again; a price that is not known counts as what was reserved', async () => {
  const limit = (await usedToday('nano_usd')) / 1e9 + 1.5
  await say({ budgets: [{ metric: 'usd', period: 'lifetime', limit, perRun: 1 }] })
  const tasks = await someTasks(5)
  const reservedBy = async (at: number) => (await tasks[at]?.prepares())?.run?.reserved?.costNanoUsd ?? null
  expect([await reservedBy(0), await reservedBy(1), await reservedBy(2)]).toEqual([
    1e9,
    expect.closeTo(5e8, -2),
    null,
  ])
  await tasks[0]?.records([], ended(usageOf(5, null)))
  expect(await reservedBy(3)).toBeNull()
  await tasks[1]?.records([], ended(usageOf(5, 1e8)))
  expect(await reservedBy(4)).toEqual(expect.closeTo(4e8, -2))
})

test('a stopped run waits until the budget is raised, or an operator writes', async () => {
  await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: 1e9, perRun: 10 }] })
  const [task] = await someTasks(1)
  await task?.prepares()
  await task?.records([], ended(usageOf(12), 'over_budget'))
  expect(await task?.state()).toMatchObject({
    status: 'waiting',
    wait: { kind: 'budget', detail: 'It used all that was reserved for it' },
  })
  await releaseHeld(setting.pool)
  expect(await task?.intents('releaseRun')).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 5))
  await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: 1e9, perRun: 500 }] })
  await releaseHeld(setting.pool)
  const [intent] = (await task?.intents('releaseRun')) ?? []
  await task?.records([intent?.id ?? ''])
  const again = await task?.prepares()
  expect(again?.run).toMatchObject({ stepId: 's2', reserved: { tokens: 500, costNanoUsd: null } })
  expect(again?.run?.message).toContain('Your last turn was stopped')
})

test('two changes of one version: the second is told of the first', async () => {
  const change = () => ({ document: PolicyDocument.parse({}), note: '', version: 0 })
  const scope = { scopeId: setting.agentId, scope: 'agent', projectId: setting.projectId } as const
  const by = { operatorId: setting.operators.owner, at: new Date().toISOString() }
  const results = await Promise.allSettled([1, 2].map(() => changePolicy(setting.pool, scope, change(), by)))
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused.map(({ reason }) => reason.code)).toEqual(['policy_changed'])
})

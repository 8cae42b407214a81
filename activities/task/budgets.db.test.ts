import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Usage } from '#domain/run/run.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
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
  // What is let go has half a minute to take its place: nothing of one test waits in the next.
  await setting.pool.query(`update task set ended_at = now() where ended_at is null`)
  await say({})
  await say({}, 'portfolio')
  await say({}, 'agent')
})

async function versionOf(scopeId: string): Promise<number> {
  const { rows } = await setting.pool.query('select version from policy where scope_id = $1', [scopeId])
  return rows[0]?.version ?? 0
}
async function say(document: object, scope: 'portfolio' | 'project' | 'agent' = 'project') {
  const scopeId = { portfolio: 'portfolio', project: setting.projectId, agent: setting.agentId }[scope]
  const projectId = scope === 'portfolio' ? null : setting.projectId
  await changePolicy(
    setting.pool,
    { scopeId, scope, projectId },
    { document: PolicyDocument.parse(document), note: '', version: await versionOf(scopeId) },
    { operatorId: setting.operators.owner, at: new Date().toISOString() },
  )
}
/** Of another agent in the same project, or of another project with one of its own. */
async function aTaskElsewhere(projectId = setting.projectId) {
  const by = { at: new Date().toISOString(), actor: 'system:test' }
  if (projectId !== setting.projectId) {
    const body = { name: 'Press', mission: '', isSample: false, policy: defaultPolicy }
    await createProject(setting.pool, projectId, { ...by, type: 'project_created', body })
  }
  const agentId = newId('agent')
  const at = { projectId, executorId: 'mac-mini' }
  const agent = { ...at, name: 'Jo', role: 'reader', charter: '', openclawAgentId: 'reader' }
  await createAgent(setting.pool, agentId, { ...by, type: 'agent_created', body: agent })
  const task = { ...at, agentId, title: 'Read', intent: 'Read it.', deliverables: [] }
  const asked = { ...by, taskId: newId('task'), intentId: newId('intent'), task }
  return aTaskRun(setting, (await requestTask(setting.pool, asked)).taskId)
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
const ended = (usage: Usage | null, outcome: 'ok' | 'over_budget' = 'ok', stepId = 's1') =>
  aFact('run_ended', {
    stepId,
    outcome,
    text: '',
    error: outcome === 'ok' ? null : 'It used all that was reserved for it',
    isRetryable: false,
    startedAt: new Date().toISOString(),
    usage,
    gateway: null,
    adoptedRunIds: [],
  })

test('of begun tasks no more are in work than may be: one that waits keeps its place, and its own next run is not held', async () => {
  await say({ taskLimit: 1 })
  const first = await aTaskRun(setting, await setting.newTask())
  const second = await aTaskRun(setting, await setting.newTask())
  expect((await first.prepares()).run).not.toBeNull()
  expect((await second.prepares()).run).toBeNull()
  expect((await second.state()).hold).toMatchObject({
    ...{ kind: 'limit', scope: 'project', reason: '1 of at most 1 tasks in work in this project' },
  })
  await first.records([], ended(usageOf(5)))
  expect(await releaseHeld(setting.pool)).toBe(0)
  expect((await first.prepares()).run).not.toBeNull()
  await first.records([], ended(usageOf(5), 'ok', 's2'))
  await first.records([], aFact('task_done', { summary: 'Done.' }))
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect((await second.prepares()).run).not.toBeNull()
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

  test('are counted by agent, and another agent’s run is not held by that', async () => {
    await say({ wipLimit: 2 }, 'agent')
    const tasks = await someTasks(5)
    const other = await aTaskElsewhere()
    const answers = await Promise.all(tasks.map((task) => task.prepares()))
    const held = tasks.filter((_, i) => answers[i]?.run === null)
    expect(held).toHaveLength(3)
    expect((await held[0]?.state())?.hold).toMatchObject({
      ...{ kind: 'limit', scope: 'agent' },
      reason: '2 of at most 2 runs at once of this agent',
    })
    expect((await other.prepares()).run).not.toBeNull()
    await tasks.find((_, i) => answers[i]?.run !== null)?.records([], ended(usageOf(5)))
    expect(await releaseHeld(setting.pool)).toBe(1)
  })

  test('are counted over all projects, so that a run of another project is held as well', async () => {
    await say({ wipLimit: 3 }, 'portfolio')
    const tasks = await someTasks(3)
    const other = await aTaskElsewhere(newId('project'))
    const all = [...tasks, other]
    const answers = await Promise.all(all.map((task) => task.prepares()))
    const held = all.filter((_, i) => answers[i]?.run === null)
    expect(held).toHaveLength(1)
    expect((await held[0]?.state())?.hold).toMatchObject({
      ...{ kind: 'limit', scope: 'portfolio' },
      reason: '3 of at most 3 runs at once in all projects',
    })
    expect(await releaseHeld(setting.pool)).toBe(0)
    await all.find((_, i) => answers[i]?.run !== null)?.records([], ended(usageOf(5)))
    expect(await releaseHeld(setting.pool)).toBe(1)
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

test('of a price that is known in part, that counts where less was reserved', async () => {
  const limit = (await usedToday('nano_usd')) / 1e9 + 3
  await say({ budgets: [{ metric: 'usd', period: 'lifetime', limit, perRun: 1 }] })
  const tasks = await someTasks(3)
  const reservedBy = async (at: number) => (await tasks[at]?.prepares())?.run?.reserved?.costNanoUsd ?? null
  expect(await reservedBy(0)).toBe(1e9)
  await tasks[0]?.records([], ended({ ...usageOf(5, null), knownNanoUsd: 1.2e9 }))
  expect(await reservedBy(1)).toBe(1e9)
  await tasks[1]?.records([], ended({ ...usageOf(5, null), knownNanoUsd: 0.3e9 }))
  expect(await reservedBy(2)).toEqual(expect.closeTo(0.8e9, -2))
  const only = `task/${tasks[0]?.taskId}`
  expect((await checkRebuild(setting.pool, { after: '', limit: 1, only })).differences).toEqual([])
})

test('a stopped run waits until the budget is raised, or an operator writes', async () => {
  await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: 1e9, perRun: 10 }] })
  const [task] = await someTasks(1)
  await task?.prepares()
  // After the policy that it ran under, and not at the fixed time of other facts.
  await task?.records([], { ...ended(usageOf(12), 'over_budget'), at: new Date().toISOString() })
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

describe('a task that its budget holds', () => {
  const raise = (tokens: number | null, costNanoUsd: number | null = null) =>
    aFact('budget_raised', { raise: { tokens, costNanoUsd }, intentId: 'in_raise' })

  test('goes on with so much more, once; the budget stays spent', async () => {
    const used = await usedToday('tokens')
    await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: used + 100, perRun: 100 }] })
    const [task] = await someTasks(1)
    expect((await task?.prepares())?.run?.reserved?.tokens).toBe(100)
    await task?.records([], ended(usageOf(120), 'over_budget'))
    await task?.records([], raise(50))
    const again = await task?.prepares()
    expect(again?.run).toMatchObject({ stepId: 's2', reserved: { tokens: 50 } })
    await task?.records([], {
      ...ended(usageOf(50), 'over_budget'),
      body: { ...ended(usageOf(50), 'over_budget').body, stepId: 's2' },
    })
    expect((await task?.prepares())?.run).toBeNull()
    expect((await task?.state())?.hold).toMatchObject({ kind: 'budget' })
  })

  test('waits on where the raise is of another kind than what is spent', async () => {
    const used = await usedToday('tokens')
    await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: used + 100, perRun: 100 }] })
    const [task] = await someTasks(1)
    await task?.prepares()
    await task?.records([], ended(usageOf(120), 'over_budget'))
    await task?.records([], raise(null, 5_000))
    expect((await task?.prepares())?.run).toBeNull()
    const state = await task?.state()
    expect(state?.raise).toBeUndefined()
    expect(state?.hold).toMatchObject({ kind: 'budget' })
  })
})

describe('a task that budgets of several metrics may hold', () => {
  const raised = (raise: object) =>
    aFact('budget_raised', {
      raise: { tokens: null, costNanoUsd: null, runs: null, ...raise },
      intentId: 'in_raise',
    })
  const own = (...budget: { metric: 'usd' | 'tokens' | 'runs'; limit: number }[]) =>
    aFact('task_budget_set', { budget, intentId: 'in_budget' })

  test('whose dollars and tokens are both spent goes on once both are raised, one after the other', async () => {
    const [task] = await someTasks(1)
    await task?.records([], own({ metric: 'usd', limit: 1_000 }, { metric: 'tokens', limit: 100 }))
    await task?.prepares()
    await task?.records([], ended(usageOf(120, 2_000), 'over_budget'))
    await task?.records([], raised({ tokens: 50 }))
    expect((await task?.prepares())?.run).toBeNull()
    expect((await task?.state())?.hold?.reason).toMatch(/own budget of \$0\.00/)
    await task?.records([], raised({ costNanoUsd: 700 }))
    const again = await task?.prepares()
    expect(again?.run?.reserved).toEqual({ tokens: 50, costNanoUsd: 700 })
    expect(await task?.state()).not.toHaveProperty('raise')
  })

  test('that counts runs goes on with one more run, and with nothing else', async () => {
    const [task] = await someTasks(1)
    await task?.records([], own({ metric: 'runs', limit: 1 }))
    await task?.prepares()
    await task?.records([], ended(usageOf(5)), aFact('message_sent', { text: 'More', intentId: 'in_m' }))
    await task?.records([], raised({ tokens: 50, costNanoUsd: 5_000 }))
    expect((await task?.prepares())?.run).toBeNull()
    await task?.records([], raised({ runs: 1 }))
    expect((await task?.prepares())?.run).toMatchObject({ stepId: 's2' })
  })

  test('raised in one metric it is let go when the other has more again', async () => {
    const [before, task] = await someTasks(2)
    await before?.prepares()
    await before?.records([], ended(usageOf(5)))
    const dollars = { metric: 'usd', period: 'lifetime', limit: 1e-6 } as const
    const tokens = { metric: 'tokens', period: 'lifetime', limit: 1 } as const
    await say({ budgets: [dollars, tokens] }, 'agent')
    expect((await task?.prepares())?.run).toBeNull()
    await task?.records([], raised({ costNanoUsd: 700 }))
    expect((await task?.prepares())?.run).toBeNull()
    expect((await task?.state())?.hold?.reason).toMatch(/1 token/)
    expect(await releaseHeld(setting.pool)).toBe(0)
    await say({ budgets: [dollars, { ...tokens, limit: 1e9, perRun: 40 }] }, 'agent')
    expect(await releaseHeld(setting.pool)).toBe(1)
    expect((await task?.prepares())?.run?.reserved).toEqual({ tokens: 40, costNanoUsd: 700 })
  })
})

test.each(['its own', 'of its agent'])(
  'a budget, %s, that was raised once stays so while a limit holds the task',
  async (whose) => {
    const [task] = await someTasks(1)
    const other = await aTaskElsewhere()
    const budget = { metric: 'tokens', limit: 100 } as const
    const intentId = 'in_1'
    if (whose === 'its own') await task?.records([], aFact('task_budget_set', { budget: [budget], intentId }))
    else {
      const limit = (await usedToday('tokens')) + 100
      await say({ budgets: [{ ...budget, limit, period: 'lifetime', perRun: 100 }] }, 'agent')
    }
    await task?.prepares()
    await task?.records([], ended(usageOf(100_000), 'over_budget'))
    await say({ wipLimit: 1 })
    expect((await other.prepares()).run).not.toBeNull()
    await task?.records([], aFact('budget_raised', { raise: { tokens: 50, costNanoUsd: null }, intentId }))
    expect((await task?.prepares())?.run).toBeNull()
    expect((await task?.state())?.hold).toMatchObject({ kind: 'limit' })
    expect(await releaseHeld(setting.pool)).toBe(0)
    await other.records([], ended(usageOf(5)))
    expect(await releaseHeld(setting.pool)).toBe(1)
    const [intent] = (await task?.intents('releaseRun')) ?? []
    await task?.records([intent?.id ?? ''])
    expect((await task?.prepares())?.run).toMatchObject({ stepId: 's2', reserved: { tokens: 50 } })
  },
)

describe('a task with a budget of its own', () => {
  const own = (budget: { metric: 'usd' | 'tokens' | 'runs'; limit: number }[]) =>
    aFact('task_budget_set', { budget, intentId: 'in_budget' })

  test('reserves what is left of it, and is held when it is spent; another task is not', async () => {
    const [task, other] = await someTasks(2)
    await task?.records([], own([{ metric: 'tokens', limit: 100 }]))
    expect((await task?.prepares())?.run?.reserved).toEqual({ tokens: 100, costNanoUsd: null })
    await task?.records([], ended(usageOf(130), 'over_budget'))
    expect((await task?.prepares())?.run).toBeNull()
    expect((await task?.state())?.wait?.detail).toMatch(
      /the task’s own budget of 100 tokens for good is spent/,
    )
    expect((await other?.prepares())?.run?.reserved).toBeUndefined()
  })

  test('goes on by itself with more of it, or without it', async () => {
    const [task] = await someTasks(1)
    await task?.records([], own([{ metric: 'runs', limit: 1 }]))
    await task?.prepares()
    await task?.records([], ended(usageOf(5), 'over_budget'))
    expect((await task?.prepares())?.run).toBeNull()
    await task?.records([], own([]))
    expect((await task?.prepares())?.run).toMatchObject({ stepId: 's2' })
  })

  test('that is spent is not let go by who lets held runs go', async () => {
    const [task] = await someTasks(1)
    await task?.records([], own([{ metric: 'runs', limit: 1 }]))
    await task?.prepares()
    await task?.records([], ended(usageOf(5)), aFact('message_sent', { text: 'More', intentId: 'in_m' }))
    expect((await task?.prepares())?.run).toBeNull()
    await releaseHeld(setting.pool)
    expect(await task?.intents('releaseRun')).toEqual([])
  })
})

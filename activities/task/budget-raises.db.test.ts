import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { releaseHeld } from '#prisma/write/holds.ts'
import { ended, openBudgetSetting, usageOf } from '#test/budget-setting.ts'
import { aFact } from '#test/stories.ts'

const { setting, begin, say, aTaskElsewhere, someTasks, usedToday } = await openBudgetSetting()
afterAll(() => setting.close())
beforeEach(begin)

type TaskRun = Awaited<ReturnType<typeof someTasks>>[number]
const holdsOf = (tasks: TaskRun[]) =>
  Promise.all(tasks.map(async (task) => (await task.state()).hold?.kind ?? null))
const spent = { metric: 'runs', period: 'lifetime', limit: 1, perRun: null, warnAt: 80 }

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
  const since = { budgets: [{ metric: 'tokens', period: 'lifetime', limit: 1e9, perRun: 10 }], loopLimit: 4 }
  const changes = [since, { ...since, budgets: [{ ...since.budgets[0], limit: 1e8 }] }]
  for (const change of changes) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    await say(change)
    await releaseHeld(setting.pool)
    expect(await task?.intents('releaseRun')).toEqual([])
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
  await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: 1e8, perRun: 500 }] })
  await releaseHeld(setting.pool)
  const [intent] = (await task?.intents('releaseRun')) ?? []
  await task?.records([intent?.id ?? ''])
  const again = await task?.prepares()
  expect(again?.run).toMatchObject({ stepId: 's2', reserved: { tokens: 500, costNanoUsd: null } })
  expect(again?.run?.message).toContain('Your last turn was stopped')
})

test('a raise while the run goes on counts: what the run might use was reserved before', async () => {
  const budget = { metric: 'tokens', period: 'lifetime', limit: 1e9, perRun: 10 }
  await say({ budgets: [budget] })
  const [task] = await someTasks(1)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await task?.prepares()
  await new Promise((resolve) => setTimeout(resolve, 5))
  await say({ budgets: [{ ...budget, perRun: 500 }] })
  await task?.records([], { ...ended(usageOf(12), 'over_budget'), at: new Date().toISOString() })
  expect(await releaseHeld(setting.pool)).toBe(1)
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

test('of those whose place comes and whom a budget holds by then, one says so: raised, it goes, and the next one says it', async () => {
  await say({ wipLimit: 1, budgets: [spent] })
  const [runs, ...waiting] = (await someTasks(3)) as [TaskRun, TaskRun, TaskRun]
  await say({ wipLimit: 1 })
  expect((await runs.prepares()).run).not.toBeNull()
  for (const task of waiting) expect((await task.prepares()).run).toBeNull()
  expect(await holdsOf(waiting)).toEqual(['limit', 'limit'])
  await say({ wipLimit: 1, budgets: [spent] })
  await runs.records([], ended(null))

  expect(await releaseHeld(setting.pool)).toBe(1)
  const [first, second] = waiting
  expect((await first.prepares()).run).toBeNull()
  expect(await holdsOf(waiting)).toEqual(['budget', 'limit'])
  expect(await releaseHeld(setting.pool)).toBe(0)

  const raise = { tokens: null, costNanoUsd: null, runs: 1 as const }
  await first.records([], aFact('budget_raised', { raise, intentId: 'in_raise' }))
  expect((await first.prepares()).run).not.toBeNull()
  await first.records([], ended(null), aFact('task_done', { summary: 'Done.' }))
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect((await second.prepares()).run).toBeNull()
  expect(await holdsOf([second])).toEqual(['budget'])
})

test.each(['spent a budget of its own', 'used up what its run had'])(
  'one that %s does not say for the others that a budget holds them',
  async (which) => {
    const [alone, runs, waits] = (await someTasks(3)) as [TaskRun, TaskRun, TaskRun]
    const isOwn = which === 'spent a budget of its own'
    const budget = [{ metric: 'tokens' as const, limit: 5 }]
    if (isOwn) await alone.records([], aFact('task_budget_set', { budget, intentId: 'in_budget' }))
    else await say({ budgets: [{ metric: 'tokens', period: 'lifetime', limit: 1e9, perRun: 10 }] })
    await alone.prepares()
    await alone.records([], ended(usageOf(12), 'over_budget'))
    if (isOwn) await alone.prepares()
    await say({ wipLimit: 1 })
    expect((await runs.prepares()).run).not.toBeNull()
    expect((await waits.prepares()).run).toBeNull()
    await say({ wipLimit: 1, budgets: [spent] })
    await runs.records([], ended(null), aFact('task_done', { summary: 'Done.' }))
    expect(await holdsOf([alone, waits])).toEqual(['budget', 'limit'])
    expect(await releaseHeld(setting.pool)).toBe(1)
    expect((await waits.prepares()).run).toBeNull()
    expect(await holdsOf([alone, waits])).toEqual(['budget', 'budget'])
    expect(await releaseHeld(setting.pool)).toBe(0)
  },
)

test('a budget of the task itself, set while it waits for a place, is told when its place comes', async () => {
  await say({ wipLimit: 1 })
  const [runs, waits] = (await someTasks(2)) as [TaskRun, TaskRun]
  expect((await waits.prepares()).run).not.toBeNull()
  await waits.records([], ended(null))
  expect((await runs.prepares()).run).not.toBeNull()
  expect((await waits.prepares()).run).toBeNull()
  const budget = [{ metric: 'runs' as const, limit: 1 }]
  await waits.records([], aFact('task_budget_set', { budget, intentId: 'in_budget' }))
  expect(await holdsOf([waits])).toEqual(['limit'])
  await runs.records([], ended(null))
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect((await waits.prepares()).run).toBeNull()
  expect(await holdsOf([waits])).toEqual(['budget'])
  expect(await releaseHeld(setting.pool)).toBe(0)
})

import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { ended, openBudgetSetting, usageOf } from '#test/budget-setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

const { setting, begin, say, aTaskElsewhere, someTasks, usedToday } = await openBudgetSetting()
afterAll(() => setting.close())
beforeEach(begin)

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

test('a task whose only run was not begun is none of those in work: its place is free, and it waits for one', async () => {
  await say({ taskLimit: 1 })
  const first = await aTaskRun(setting, await setting.newTask())
  const second = await aTaskRun(setting, await setting.newTask())
  expect((await first.prepares()).run).not.toBeNull()
  expect((await second.prepares()).run, 'a run that is in line counts').toBeNull()
  await first.records([], ended(null, 'not_begun'))
  expect((await second.prepares()).run).not.toBeNull()
  expect((await first.prepares()).run).toBeNull()
  expect((await first.state()).hold).toMatchObject({ kind: 'limit', scope: 'project' })
  expect(await releaseHeld(setting.pool)).toBe(0)
  await second.records([], ended(usageOf(5)), aFact('task_done', { summary: 'Done.' }))
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect((await first.prepares()).run).toMatchObject({ stepId: 's2' })
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

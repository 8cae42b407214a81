import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { periodOf } from '#domain/policy/budget-rules.ts'
import { budgetsInForce, spendByDay } from '#prisma/read/home/budgets.ts'
import { warnOfBudgets } from '#prisma/write/budget-warnings.ts'
import { openBudgetSetting } from '#test/budget-setting.ts'
import { storedFacts } from '#test/setting.ts'
import { aTaskRun } from '#test/task-run.ts'

const { setting, begin, say } = await openBudgetSetting()
const { pool, projectId, agentId } = setting
afterAll(() => setting.close())
beforeEach(begin)

const now = new Date()
const aRunOf = async (queuedAt: Date, endedAt: Date | null) =>
  pool.query(
    `insert into run_reservation (task_id, step_id, project_id, agent_id, reserved_at, tokens_reserved,
                                  ended_at, tokens_used, nano_usd_used)
     values ($1, 's1', $2, $3, $4, 60, $5, $6, $7)`,
    [
      ...[await setting.newTask(), projectId, agentId, queuedAt, endedAt],
      ...[endedAt && 50, endedAt && 5_000],
    ],
  )

describe.each(['day', 'month'] as const)('a budget of a %s', (period) => {
  const { start } = periodOf(period, now)
  const before = new Date(start.getTime() - 1)
  const longBefore = new Date(start.getTime() - 3 * 86_400_000)

  async function counted(endedAt: Date | null) {
    const owner = await setting.asOwner()
    await owner.query('delete from run_reservation')
    await aRunOf(longBefore, endedAt)
    await say({ budgets: [{ metric: 'tokens', period, limit: 100, perRun: 80, warnAt: 50 }] })
    const [onHome] = await budgetsInForce(pool, now)
    const said = async () =>
      (await storedFacts(pool, `policy/${projectId}`)).filter(({ type }) => type === 'budget_warned').length
    const saidBefore = await said()
    await warnOfBudgets(pool, now)
    const isWarned = (await said()) > saidBefore
    const task = await aTaskRun(setting, await setting.newTask())
    const left = (await task.prepares()).run?.reserved?.tokens
    return { used: onHome?.spent.used, reserved: onHome?.spent.reserved, isWarned, left }
  }

  test('counts what was queued before it and is open', async () => {
    expect(await counted(null)).toEqual({ used: 0, reserved: 60, isWarned: true, left: 40 })
  })

  test('counts what was queued before it and ended in it', async () => {
    const { isWarned: _, ...rest } = await counted(now)
    expect(rest).toEqual({ used: 50, reserved: 0, left: 50 })
  })

  test('does not count what ended before it', async () => {
    expect(await counted(before)).toEqual({ used: 0, reserved: 0, isWarned: false, left: 80 })
  })
})

test('a day costs what ended on it; what is open is reserved today', async () => {
  const owner = await setting.asOwner()
  await owner.query('delete from run_reservation')
  const today = periodOf('day', now).start
  const yesterday = new Date(today.getTime() - 1)
  const queuedAt = new Date(today.getTime() - 3 * 86_400_000)
  for (const endedAt of [null, now, yesterday]) await aRunOf(queuedAt, endedAt)
  const dayOf = (at: Date) => at.toISOString().slice(0, 10)
  const days = (await spendByDay(pool, queuedAt, now)).map(({ day, nanoUsd }) => [day, nanoUsd])
  expect(days).toEqual([
    [dayOf(yesterday), 5_000],
    [dayOf(now), 5_000],
  ])
})

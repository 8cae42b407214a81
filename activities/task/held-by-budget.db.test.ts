import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { releaseHeld } from '#prisma/write/holds.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
let version = 0
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

async function say(document: object) {
  await changePolicy(
    setting.pool,
    { scopeId: setting.projectId, scope: 'project', projectId: setting.projectId },
    { document: PolicyDocument.parse(document), note: '', version },
    { operatorId: setting.operators.owner, at: new Date().toISOString() },
  )
  version += 1
}
const aTask = async () => aTaskRun(setting, await setting.newTask())
type TaskRun = Awaited<ReturnType<typeof aTask>>
const holdsOf = (tasks: TaskRun[]) =>
  Promise.all(tasks.map(async (task) => (await task.state()).hold?.kind ?? null))
const spent = { metric: 'runs', period: 'lifetime', limit: 1, perRun: null, warnAt: 80 }
const runEnds = (stepId: string) =>
  aFact('run_ended', {
    ...{ stepId, outcome: 'ok', text: '', error: null, isRetryable: false, usage: null, gateway: null },
    ...{ startedAt: new Date().toISOString(), adoptedRunIds: [] },
  })

test('of those whose place comes and whom a budget holds by then, one says so: raised, it goes, and the next one says it', async () => {
  await say({ wipLimit: 1, budgets: [spent] })
  const [runs, ...waiting] = [await aTask(), await aTask(), await aTask()]
  await say({ wipLimit: 1 })
  expect((await runs.prepares()).run).not.toBeNull()
  for (const task of waiting) expect((await task.prepares()).run).toBeNull()
  expect(await holdsOf(waiting)).toEqual(['limit', 'limit'])
  await say({ wipLimit: 1, budgets: [spent] })
  await runs.records([], runEnds('s1'))

  expect(await releaseHeld(setting.pool)).toBe(1)
  const [first, second] = waiting as [TaskRun, TaskRun]
  expect((await first.prepares()).run).toBeNull()
  expect(await holdsOf(waiting)).toEqual(['budget', 'limit'])
  expect(await releaseHeld(setting.pool)).toBe(0)

  const raise = { tokens: null, costNanoUsd: null, runs: 1 as const }
  await first.records([], aFact('budget_raised', { raise, intentId: 'in_raise' }))
  expect((await first.prepares()).run).not.toBeNull()
  await first.records([], runEnds('s1'), aFact('task_done', { summary: 'Done.' }))
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect((await second.prepares()).run).toBeNull()
  expect(await holdsOf([second])).toEqual(['budget'])
})

test('a budget of the task itself, set while it waits for a place, is told when its place comes', async () => {
  await setting.pool.query('update task set ended_at = now() where ended_at is null')
  await say({ wipLimit: 1 })
  const [runs, waits] = [await aTask(), await aTask()]
  expect((await waits.prepares()).run).not.toBeNull()
  await waits.records([], runEnds('s1'))
  expect((await runs.prepares()).run).not.toBeNull()
  expect((await waits.prepares()).run).toBeNull()
  const budget = [{ metric: 'runs' as const, limit: 1 }]
  await waits.records([], aFact('task_budget_set', { budget, intentId: 'in_budget' }))
  expect(await holdsOf([waits])).toEqual(['limit'])
  await runs.records([], runEnds('s1'))
  expect(await releaseHeld(setting.pool)).toBe(1)
  expect((await waits.prepares()).run).toBeNull()
  expect(await holdsOf([waits])).toEqual(['budget'])
  expect(await releaseHeld(setting.pool)).toBe(0)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { ended, usageOf } from '#test/budget-setting.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aTaskRun } from '#test/task-run.ts'
import { listInbox } from '../read/inbox.ts'
import { warnOfBudgets } from './budget-warnings.ts'
import { changePolicy } from './settings/policies.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

let version = 0
async function limit(...limits: number[]) {
  const { pool, projectId, operators } = setting
  const budgets = limits.map((tokens) => ({ metric: 'tokens', period: 'day', limit: tokens, perRun: 10 }))
  const change = { document: PolicyDocument.parse({ budgets }), note: '', version: version++ }
  const by = { operatorId: operators.owner, at: new Date().toISOString() }
  await changePolicy(pool, { scopeId: projectId, scope: 'project', projectId }, change, by)
}

async function use(tokens: number) {
  const task = await aTaskRun(setting, await setting.newTask())
  await task.prepares()
  await task.records([], ended(usageOf(tokens, null)))
}

const warned = async () =>
  (await storedFacts(setting.pool, `policy/${setting.projectId}`)).flatMap((fact) =>
    fact.type === 'budget_warned' ? [fact.body] : [],
  )
const inbox = async () =>
  (await listInbox(setting.pool, new Date())).filter(({ kind }) => kind === 'budget_warning')

test('each threshold is told once in its period, by whoever looks first, and stands in the inbox', async () => {
  await limit(100)
  await use(70)
  expect(await warnOfBudgets(setting.pool)).toBe(0)
  await use(15)
  const counts = await Promise.all([1, 2, 3].map(() => warnOfBudgets(setting.pool)))
  expect(counts.sort()).toEqual([0, 0, 1])
  expect(await warnOfBudgets(setting.pool)).toBe(0)
  expect(await warned()).toMatchObject([
    { threshold: 80, limit: 100, used: 85, reserved: 0, metric: 'tokens' },
  ])
  const [item, ...more] = await inbox()
  expect(more).toEqual([])
  expect(item).toMatchObject({
    ...{ title: 'A budget has reached 80 %', projectId: setting.projectId, taskId: null },
    ...{ href: `/projects/${setting.projectId}/policies`, until: expect.stringMatching(/T00:00:00/) },
    line: '80 % of the project’s budget of 100 tokens a day: 85 tokens used',
  })
})

test('the next threshold takes its place, and a raised limit takes it away until that is reached as well', async () => {
  await use(20)
  expect(await warnOfBudgets(setting.pool)).toBe(1)
  expect((await inbox()).map(({ title }) => title)).toEqual(['A budget has reached 100 %'])
  await limit(1_000)
  expect(await inbox()).toEqual([])
  await limit(110)
  expect(await warnOfBudgets(setting.pool)).toBe(1)
  expect((await warned()).map(({ threshold, limit: most }) => [threshold, most])).toEqual([
    ...[
      [80, 100],
      [100, 100],
      [80, 110],
    ],
  ])
  expect((await inbox()).map(({ title }) => title)).toEqual(['A budget has reached 80 %'])
})

test('of two budgets that count the same each warns of its own limit', async () => {
  await limit(125, 110)
  expect(await warnOfBudgets(setting.pool)).toBe(1)
  const items = await inbox()
  expect(items.map(({ line }) => line.split(':')[0]).sort()).toEqual([
    '80 % of the project’s budget of 110 tokens a day',
    '80 % of the project’s budget of 125 tokens a day',
  ])
  expect(new Set(items.map(({ id }) => id)).size).toBe(2)
})

test('on the next day everything is told anew', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000)
  expect(await warnOfBudgets(setting.pool, tomorrow)).toBe(0)
})

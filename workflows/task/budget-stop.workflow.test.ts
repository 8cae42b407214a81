import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { TaskState } from '#domain/task/task.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'

// The practice gateway with the plugin that a real one gets; its own transcript says what was spent.
let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld({ patienceMs: 60_000 })
}, 120_000)
afterAll(() => world?.stop())

const usd = (dollars: number) => Math.round(dollars * 1e9)
const dear = (turns: number) =>
  [
    'cost: 0.2',
    ...Array.from({ length: turns - 1 }, (_, at) => `update: Step ${at + 1}.`),
    'finish: done',
  ].join('\n')

async function limited(limit: number, perRun: number): Promise<{ projectId: string; agentId: string }> {
  const { database, operators, anotherProject } = world.plane
  const where = await anotherProject()
  const { projectId } = where
  const document = PolicyDocument.parse({ budgets: [{ metric: 'usd', period: 'lifetime', limit, perRun }] })
  const by = { operatorId: operators.owner, at: new Date().toISOString() }
  const change = { document, note: '', version: 0 }
  await changePolicy(database.pool, { scopeId: projectId, scope: 'project', projectId }, change, by)
  return where
}

/** Answers of the model in the task's session, and what they cost. */
function transcriptOf(taskId: string) {
  const file = join(world.folder, 'practice', 'state', 'gateway.json')
  const { messages } = JSON.parse(readFileSync(file, 'utf8'))
  const key = Object.keys(messages).find((one) => one.endsWith(`:task/${taskId}`)) ?? ''
  const costs = (messages[key] ?? []).flatMap((one: { role: string; usage?: { cost: { total: number } } }) =>
    one.role === 'assistant' && one.usage ? [one.usage.cost.total] : [],
  )
  return { answers: costs.length, nanoUsd: costs.reduce((sum: number, cost: number) => sum + usd(cost), 0) }
}
const isHeld = ({ wait }: TaskState) => wait?.kind === 'budget'
const spentOf = ({ runs }: TaskState) => runs.map(({ usage }) => usage?.costNanoUsd)

test('a limit of $0.50 and turns of $0.20: the run is stopped within a turn of it, and the second one does not start', async () => {
  const { plane } = world
  const where = await limited(0.5, 0.5)
  const first = await plane.ask({ ...where, intent: dear(10) })
  const stopped = await plane.until(first, isHeld)
  expect(stopped.runs).toMatchObject([{ outcome: 'over_budget', reserved: { costNanoUsd: usd(0.5) } }])
  // The third answer crosses it, and no fourth is asked for.
  expect(transcriptOf(first)).toEqual({ answers: 3, nanoUsd: usd(0.6) })
  expect(spentOf(stopped)).toEqual([usd(0.6)])
  const second = await plane.ask({ ...where, intent: dear(2) })
  expect((await plane.until(second, isHeld)).runs).toEqual([])

  await plane.intend(first, 'raiseBudget', { raise: { tokens: null, costNanoUsd: usd(0.4) } })
  const again = await plane.until(
    first,
    ({ runs, ...task }) => runs.length === 2 && isHeld({ runs, ...task }),
  )
  expect(again.runs[1]).toMatchObject({ outcome: 'over_budget', reserved: { costNanoUsd: usd(0.4) } })
  expect(transcriptOf(first)).toEqual({ answers: 5, nanoUsd: usd(1) })
  expect(spentOf(again)).toEqual([usd(0.6), usd(0.4)])
  expect(await plane.entryTypes(first)).toContain('budget_raised')
}, 120_000)

test('an answer that failed does not hide what the others cost: the run is stopped, and its cost is known', async () => {
  const { plane } = world
  const taskId = await plane.ask({
    ...(await limited(0.5, 0.5)),
    intent: ['cost: 0.2', 'update: One.', 'stumble: 503', 'update: Two.', dear(8)].join('\n'),
  })
  const { runs } = await plane.until(taskId, isHeld)
  expect(runs).toMatchObject([{ outcome: 'over_budget', usage: { costNanoUsd: usd(0.6) } }])
  expect(transcriptOf(taskId)).toEqual({ answers: 4, nanoUsd: usd(0.6) })
}, 120_000)

test('a budget of the task itself stops it the same way, and more of it lets it go on', async () => {
  const { plane } = world
  const where = await plane.anotherProject()
  const taskId = await plane.ask({ ...where, intent: `ask: Which?\n${dear(4)}` })
  await plane.until(taskId, ({ wait }) => wait?.kind === 'operator')
  await plane.intend(taskId, 'setTaskBudget', { budget: [{ metric: 'usd', limit: usd(0.5) }] })
  const { questions } = await plane.until(taskId, ({ budget }) => budget !== undefined)
  await plane.intend(taskId, 'answerQuestion', { questionId: questions[0]?.questionId ?? '', answer: 'Blue' })
  const held = await plane.until(taskId, isHeld)
  expect(held.wait?.detail).toMatch(/used what was reserved|own budget/)
  await plane.intend(taskId, 'setTaskBudget', { budget: [{ metric: 'usd', limit: usd(5) }] })
  const { runs } = await plane.until(taskId, ({ status }) => status === 'done')
  expect(runs.reduce((sum, { usage }) => sum + (usage?.costNanoUsd ?? 0), 0)).toBe(
    transcriptOf(taskId).nanoUsd,
  )
}, 120_000)

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentCallsOf } from '#test/chaos/scenarios/agent-calls.ts'
import { takenAway } from '#test/chaos/scenarios/executor.ts'
import { practiceWorld } from '#test/openclaw/practice-world.ts'
import type { World } from '#test/openclaw/world.ts'

let world: World
beforeAll(async () => {
  world = await practiceWorld()
}, 120_000)
afterAll(() => world?.stop())

/** As an operator sets it: in its file, which it reads as it starts. */
async function withSlots(maxRuns: number) {
  const back = await takenAway(world, 'mac-mini')
  const file = join(world.folder, 'mac-mini', 'config.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), maxRuns }))
  await back()
}

type Where = Awaited<ReturnType<World['aProject']>>
async function underWay(where: Where) {
  const taskId = await world.aTask(where, 'slow: 20000\nanswer: survived')
  await world.until(taskId, ({ state }) => Boolean(state.runs[0]?.acceptedAt))
  return taskId
}
async function inLine(where: Where, intent: string) {
  const taskId = await world.aTask(where, intent)
  await world.until(taskId, ({ state }) => state.wait?.kind === 'executor')
  return taskId
}

/** Its only run: when it was taken and when it ended, by the record; what it said; how often the gateway was asked. */
async function told(taskId: string) {
  const { state } = await world.until(taskId, ({ state }) => state.endedAt !== null)
  const [{ runId, acceptedAt, endedAt, text }] = state.runs as [(typeof state.runs)[0]]
  const asked = agentCallsOf(world).filter((call) => call.runId === runId).length
  return { runs: state.runs.length, asked, text, began: acceptedAt ?? '', ended: endedAt ?? '' }
}

interface Row {
  startedAt?: number
  endedAt?: number
}
/** By the gateway's own word. */
async function mostAtOnce(): Promise<number> {
  const { tasks } = await world.byHand<{ tasks: Row[] }>('tasks.list', {})
  const atOnce = ({ startedAt: at = 0 }: Row) =>
    tasks.filter(({ startedAt = 0, endedAt = Number.POSITIVE_INFINITY }) => startedAt <= at && at < endedAt)
  return Math.max(...tasks.map((row) => atOnce(row).length))
}

test('the run of a worker that was killed is followed on before any that waits begins', async () => {
  await withSlots(1)
  const where = await world.aProject()
  const first = await underWay(where)
  const waiting = [await inLine(where, 'answer: one'), await inLine(where, 'answer: two')]
  const back = await takenAway(world, 'mac-mini')
  await back()
  const { began: _, ended, ...survived } = await told(first)
  expect(survived).toEqual({ runs: 1, asked: 1, text: 'survived' })
  const begun = await Promise.all(waiting.map(told))
  expect(await mostAtOnce()).toBe(1)
  expect(begun.filter(({ began }) => began < ended)).toEqual([])
}, 180_000)

test('no more runs are at work at once than it has slots, with those of the worker before', async () => {
  await withSlots(2)
  const [where, other] = [await world.aProject(), await world.aProject()]
  const survivors = [await underWay(where), await underWay(other)]
  const waiting = [await inLine(where, 'answer: one'), await inLine(other, 'answer: two')]
  const back = await takenAway(world, 'mac-mini')
  await back()
  const ends: string[] = []
  for (const taskId of survivors) {
    const { ended, ...survived } = await told(taskId)
    expect(survived).toMatchObject({ runs: 1, asked: 1, text: 'survived' })
    ends.push(ended)
  }
  const [sooner = ''] = ends.sort()
  const begun = await Promise.all(waiting.map(told))
  expect(await mostAtOnce()).toBe(2)
  expect(begun.filter(({ began }) => began < sooner)).toEqual([])
}, 180_000)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'

let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld({ patienceMs: 60_000 })
}, 120_000)
afterAll(() => world?.stop())

/** By the gateway's own count. */
const callsFor = (sessionKey = 'none') =>
  readFileSync(join(world.folder, 'practice', 'agent-calls.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(sessionKey)).length

/** A task whose run is under way. */
async function begun(intent: string): Promise<string> {
  const taskId = await world.plane.ask({ intent: `update: I begin.\n${intent}` })
  await expect.poll(() => world.plane.entryTypes(taskId), { timeout: 40_000 }).toContain('update_posted')
  return taskId
}

test('a gateway that is told to end lets short runs end and interrupts long ones; what is asked meanwhile waits for it', async () => {
  const { plane } = world
  const long = await begun('slow: 15000\nanswer: survived')
  const short = await begun('slow: 1000\nanswer: in time')
  // SIGTERM: it refuses what is new, and has 2 s for what runs.
  const over = world.stopGateway()
  const late = await plane.ask({ intent: 'answer: later' })
  await over
  const types = await Promise.all([long, short, late].map(plane.entryTypes))
  expect(types.flat()).not.toContain('task_failed')
  await world.startGateway()
  const ends = await Promise.all(
    [short, long, late].map((taskId) => plane.until(taskId, ({ endedAt }) => endedAt !== null)),
  )
  expect(ends.map(({ status, runs }) => [status, runs.map(({ outcome, text }) => [outcome, text])])).toEqual([
    ['done', [['ok', 'in time']]],
    ['done', [['ok', 'survived']]],
    ['done', [['ok', 'later']]],
  ])
  const runs = ends.flatMap((task) => task.runs)
  expect(runs.map(({ adoptedRunIds = [] }) => adoptedRunIds.length)).toEqual([0, 1, 0])
  expect(runs.map(({ sessionKey }) => callsFor(sessionKey))).toEqual([1, 1, 1])
}, 180_000)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSetting, type Setting } from '#test/setting.ts'
import { behindStreams } from './behind-streams.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { Execution, Histories } from './histories.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const hourMs = 3_600_000
const start = Date.now() - hourMs
/** The nth of many runs of which the record has nothing to say; it ended so many milliseconds after the hour began. */
const aRun = (nth: number, endedMs: number | null): Execution => ({
  ...{ streamId: `task/t_none${nth}`, runId: `r${nth}`, startedAt: new Date(start).toISOString() },
  closedAt: endedMs === null ? null : new Date(start + endedMs).toISOString(),
})
const many = (count: number, endedMs: (nth: number) => number | null) =>
  Array.from({ length: count }, (_, nth) => aRun(nth, endedMs(nth)))

/** Temporal's far side. `ahead` knows one entry more than a new task has. */
function historiesWith(runs: Execution[], ahead = '') {
  const read = new Set<string>()
  const knownOf = (streamId: string) => (streamId === ahead ? 2 : 0)
  const histories: Histories = {
    executions: async (since) => runs.filter(({ closedAt }) => closedAt === null || closedAt > since),
    async lastKnown({ streamId, runId }) {
      read.add(runId)
      return knownOf(streamId)
    },
    async shown(streamId) {
      const begins = [{ after: knownOf(streamId), state: {}, at: new Date(start).toISOString() }]
      return { streamId, begins, appends: [], packs: [] }
    },
  }
  return { histories, read }
}
const lookAt = (histories: Histories) => behindStreams({ pool: setting.pool, histories })

test('however many workflows go on, one that has ended is read, and what is left is counted', async () => {
  const taskId = await setting.newTask()
  const ended = { ...aRun(2_000, 5), streamId: `task/${taskId}` }
  const { histories, read } = historiesWith([...many(1_500, () => null), ended], ended.streamId)
  const { behind, unread } = await lookAt(histories)
  expect(behind).toMatchObject([{ key: taskId, kept: 1, known: 2 }])
  expect(read.size).toBe(1_000)
  expect(unread).toEqual(['the histories of 501 runs were not read'])
})

test('of what ended, a look reads the first and the next one goes on there, until all of it was read', async () => {
  const runs = many(1_500, (nth) => 1_500 - nth)
  const { histories, read } = historiesWith(runs)
  const { recordTaskLook } = createDriftActivities({ pool: setting.pool } as SightDeps)
  const sizes: number[] = []
  for (let looks = 0; looks < 3; looks++) {
    const { endedSince, unread } = await lookAt(histories)
    const none = { cron: 0, agents: 0, files: 0, tasks: 0, workflows: 0 }
    const lookedAt = new Date().toISOString()
    await recordTaskLook({ lookedAt, compared: { ...none, unread, endedSince }, differing: [] })
    sizes.push(read.size)
  }
  expect(sizes).toEqual([1_000, 1_500, 1_500])
  const { endedSince } = await lookAt(histories)
  expect(Date.parse(endedSince)).toBeGreaterThan(start + 1_500)
})

import { expect, test } from 'vitest'
import { runOptions } from '#workflows/activity-options.ts'
import { type Fault, parts, scheduleOf } from './schedule.ts'
import { expectedOf, intentOf, markOf, taskKinds } from './scripts.ts'

const size = { tasks: 60, kills: 40, seed: 7, also: [] }
const kills = (faults: Fault[]) => faults.filter((fault) => fault.kind === 'kill')

test('a seed plays the same schedule, another seed another one', () => {
  expect(scheduleOf(size)).toEqual(scheduleOf(size))
  expect(scheduleOf({ ...size, seed: 8 })).not.toEqual(scheduleOf(size))
})

test('it kills as often as it is asked to, every part, and more than enough of them in an effect', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { faults } = scheduleOf({ ...size, seed })
    const killed = kills(faults)
    expect(killed).toHaveLength(40)
    for (const part of parts)
      expect(killed.filter((one) => one.part === part).length).toBeGreaterThanOrEqual(6)
    expect(killed.filter((one) => one.inEffect).length).toBeGreaterThanOrEqual(40 * 0.4)
  }
})

test('every part is stopped for a while, Postgres too', () => {
  const { faults } = scheduleOf({ ...size, kills: 300 })
  const stopped = faults.flatMap((fault) => (fault.kind === 'stop' ? [fault.part] : []))
  expect(stopped).toHaveLength(60)
  expect(new Set(stopped)).toEqual(new Set(parts))
})

test('of what is stopped, one is a Mac that sleeps for longer than a heartbeat of its runs is waited for', () => {
  const { heartbeatTimeout } = runOptions('mac-mini', { projectId: 'pr_1', priority: 'normal' })
  expect(heartbeatTimeout).toMatch(/^\d+s$/)
  const waitedMs = Number.parseInt(String(heartbeatTimeout), 10) * 1_000
  for (let seed = 0; seed < 50; seed++) {
    const { faults } = scheduleOf({ ...size, kills: 5, seed })
    const asleep = faults.flatMap((fault) =>
      fault.kind === 'stop' && fault.part === 'mac-mini' ? [fault.forMs] : [],
    )
    expect(Math.min(...asleep)).toBeGreaterThan(waitedMs)
    expect(asleep.length).toBeGreaterThan(0)
  }
})

test('a kill in an effect comes before the effect is over', () => {
  const { faults, slowMs } = scheduleOf({ ...size, kills: 300 })
  for (const fault of kills(faults)) if (fault.inEffect) expect(fault.afterMs).toBeLessThan(slowMs)
})

test('tasks go on to come until near the last fault, and the first one comes at once', () => {
  const { faults, tasks } = scheduleOf(size)
  const waited = faults.reduce((sum, { waitMs }) => sum + waitMs, 0)
  expect(Math.max(...tasks.map(({ atMs }) => atMs))).toBeGreaterThan(waited * 0.85)
  expect(tasks[0]?.atMs).toBeLessThan(1_000)
})

test('without kills nothing goes wrong', () => {
  expect(scheduleOf({ ...size, kills: 0 })).toMatchObject({ faults: [], tasks: { length: 60 } })
})

test('tasks are of every kind, and no mark is part of another', () => {
  const { tasks } = scheduleOf({ ...size, tasks: 120 })
  expect(new Set(tasks.map(({ kind }) => kind))).toEqual(new Set(taskKinds))
  const marks = tasks.flatMap((plan) => [markOf(plan, 1), markOf(plan, 2)])
  expect(marks.filter((one) => marks.some((other) => one !== other && other.includes(one)))).toEqual([])
})

test('the script asks for each effect that is expected of it', () => {
  for (const plan of scheduleOf({ ...size, tasks: 120 }).tasks)
    for (const { mark } of expectedOf(plan).effects) expect(intentOf(plan)).toContain(mark)
})

test('workflows are reset and terminated where that is asked for', () => {
  const count = (kind: string, faults: Fault[]) => faults.filter((fault) => fault.kind === kind).length
  const { faults } = scheduleOf({ ...size, also: ['resets', 'terminations'] })
  expect([count('reset', faults), count('terminate', faults), count('kill', faults)]).toEqual([10, 5, 40])
  expect(count('reset', scheduleOf(size).faults)).toBe(0)
})

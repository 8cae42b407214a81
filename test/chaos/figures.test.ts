import { expect, test } from 'vitest'
import type { Done } from './faults.ts'
import { killsInEffect, percentile95, verdictOf } from './figures.ts'
import { goodEvidence } from './oracle/world.ts'
import type { Part } from './schedule.ts'
import type { ToolCall } from './tool-log.ts'

const kill = (part: Part, at: number, recoveryMs: number | null = null): Done => ({
  ...{ fault: { kind: 'kill', part, inEffect: false, waitMs: 0 }, at, backAt: at + 500, recoveryMs },
})
const call = (beganAt: number, endedAt: number | null): ToolCall => ({
  ...{ call: `${beganAt}`, mark: 'm', beganAt, endedAt },
})

test('a kill is in an effect while its tool lives and has not ended it', () => {
  const calls = [call(1_000, 2_000), call(3_000, null)]
  const at = (time: number) => killsInEffect([kill('api', time), kill('practice-gateway', 4_000)], calls) - 1
  expect([500, 1_500, 2_500, 3_500, 4_500].map(at)).toEqual([0, 1, 0, 1, 0])
})

test('of many recoveries the 95th of a hundred counts', () => {
  expect(percentile95(Array.from({ length: 100 }, (_, at) => at + 1))).toBe(95)
  expect(percentile95([])).toBe(0)
})

test('slow recovery and too few kills in effects are breaches, and the line says the figures', () => {
  const done = [kill('api', 100, 30_000), kill('control', 2_100)]
  const { breaches, line } = verdictOf({ ...goodEvidence(), done })
  expect(breaches.map(({ kind }) => kind)).toEqual(['record', 'recovery'])
  expect(line).toContain('2 kills, 50 % in an effect')
  expect(line).toContain('recovery p95 30.0 s')
  const rebuilt = [{ table: 'task', key: 't_1', field: 'status' }]
  const differing = verdictOf({ ...goodEvidence(), rebuilt }).breaches.map((breach) => breach.words)
  expect(differing).toContain('a rebuild differs: task t_1 status')
  const none = verdictOf({ ...goodEvidence(), done: [kill('api', 100)] })
  expect(none.breaches.map(({ kind }) => kind)).toContain('run')
})

import { expect, test } from 'vitest'
import { type LoggedRun, unaccounted } from './unaccounted-rules.ts'

const now = Date.parse('2026-11-26T12:00:00.000Z')
const lookEveryMs = 300_000
const aRun = (runId: string, change: Partial<LoggedRun> = {}): LoggedRun => ({
  ...{ runId, sessionKey: 'agent:main:main', openclawAgentId: 'main', startedAt: now - lookEveryMs },
  ...change,
})
const found = (runs: LoggedRun[], known: string[] = []) =>
  unaccounted(
    runs,
    ({ runId }) => known.includes(runId),
    { now, lookEveryMs },
    (text) => `hash of ${text}`,
  )

test('a run with no task is one finding of its agent and who starts it', () => {
  const job = { sessionKey: 'agent:main:cron:j1:run:s1' }
  const runs = [aRun('a'), aRun('b'), aRun('c', job), aRun('d', { ...job, openclawAgentId: 'other' })]
  expect(found(runs).map(({ subject }) => subject.key)).toEqual([
    'main/Chat with the agent',
    'main/Cron job j1',
    'other/Cron job j1',
  ])
  expect(found(runs)[0]).toMatchObject({
    kind: 'run',
    difference: 'extra',
    theirs: { hash: expect.any(String) },
  })
})

test('what has a task, and what may be on its way still, is none', () => {
  expect(found([aRun('a')], ['a'])).toEqual([])
  expect(found([aRun('a', { startedAt: now - lookEveryMs + 1 })])).toEqual([])
  expect(found([aRun('a', { startedAt: null })])).toHaveLength(1)
})

test('looked for more or less often, a run is due as much sooner or later', () => {
  const dueOf = (every: number, startedAt: number) =>
    unaccounted([aRun('a', { startedAt })], () => false, { now, lookEveryMs: every }, String).length
  expect([dueOf(10_000, now - 10_000), dueOf(10_000, now - 9_999)]).toEqual([1, 0])
  expect([dueOf(3_600_000, now - 3_600_000), dueOf(3_600_000, now - lookEveryMs)]).toEqual([1, 0])
})

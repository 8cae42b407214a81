import { expect, test } from 'vitest'
import { detailOf, presenceSentence } from './presence-words.ts'
import { anExecutor, executorsNow } from './sample-executors.ts'

const said = (change: Parameters<typeof anExecutor>[0]) => presenceSentence(anExecutor(change), executorsNow)
const since = new Date(2026, 10, 24, 9, 14).toISOString()

test.each([
  [{ state: 'ready' }, 'mac-mini is ready.'],
  [{ state: 'ready', runningTasks: 1 }, 'mac-mini is ready and has 1 running task.'],
  [{ state: 'ready', waitingTasks: 2 }, 'mac-mini is ready; 2 tasks are about to start on it.'],
  [
    { state: 'unreachable', since, waitingTasks: 5 },
    'mac-mini is unreachable since 09:14: 5 tasks wait for it, none is lost, all run once when it is back.',
  ],
  [
    { state: 'worker_stopped', since, waitingTasks: 1 },
    'mac-mini is stopped since 09:14: 1 task waits for it, it is not lost and runs once when it is started.',
  ],
  [
    { state: 'gateway_down', since, waitingTasks: 2 },
    'mac-mini does not reach its gateway since 09:14: 2 tasks wait for it, none is lost, all run once when the gateway is back.',
  ],
  [
    { state: 'gateway_refuses', since, waitingTasks: 2 },
    'mac-mini is refused by its gateway since 09:14: 2 tasks wait for it, none is lost, all run once when the gateway lets it in.',
  ],
  [
    { state: 'draining', since, waitingTasks: 2 },
    'mac-mini lets its runs end since 09:14 and takes no new one: 2 tasks wait for it, none is lost, all run once when it is started again.',
  ],
  [
    { state: 'draining', since, waitingTasks: 1, drain: { reason: 'disk', at: since, byName: 'Ada' } },
    'mac-mini lets its runs end since 09:14 and takes no new one: 1 task waits for it, it is not lost and runs once when that is lifted.',
  ],
  [
    { state: 'unknown', since },
    'mac-mini is of unknown state since 09:14: no task waits for it; one that is asked for now is kept and runs once when it is there.',
  ],
] as const)('%o', (change, sentence) => {
  expect(said(change)).toBe(sentence)
})

test('what began before today names its day', () => {
  const yesterday = new Date(2026, 10, 23, 21, 5).toISOString()
  expect(said({ state: 'unreachable', since: yesterday })).toContain('since Mon 23 Nov, 21:05')
})

test('what to do is the report’s own sentence where the gateway is at fault, else what was recorded', () => {
  const report = { link: 'refused', detail: 'Correct the token.', gateway: null, workerVersion: '1' } as const
  expect(detailOf(anExecutor({ state: 'gateway_refuses', detail: 'older', report }))).toBe(
    'Correct the token.',
  )
  expect(detailOf(anExecutor({ state: 'gateway_down', detail: 'No word yet.', report: null }))).toBe(
    'No word yet.',
  )
  expect(detailOf(anExecutor({ state: 'unreachable', detail: 'Check the machine.', report }))).toBe(
    'Check the machine.',
  )
})

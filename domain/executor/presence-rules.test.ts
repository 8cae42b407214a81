import { expect, test } from 'vitest'
import { GatewayReport, presenceStates } from './executor.ts'
import { type Observed, presenceOf, sightOf } from './presence-rules.ts'

const report = (link: GatewayReport['link'], detail = ''): GatewayReport => ({
  link,
  detail,
  gateway: null,
  workerVersion: '1',
})
const seen = (one: GatewayReport | null): Observed => ({
  sight: 'seen',
  report: one,
  reportAgeMs: one && 1_000,
})

const cases: [string, Observed, string, string][] = [
  [
    'Temporal just restarted',
    { sight: 'temporal_restarted', report: report('connected'), reportAgeMs: null },
    'unknown',
    'within 10 s',
  ],
  [
    'Temporal away',
    { sight: 'temporal_away', report: report('connected'), reportAgeMs: 1_000 },
    'unknown',
    'does not answer',
  ],
  [
    'no sign of a worker',
    { sight: 'not_seen', report: report('connected'), reportAgeMs: null },
    'unreachable',
    'machine is on',
  ],
  [
    'no sign and no word ever',
    { sight: 'not_seen', report: null, reportAgeMs: null },
    'unreachable',
    'machine is on',
  ],
  [
    'a worker that said goodbye',
    { sight: 'not_seen', report: report('stopping'), reportAgeMs: null },
    'worker_stopped',
    'npm start',
  ],
  ['a worker without a word on its gateway', seen(null), 'gateway_down', 'not reached its gateway'],
  [
    'a gateway that refuses the token',
    seen(report('refused', 'Fix the token.')),
    'gateway_refuses',
    'Fix the token.',
  ],
  ['a gateway that is down', seen(report('down', 'ECONNREFUSED')), 'gateway_down', 'ECONNREFUSED'],
  ['a gateway that is down without a word', seen(report('down')), 'gateway_down', 'does not answer'],
  ['a worker that lets its runs end', seen(report('draining')), 'draining', 'asked to stop'],
  [
    'a worker that an operator had drain',
    seen({ ...report('draining'), drain: 'Ada asked it to drain: new disk' }),
    'draining',
    'Ada asked it to drain: new disk. Its runs end, and what waits starts once that is lifted.',
  ],
  [
    'a worker that lets its runs end and does not reach its gateway',
    seen(report('draining', 'The gateway at 18789 is not there.')),
    'draining',
    'once it is started again. It is not connected to its gateway meanwhile: The gateway at 18789 is not there.',
  ],
  [
    'a worker that an operator had drain, and whose gateway says nothing',
    seen({ ...report('draining'), drain: 'Ada asked it to drain: new disk' }),
    'draining',
    'once that is lifted. It is not connected to its gateway meanwhile: The gateway does not answer.',
  ],
  [
    'a worker that was lost while it let its runs end',
    { sight: 'not_seen', report: report('draining'), reportAgeMs: null },
    'unreachable',
    'machine is on',
  ],
  ['a worker that is stopping', seen(report('stopping')), 'worker_stopped', 'npm start'],
]
test.each(cases)('%s', (_name, observed, state, words) => {
  const presence = presenceOf(observed)
  expect(presence.state).toBe(state)
  expect(presence.detail).toContain(words)
})

test('a connected executor is ready and has nothing to say', () => {
  expect(presenceOf(seen(report('connected')))).toEqual({ state: 'ready', detail: '' })
})

test('of a gateway that is there, one that drains says nothing', () => {
  const gateway = { version: '2026.9.6', isPractice: false }
  const { detail } = presenceOf(seen({ ...report('draining'), gateway }))
  expect(detail).toBe(
    'The worker was asked to stop: its runs end, and what waits starts once it is started again.',
  )
})

test('a worker that lives and whose reports are old is not believed', () => {
  const old = { ...seen(report('connected')), reportAgeMs: 30_001 }
  expect(presenceOf(old)).toMatchObject({ state: 'unknown', detail: expect.stringContaining('apiToken') })
  expect(presenceOf({ ...old, reportAgeMs: 30_000 }).state).toBe('ready')
})

test('what a worker said of its own stop is known, whatever Temporal knows', () => {
  for (const sight of ['not_seen', 'temporal_restarted', 'temporal_away'] as const)
    expect(presenceOf({ sight, report: report('stopping'), reportAgeMs: 60_000 }).state).toBe(
      'worker_stopped',
    )
})

test('that nobody is seen says nothing until Temporal has answered for 15 s: it may have just restarted', () => {
  expect(sightOf(false, 14_999)).toBe('temporal_restarted')
  expect(sightOf(false, 15_000)).toBe('not_seen')
  expect(sightOf(true, 0)).toBe('seen')
})

test('every state is reached', () => {
  const reached = [...cases.map(([, , state]) => state), 'ready']
  expect(new Set(reached)).toEqual(new Set(presenceStates))
})

test('a report of an unknown shape is refused', () => {
  expect(GatewayReport.safeParse({ ...report('down'), link: 'asleep' }).success).toBe(false)
  expect(GatewayReport.safeParse({ ...report('down'), detail: 'x'.repeat(1_001) }).success).toBe(false)
})

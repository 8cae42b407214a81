import { expect, test } from 'vitest'
import { newTally, tallied } from './tally.ts'
import { type Outage, outageVerdict } from './verdict.ts'

const seen = (id: string, status: string, waitKind: string | null = null) => ({ id, status, waitKind })

/** Two tasks of which all went well. */
function goodOutage(): Outage {
  const tally = newTally()
  tallied(tally, 1_000, [seen('a', 'requested'), seen('b', 'waiting', 'executor')])
  tallied(tally, 2_000, [seen('a', 'waiting', 'executor'), seen('b', 'waiting', 'executor')])
  tallied(tally, 3_000, [seen('a', 'done'), seen('b', 'done')])
  return {
    part: 'mac-mini',
    downAt: 0,
    backAt: 60_000,
    tasks: [
      { taskId: 'a', status: 'done', endedAt: 63_000, runIds: ['run-a'] },
      { taskId: 'b', status: 'done', endedAt: 80_000, runIds: ['run-b'] },
    ],
    calls: [
      { at: 62_000, runId: 'run-a' },
      { at: 79_000, runId: 'run-b' },
    ],
    tally,
  }
}
const breachesOf = (change: Partial<Outage>) => outageVerdict({ ...goodOutage(), ...change }).breaches
const first = (change: object): Outage['tasks'] => {
  const [one, other] = goodOutage().tasks as [Outage['tasks'][0], Outage['tasks'][0]]
  return [{ ...one, ...change }, other]
}

test('what waited, was started once and is done is right, and the line has the figures', () => {
  const { line, breaches } = outageVerdict(goodOutage())
  expect(breaches).toEqual([])
  expect(line).toBe(
    'mac-mini away for 60.0 s; 2 of 2 done (all); 2 agent calls for 2 runs (2 for 2); ' +
      'first started 2.0 s after its return (10 s or less) and done 3.0 s; ' +
      '2 said that they wait for their executor; ' +
      '0 failed or blocked in 3 readings (0), at most 1.0 s apart (5 s)',
  )
})

test('a task that is not done, or took two runs, is told', () => {
  expect(breachesOf({ tasks: first({ status: 'running' }) })).toContain('mac-mini: a is running and not done')
  const calls = [...goodOutage().calls, { at: 63_000, runId: 'again-a' }]
  expect(breachesOf({ calls, tasks: first({ runIds: ['run-a', 'again-a'] }) })).toEqual([
    'mac-mini: a had 2 runs and not 1',
  ])
})

test('a run that was asked for twice, or never, is told', () => {
  const { calls } = goodOutage()
  expect(breachesOf({ calls: [...calls, ...calls.slice(0, 1)] })).toEqual([
    'mac-mini: run-a was asked for 2 times',
  ])
  expect(breachesOf({ calls: calls.slice(1) })).toContain('mac-mini: run-a was asked for 0 times')
})

test('one that was ever seen failed or blocked is told, though it is done', () => {
  const { tally } = goodOutage()
  tallied(tally, 3_100, [seen('a', 'failed'), seen('b', 'waiting', 'operator')])
  expect(breachesOf({ tally })).toEqual([
    'mac-mini: a was seen failed',
    'mac-mini: b was seen waiting: operator',
  ])
})

test('a late first one is told, and so is that nobody looked', () => {
  expect(breachesOf({ backAt: 51_000 })).toEqual(['mac-mini: the first started 11.0 s after the return'])
  const { tally } = goodOutage()
  tallied(tally, 8_500, [])
  expect(breachesOf({ tally })).toEqual(['mac-mini: nobody looked for 5.5 s'])
  expect(breachesOf({ tally: newTally() })).toEqual([
    'mac-mini: a was never seen',
    'mac-mini: b was never seen',
  ])
})

test('where other work goes on beside it, how soon is not judged, and all else is', () => {
  const { tally } = goodOutage()
  tallied(tally, 8_500, [])
  const slow = { ...goodOutage(), backAt: 51_000, tally, tasks: first({ status: 'running' }) }
  expect(outageVerdict(slow, { isTimed: false }).breaches).toEqual(['mac-mini: a is running and not done'])
  expect(outageVerdict(slow).breaches).toHaveLength(3)
})

test('where nothing went on at all it says never', () => {
  const none = first({ status: 'waiting', endedAt: null, runIds: [] }).slice(0, 1)
  const { line, breaches } = outageVerdict({ ...goodOutage(), tasks: none, calls: [] })
  expect(line).toContain('first started never after its return (10 s or less) and done never')
  expect(breaches).toContain('mac-mini: the first started never after the return')
})

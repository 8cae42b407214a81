import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minutesOn } from '#test/stories.ts'
import { loopHold, loopOf, loopWords, type PastCall, type PastRun } from './loop-rules.ts'

const aRun = (minute: number, change: Partial<PastRun> = {}): PastRun => ({
  ...{ taskId: 't_1', stepId: `s${minute}`, at: minutesOn(minute), outcome: 'failed', text: '' },
  ...{ error: 'No key', reason: 'retry', taskStatus: 'preparing', ...change },
})
const aCall = (minute: number, change: Partial<PastCall> = {}): PastCall => ({
  ...{ taskId: `t_${minute}`, proposalId: `p_${minute}`, at: minutesOn(minute), tool: 'send', hash: 'h' },
  ...{ status: 'rejected', isTakenBack: false, ...change },
})
const ofRuns = (...runs: PastRun[]) => loopOf({ runs, calls: [] }, 3)
const ofCalls = (...calls: PastCall[]) => loopOf({ runs: [], calls }, 3)

test('the same failure so many times in a row, whatever differs each time, over all tasks', () => {
  const runs = [1, 2, 3].map((n) =>
    aRun(n, { error: `No key for account ${n}\nat line ${n}`, taskId: `t_${n}` }),
  )
  expect(ofRuns(...runs.slice(1))).toBeNull()
  expect(ofRuns(...runs)).toEqual({
    ...{ kind: 'failure', what: 'No key for account <n>', times: 3 },
    seen: [3, 2, 1].map((n) => ({ taskId: `t_${n}`, key: `s${n}`, at: minutesOn(n) })),
  })
})

test('a run that took too long failed too, and of more than so many the latest are shown', () => {
  const late = [1, 2, 3, 4].map((n) => aRun(n, { outcome: 'timed_out', error: 'Too late' }))
  expect(ofRuns(...late)).toMatchObject({ kind: 'failure', what: 'Too late' })
  expect(ofRuns(...late)?.seen.map(({ key }) => key)).toEqual(['s4', 's3', 's2'])
})

test('a success, or another failure, begins the count anew', () => {
  const ok = { outcome: 'ok', taskStatus: 'done' } as const
  expect(ofRuns(aRun(1), aRun(2), aRun(3, ok), aRun(4))).toBeNull()
  expect(ofRuns(aRun(1), aRun(2), aRun(3), aRun(4, ok))).toBeNull()
  expect(ofRuns(aRun(1), aRun(2), aRun(3, { error: 'No way' }), aRun(4))).toBeNull()
})

test('what was ended by somebody, by a budget or with its gateway counts neither way', () => {
  const others = (['aborted', 'killed', 'over_budget', 'lost'] as const).map((outcome, i) =>
    aRun(10 + i, { outcome }),
  )
  expect(ofRuns(...others)).toBeNull()
  expect(ofRuns(aRun(1), aRun(2), ...others, aRun(20))?.kind).toBe('failure')
})

const said = (minute: number, change: Partial<PastRun> = {}) =>
  aRun(minute, { outcome: 'ok', text: 'It is  done.', reason: 'unproven', ...change })

test('the same result in a task that is not done; another task, other words or a done task are none', () => {
  expect(ofRuns(said(1), said(2), said(3, { text: 'It is\ndone.' }))).toMatchObject({
    ...{ kind: 'result', what: 'It is done.', times: 3 },
  })
  expect(ofRuns(said(1), said(2), said(3, { taskId: 't_2' }))).toBeNull()
  expect(ofRuns(said(1), said(2), said(3, { text: 'It is done now.' }))).toBeNull()
  for (const taskStatus of ['done', 'cancelled', 'verifying'] as const)
    expect(ofRuns(...[1, 2, 3].map((n) => said(n, { taskStatus })))).toBeNull()
  expect(ofRuns(...[1, 2, 3].map((n) => said(n, { text: ' ' })))).toBeNull()
})

test('between the same results a failure begins the count anew; what was ended by somebody does not', () => {
  const failed = aRun(2, { error: 'No key', text: 'It is done.' })
  expect(ofRuns(said(1), failed, said(3), said(4))).toBeNull()
  expect(ofRuns(said(1), said(2), aRun(3, { outcome: 'aborted' }), said(4))?.kind).toBe('result')
})

test('of more results than so many the latest are shown, and of a long one its beginning', () => {
  const loop = ofRuns(...[1, 2, 3, 4].map((n) => said(n, { text: 'x'.repeat(300) })))
  expect(loop?.seen.map(({ key }) => key)).toEqual(['s4', 's3', 's2'])
  expect(loop?.what).toBe('x'.repeat(200))
})

test('a run that was begun by news is the first of its count', () => {
  expect(ofRuns(said(1), said(2), said(3, { reason: 'message' }))).toBeNull()
  for (const reason of ['message', 'answer', 'performed, rejected'])
    expect(ofRuns(said(1), said(2), said(3, { reason }), said(4))).toBeNull()
  expect(ofRuns(said(1), said(2, { reason: 'message' }), said(3), said(4))?.kind).toBe('result')
})

test('the same call again after it came to nothing; performed once, the count begins anew', () => {
  const [first, second] = [aCall(1), aCall(2, { status: 'expired' })]
  expect(ofCalls(first, second, aCall(3, { status: 'pending' }))).toMatchObject({
    ...{ kind: 'proposal', what: 'send', times: 3 },
    seen: [{ key: 'p_3' }, { key: 'p_2' }, { key: 'p_1' }],
  })
  expect(ofCalls(first, second, aCall(3, { hash: 'other' }))).toBeNull()
  expect(ofCalls(first, second, aCall(3, { status: 'withdrawn' }))).toBeNull()
  expect(ofCalls(first, second, aCall(3, { status: 'withdrawn', isTakenBack: true }))?.kind).toBe('proposal')
  expect(ofCalls(first, second, aCall(3, { status: 'performed' }), aCall(4))).toBeNull()
})

test('calls that wait for a decision in several tasks at once are no loop', () => {
  expect(ofCalls(...[1, 2, 3, 4].map((n) => aCall(n, { status: 'pending' })))).toBeNull()
})

test('it holds until it is lifted, and says what came again', () => {
  const loop = ofRuns(aRun(1), aRun(2), aRun(3))
  expect(loopHold(null)).toBeNull()
  expect(loopHold(loop)).toEqual({
    kind: 'loop',
    reason: 'the agent is paused: the same failure 3 times in a row: No key',
    until: null,
  })
  expect(loopWords({ kind: 'result', what: 'Done.', times: 2 })).toContain('the same result 2 times')
  expect(loopWords({ kind: 'proposal', what: 'send', times: 2 })).toContain('send proposed with the same')
})

const anyRun = fc.record({
  outcome: fc.constantFrom('ok', 'failed', 'timed_out', 'aborted', 'lost'),
  text: fc.constantFrom('', 'Done.', 'Not yet.'),
  error: fc.constantFrom('No key', 'No way'),
  taskId: fc.constantFrom('t_1', 't_2'),
  taskStatus: fc.constantFrom('preparing', 'done'),
  reason: fc.constantFrom('retry', 'message', 'unproven'),
})
const anyCall = fc.record({
  hash: fc.constantFrom('a', 'b'),
  status: fc.constantFrom('pending', 'rejected', 'expired', 'performed', 'failed'),
})
const anyTrail = fc.record({
  runs: fc
    .array(anyRun, { maxLength: 12 })
    .map((ones) => ones.map((one, i) => aRun(i, one as Partial<PastRun>))),
  calls: fc
    .array(anyCall, { maxLength: 12 })
    .map((ones) => ones.map((one, i) => aCall(i, one as Partial<PastCall>))),
})

test('a lower limit only tightens: what pauses at a number pauses at every lower one', () => {
  fc.assert(
    fc.property(anyTrail, fc.integer({ min: 2, max: 8 }), (trail, limit) => {
      const loop = loopOf(trail, limit + 1)
      if (loop) expect(loopOf(trail, limit)).not.toBeNull()
      if (loop) expect(loop.seen).toHaveLength(limit + 1)
    }),
  )
})

test('the order in which it is read does not matter', () => {
  fc.assert(
    fc.property(anyTrail, (trail) => {
      const turned = { runs: trail.runs.toReversed(), calls: trail.calls.toReversed() }
      expect(loopOf(turned, 3)).toEqual(loopOf(trail, 3))
    }),
  )
})
